"""The replies of a model as they came, for people to look at as plain text."""

from __future__ import annotations

from omniweb.captions.models import Caption
from omniweb.jobs.models import Event


def replies(caption: Caption) -> list[str]:
    """Each reply in the caption's log, the one that was asked again included."""
    if caption.job_id is None:
        return []
    said = [""]
    kinds = Event.objects.filter(job_id=caption.job_id, kind__in=["text", "restart"])
    for event in kinds.order_by("seq"):
        if event.kind == "restart":
            said.append("")
        else:
            said[-1] += str(event.data.get("text", ""))
    return [text for text in said if text]
