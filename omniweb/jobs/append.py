"""Writes lines to a log, each time in one transaction under the writer's lease;
never outside one, and never as a second writer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from omniweb.jobs.models import Event, Job


class LeaseLost(Exception):
    """Another worker took this job over; nothing was written."""

    def __init__(self, job_id: uuid.UUID) -> None:
        super().__init__(f"Job {job_id} was taken over by another worker.")


@dataclass(frozen=True, slots=True)
class Lease:
    """One worker's right to write one job's log during one attempt."""

    job_id: uuid.UUID
    worker: str
    attempt: int


@dataclass(slots=True)
class Line:
    """An event before it has its number. blob is PCM, s16le mono 24 kHz."""

    kind: str
    data: dict[str, Any] = field(default_factory=dict)
    blob: bytes | None = None


def last_seq(job_id: uuid.UUID) -> int:
    """The number of the log's newest event, 0 before the first."""
    newest: int | None = Event.objects.filter(job_id=job_id).aggregate(
        newest=Max("seq")
    )["newest"]
    return newest or 0


def insert(
    job_id: uuid.UUID, after: int, lines: Iterable[Line], now: datetime
) -> list[Event]:
    """Insert lines as the events after a number; the caller holds the row."""
    return Event.objects.bulk_create(
        Event(
            job_id=job_id,
            seq=seq,
            kind=line.kind,
            data=line.data,
            blob=line.blob,
            at=now,
        )
        for seq, line in enumerate(lines, after + 1)
    )


def append(
    lease: Lease, after: int, lines: Iterable[Line], now: datetime
) -> list[Event]:
    """Insert lines under a lease, or raise LeaseLost and write nothing.

    The conditional update comes first: it renews the lease, and on PostgreSQL
    it also locks the row, so that a takeover waits for this transaction.
    """
    with transaction.atomic():
        if not Job.objects.fence(lease.job_id, lease.worker, lease.attempt, now):
            raise LeaseLost(lease.job_id)
        return insert(lease.job_id, after, lines, now)
