"""Clears up behind answers now and then; it never touches one that is on its way."""

from __future__ import annotations

from datetime import datetime, timedelta

from omniweb.analyses.models import Answer
from omniweb.jobs import read

# Whoever still listens from the log has that long to come to its end.
HEARD_AFTER = timedelta(days=1)


def drop_kept_audio(now: datetime) -> None:
    """Let go of the sound in logs whose narration stands as a file."""
    kept = Answer.objects.exclude(narration="").filter(
        job__ended_at__lt=now - HEARD_AFTER,
        job__events__kind="audio",
        job__events__blob__isnull=False,
    )
    for answer in kept.distinct():
        read.drop_audio(answer.job_id)
