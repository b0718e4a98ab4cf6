"""Takes back what dead workers hold, and lets rooms clear up; it runs no job."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

from omniweb.jobs import family
from omniweb.jobs.ending import give_back, stop
from omniweb.jobs.models import Job, JobQuerySet, Status

logger = logging.getLogger(__name__)

Chore = Callable[[datetime], None]
Duty = Callable[[datetime], object]
_chores: list[Chore] = []
_watches: list[Chore] = []


def register_chore(chore: Chore) -> None:
    """Have a room's clearing up done now and then; it is called with the time."""
    _chores.append(chore)


def register_watch(watch: Chore) -> None:
    """Have a room make up for lost hints, every few seconds; it must be quick."""
    _watches.append(watch)


def adopt(home: str, now: datetime) -> int:
    """Take back all that an earlier server of this data directory was running.

    Only the holder of the directory's lock may call it: then no worker of that
    home can be alive.
    """
    return _take_back(
        Job.objects.filter(status=Status.RUNNING, worker__startswith=home), now
    )


def take_back_stale(now: datetime) -> int:
    """Take back the jobs whose worker has not been heard for a lease."""
    return _take_back(Job.objects.stale(now), now)


def wake_forgotten(now: datetime) -> int:
    """Go on with waiting jobs that no child's end will wake; answers how many.

    Those are stopped that somebody asked to stop when this was broken off.
    """
    found = family.forgotten()
    for job in found:
        if job.cancel_requested_at is not None:
            stop(job, now)
        else:
            family.wake_childless(job, now)
    return len(found)


def look_after(now: datetime) -> None:
    """All that is to be made up for soon: dead workers, forgotten parents, rooms."""
    take_back_stale(now)
    wake_forgotten(now)
    _do(_watches, now)


def do_chores(now: datetime) -> None:
    """Let every room clear up; one that fails does not keep the others from it."""
    _do(_chores, now)


def _do(chores: Iterable[Chore], now: datetime) -> None:
    for chore in chores:
        try:
            chore(now)
        except Exception:
            logger.exception("%s failed; it is tried again later.", chore.__qualname__)


def _take_back(jobs: JobQuerySet, now: datetime) -> int:
    found = list(jobs)
    for job in found:
        give_back(job, now)
    return len(found)
