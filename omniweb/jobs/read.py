"""Reads a job's log for the rooms; it never writes one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

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


def drop_audio(job_id: uuid.UUID) -> int:
    """Let go of the sound of an ended job whose narration file stands.

    The events stay, so that every sequence number still exists.
    """
    return Event.objects.filter(job_id=job_id, kind="audio").drop_blobs()
