"""Parts and events of an answer in the JSON API; it asks no model itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Status

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.analyses import access, actions, events
from omniweb.analyses.api import AnalysisOut
from omniweb.analyses.present import present

router = Router(tags=["analyses"])


@router.post(
    "analyses/{analysis_id}/parts/{position}/retry", response={202: AnalysisOut}
)
def retry(request: ActorRequest, analysis_id: UUID, position: int) -> Any:
    """Ask about one part again that failed; the answer is then made anew from all.

    409 while the answer is made of the parts, and for a part that was answered.
    """
    analysis = access.get_analysis(request.actor, analysis_id)
    actions.retry_part(actor=request.actor, analysis=analysis, position=position)
    return Status(202, present(access.get_analysis(request.actor, analysis_id)))


@router.get("analyses/{analysis_id}/events.vtt")
def as_vtt(request: ActorRequest, analysis_id: UUID) -> HttpResponse:
    """The events of the newest answer as WebVTT, in the clip's own times."""
    told = _events(request, analysis_id)
    return HttpResponse(events.vtt(told), content_type="text/vtt; charset=utf-8")


@router.get("analyses/{analysis_id}/events.srt")
def as_srt(request: ActorRequest, analysis_id: UUID) -> HttpResponse:
    """The events of the newest answer as SubRip, in the clip's own times."""
    told = _events(request, analysis_id)
    kind = "application/x-subrip; charset=utf-8"
    return HttpResponse(events.srt(told), content_type=kind)


def _events(request: ActorRequest, analysis_id: UUID) -> list[dict[str, Any]]:
    request.actor.require(Role.VIEWER)
    told: list[dict[str, Any]]
    told = present(access.get_analysis(request.actor, analysis_id))["events"]
    return told
