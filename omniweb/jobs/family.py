"""Parents that wait for children: fans out, counts ends, wakes each parent once. It
never runs a handler and holds nothing but rows.

A handler returns `Waits`; its job then goes to `waiting`, holds neither lease nor
place in its lane, and its handler runs again once every child has ended, whatever the
end. Decision 018 says why this needs no broker.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from omniweb.jobs import bell
from omniweb.jobs.append import Line, insert, last_seq
from omniweb.jobs.models import LIVE, Job, JobQuerySet, Status
from omniweb.jobs.registry import Waits


class NotWaiting(Exception):
    """Only a waiting job that nobody stops takes further children."""

    def __init__(self, parent_id: uuid.UUID) -> None:
        super().__init__(f"Job {parent_id} does not wait, so it takes no children.")


class NothingToWaitFor(Exception):
    """A handler wished to wait and made no child."""


def fan_out(
    job: Job, held: JobQuerySet, waits: Waits, now: datetime, lines: Sequence[Line] = ()
) -> bool:
    """Put a running job to waiting and make its children, in one transaction.

    False when the job is not so held any more, or somebody asked for a stop: then no
    child exists. Raises NothingToWaitFor, and whatever waits.make raises.
    """
    with transaction.atomic():
        if not held.wait():
            return False
        said = {"state": "waiting", "detail": waits.detail, "attempt": job.attempt}
        insert(job.id, last_seq(job.id), [*lines, Line("state", said)], now)
        waits.make(job)
        if not Job.objects.filter(id=job.id, remaining__gt=0).exists():
            raise NothingToWaitFor(f"Job {job.id} made no child to wait for.")
        transaction.on_commit(partial(bell.ring_from_thread, job.id))
    return True


def adopt(parent_id: uuid.UUID) -> None:
    """Count one more child in; the caller makes it in the same transaction.

    Raises NotWaiting: a parent that was woken meanwhile would never hear of it.
    """
    if not Job.objects.filter(id=parent_id).count_in():
        raise NotWaiting(parent_id)


def ended(child: Job, now: datetime) -> None:
    """Tell the parent of an end, within the transaction that writes it.

    The last of the children puts the parent back to the queue. On PostgreSQL the
    parent's row stays locked from the count to the commit, so two last ones follow
    each other and only one of them sees nothing remaining.
    """
    if child.parent_id is None:
        return
    parents = Job.objects.filter(id=child.parent_id)
    if parents.count_out():
        _tell(child.parent_id, now)


def _tell(parent_id: uuid.UUID, now: datetime) -> None:
    """Write the parent's progress, and wake it when nothing remains.

    A waiting job has no other writer, and whoever is here holds its row.
    """
    parent = Job.objects.get(id=parent_id)
    total = parent.children.count()
    done = total - parent.remaining
    told = {"stage": "parts", "done": done, "total": total, "unit": ""}
    lines = [Line("progress", told)]
    if Job.objects.filter(id=parent_id).wake(now):
        detail = "All parts have ended. Going on."
        said = {"state": "queued", "detail": detail, "attempt": parent.attempt}
        lines.append(Line("state", said))
        transaction.on_commit(partial(_wake, parent_id))
    insert(parent_id, last_seq(parent_id), lines, now)
    transaction.on_commit(partial(bell.ring_from_thread, parent_id))


def _wake(job_id: uuid.UUID) -> None:
    # Runners reach this module through what they run.
    from omniweb.jobs import runners

    runners.wake(job_id)


def live_children(parent_id: uuid.UUID) -> JobQuerySet:
    """The children that have not ended."""
    return Job.objects.filter(parent_id=parent_id, status__in=LIVE)


def forgotten() -> list[Job]:
    """Waiting jobs that nothing will wake by itself.

    A stop was asked for and not carried out, or no child is left to end: rows were
    deleted with what they were about.
    """
    living = Job.objects.filter(parent_id=OuterRef("id"), status__in=LIVE)
    lost = Q(cancel_requested_at__isnull=False) | ~Exists(living)
    return list(Job.objects.filter(lost, status=Status.WAITING))


def wake_childless(job: Job, now: datetime) -> bool:
    """Wake a waiting job that has no living child left, whatever was counted."""
    with transaction.atomic():
        parents = Job.objects.filter(id=job.id)
        if not parents.lock_waiting() or live_children(job.id).exists():
            return False
        parents.update(remaining=0)
        _tell(job.id, now)
    return True
