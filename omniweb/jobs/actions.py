"""Puts work into the queue and takes it out; it never does any."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from omniweb.accounts.models import User, Workspace
from omniweb.jobs import family, runners
from omniweb.jobs.append import Line, insert
from omniweb.jobs.ending import stop
from omniweb.jobs.models import LIVE, Job
from omniweb.jobs.registry import find


def enqueue(
    *,
    kind: str,
    workspace: Workspace,
    owner: User | None,
    args: dict[str, Any],
    unique_key: str | None = None,
    parent: Job | None = None,
) -> Job:
    """A queued job; with unique_key, the live one of that key if there is one.

    parent is a waiting job that goes on when this one has ended too (`Waits` in
    registry.py says how a job comes to wait): so a part that failed is tried again
    while the others are still at work. A live twin found by its key stays whose
    child it is. Raises family.NotWaiting when the parent does not wait (any more).
    """
    job = Job(
        kind=kind,
        lane=find(kind).lane,
        workspace=workspace,
        owner=owner,
        args=args,
        unique_key=unique_key,
        parent=parent,
    )
    try:
        with transaction.atomic():
            _insert(job)
    except IntegrityError:
        live = Job.objects.filter(kind=kind, unique_key=unique_key, status__in=LIVE)
        twin = live.first() if unique_key else None
        if twin is None:
            raise
        return twin
    return job


def _insert(job: Job) -> None:
    if job.parent_id is not None:
        family.adopt(job.parent_id)
    job.save(force_insert=True)
    queued = {"state": "queued", "detail": "Waiting for a free place.", "attempt": 0}
    insert(job.id, 0, [Line("state", queued)], job.created_at)
    transaction.on_commit(partial(runners.wake, job.id))


def cancel(*, job: Job) -> bool:
    """Ask for a stop; False when the job has ended or was asked before.

    A job nobody works on ends right here, and one that waits stops its children
    first. A running one is stopped by its worker within a second.
    """
    now = timezone.now()
    if not Job.objects.mark_cancelled(job.id, now):
        return False
    if not stop(job, now):
        runners.wake(job.id)
    return True
