"""Reads a job's log for the rooms; it never writes one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max, Min, Q

from omniweb.jobs.fold import Transcript, fold
from omniweb.jobs.models import Event
from omniweb.jobs.wire import as_json


def transcript(job_id: uuid.UUID) -> Transcript:
    """The whole log, folded; the sound itself is not read."""
    rows = Event.objects.after(job_id, 0).defer("blob")
    return fold(as_json(row) for row in rows.iterator())


def pcm(job_id: uuid.UUID) -> Iterator[bytes]:
    """The speech after the last restart, in order: s16le mono 24 kHz."""
    for blob in Event.objects.spoken(job_id).values_list("blob", flat=True).iterator():
        yield bytes(blob or b"")


def seconds(job_id: uuid.UUID, kind: str, until: str) -> float | None:
    """From the first event of a kind to the first of another, or to its own last."""
    own = Q(kind=kind)
    ends = Event.objects.counted(job_id).aggregate(
        first=Min("at", filter=own),
        last=Max("at", filter=own),
        until=Min("at", filter=Q(kind=until)),
    )
    if ends["first"] is None:
        return None
    lasted: timedelta = (ends["until"] or ends["last"]) - ends["first"]
    return round(max(0.0, lasted.total_seconds()), 3)


def drop_audio(job_id: uuid.UUID) -> int:
    """Let go of the sound of an ended job whose narration file stands.

    The events stay, so that every sequence number still exists.
    """
    return Event.objects.filter(job_id=job_id, kind="audio").drop_blobs()
