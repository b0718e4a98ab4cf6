"""Tells a batch's log how far it is and what changed; never more than that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q

from omniweb.batches.models import OPEN, Batch, Item
from omniweb.jobs import standing
from omniweb.jobs.append import Line
from omniweb.jobs.models import Job
from omniweb.jobs.registry import Outcome

KIND = "batches.batch"


def begin(batch: Batch, now: datetime) -> Job:
    """A new log of a batch that starts, or is run again."""
    return standing.begin(
        kind=KIND,
        workspace=batch.workspace,
        owner=batch.asker,
        args={"batch": str(batch.id)},
        detail="The batch has begun.",
        now=now,
    )


def changed(batch: Batch, items: Iterable[Item], now: datetime) -> None:
    """These items stand elsewhere than before."""
    counted = batch.items.aggregate(
        total=Count("id"), ended=Count("id", filter=~Q(state__in=OPEN))
    )
    ids = [str(item.id) for item in items]
    far = counted["ended"], counted["total"]
    _write(batch, standing.progress("files", *far, "files", items=ids), now)


def said(batch: Batch, word: str, detail: str, now: datetime) -> None:
    """The batch as a whole stands elsewhere: running or waiting."""
    _write(batch, standing.state(word, detail), now)


def close(batch: Batch, outcome: Outcome, now: datetime) -> None:
    """The last line."""
    if batch.job_id is not None:
        standing.close(batch.job_id, outcome, now)


def _write(batch: Batch, line: Line, now: datetime) -> None:
    if batch.job_id is not None:
        standing.write(batch.job_id, [line], now)
