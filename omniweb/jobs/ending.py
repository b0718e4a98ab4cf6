"""Ends jobs and gives them back: last event, status and rooms' rows in one
transaction, whoever does it. It never runs a handler."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from omniweb.jobs import bell, family, followers
from omniweb.jobs.append import Lease, Line, insert, last_seq
from omniweb.jobs.models import MAX_ATTEMPTS, Event, Job, JobQuerySet, Status
from omniweb.jobs.registry import Failure, Outcome, UnknownKind, find

logger = logging.getLogger(__name__)

STOPPED = Failure(
    "stopped",
    f"omniweb was stopped {MAX_ATTEMPTS} times while it worked on this, so it does"
    " not try again by itself. What had arrived is kept. Try again when you like.",
    who="you",
    billed=None,
)


def internal(job_id: uuid.UUID) -> Failure:
    """What people read when omniweb itself is at fault."""
    return Failure(
        "internal_error",
        "Something went wrong inside omniweb. An administrator finds the details"
        f" in the server's log under {job_id}.",
        who="admin",
        billed=None,
    )


def end(
    job: Job,
    held: JobQuerySet,
    outcome: Outcome,
    now: datetime,
    lines: Sequence[Line] = (),
) -> bool:
    """Write what is left and the last event, if the job is still so held.

    held selects the job in the state that gives the right to end it. A room
    whose rows cannot be settled must not keep the job open for ever: it is
    then failed without them, and the log says why.
    """
    try:
        return _end(job, held, outcome, now, lines, settle=True)
    except Exception:
        logger.exception("Job %s could not be settled.", job.id)
        failed = Outcome.failed(internal(job.id))
        return _end(job, held, failed, now, lines, settle=False)


def _end(
    job: Job,
    held: JobQuerySet,
    outcome: Outcome,
    now: datetime,
    lines: Sequence[Line],
    *,
    settle: bool,
) -> bool:
    with transaction.atomic():
        if not held.finish(outcome.status, outcome.error, now):
            return False
        last = Line(str(outcome.status), dict(outcome.data))
        insert(job.id, last_seq(job.id), [*lines, last], now)
        if settle:
            _settle_rooms(job, outcome)
        family.ended(job, now)
        transaction.on_commit(lambda: bell.ring_from_thread(job.id))
        followers.tell_later(job.id)
    return True


def _settle_rooms(job: Job, outcome: Outcome) -> None:
    try:
        kind = find(job.kind)
    except UnknownKind:
        return
    if kind.settle is not None:
        job.refresh_from_db()
        kind.settle(job, outcome)


def stop(job: Job, now: datetime) -> bool:
    """Carry out a stop that was asked for, as far as rows can; True when it ended.

    What waits stops its children first: after the mark none can be added. Each step
    is a transaction of its own, so no lock is held across jobs, and the sweep goes on
    where a crash broke this off.
    """
    for child in family.live_children(job.id):
        Job.objects.mark_cancelled(child.id, now)
        stop(child, now)
    idle = Job.objects.filter(id=job.id, status__in=(Status.QUEUED, Status.WAITING))
    return end(job, idle, Outcome.cancelled(), now)


def give_back(job: Job, now: datetime) -> None:
    """Return a running job, whose worker is gone, to the queue; or end it.

    Nothing happens when its worker, or anybody else, was quicker.
    """
    held = Job.objects.leased(job.id, job.worker, job.attempt)
    if job.cancel_requested_at is not None:
        end(job, held, Outcome.cancelled(), now)
    elif _spent(job) >= MAX_ATTEMPTS:
        end(job, held, Outcome.failed(STOPPED), now)
    else:
        _requeue(job, held, now)


def hand_on(job: Job, lease: Lease, now: datetime, lines: Sequence[Line]) -> None:
    """Return a running job to the queue, because its worker stops in good order.

    This spends no attempt: the log keeps that it was handed on.
    """
    held = Job.objects.leased(lease.job_id, lease.worker, lease.attempt)
    _requeue(job, held, now, lines, handed_on=True)


def _spent(job: Job) -> int:
    """How many attempts ended without a word from their worker.

    Attempts count anew after a wait, so hand-overs before it count no more.
    """
    states = Event.objects.filter(job=job, kind="state").order_by("seq")
    waits = states.filter(data__state="waiting").values_list("seq", flat=True)
    told = states.filter(data__handed_on=True, seq__gt=waits.last() or 0)
    return job.attempt - told.count()


def _requeue(
    job: Job,
    held: JobQuerySet,
    now: datetime,
    lines: Sequence[Line] = (),
    **told: bool,
) -> None:
    said = {
        "state": "queued",
        "detail": "omniweb was restarted and goes on with this.",
        "attempt": job.attempt,
        **told,
    }
    with transaction.atomic():
        if held.requeue(now):
            last = Line("state", said)
            insert(job.id, last_seq(job.id), [*lines, last], now)
            transaction.on_commit(lambda: bell.ring_from_thread(job.id))
