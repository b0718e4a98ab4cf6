"""Keeps the log of work that no worker holds: rows write it as they change.

It runs nothing. Such a job is running from its first line to its last and has no
lease, so it is neither claimed nor taken back; whoever writes locks its row first.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from omniweb.accounts.models import User, Workspace
from omniweb.jobs import bell
from omniweb.jobs.append import Line, insert, last_seq
from omniweb.jobs.ending import end
from omniweb.jobs.models import Job, JobQuerySet, Status
from omniweb.jobs.registry import Outcome

LANE = "rows"


def begin(
    *,
    kind: str,
    workspace: Workspace,
    owner: User | None,
    args: dict[str, Any],
    detail: str,
    now: datetime,
) -> Job:
    """A log that stands by itself, with its first line."""
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            lane=LANE,
            workspace=workspace,
            owner=owner,
            args=args,
            status=Status.RUNNING,
            started_at=now,
        )
        write(job.id, [state("running", detail)], now)
    return job


def write(job_id: uuid.UUID, lines: Sequence[Line], now: datetime) -> bool:
    """Add lines; False when the log has its last one already.

    The row stays locked until the commit: one writer follows the other.
    """
    with transaction.atomic():
        if not _standing(job_id).update(lane=LANE):
            return False
        insert(job_id, last_seq(job_id), lines, now)
        transaction.on_commit(partial(bell.ring_from_thread, job_id))
    return True


def close(job_id: uuid.UUID, outcome: Outcome, now: datetime) -> bool:
    """Write the last line; False when somebody did before."""
    job = Job.objects.filter(id=job_id).first()
    return job is not None and end(job, _standing(job_id), outcome, now)


def state(word: str, detail: str) -> Line:
    """A line that says where the work stands."""
    return Line("state", {"state": word, "detail": detail, "attempt": 1})


def progress(stage: str, done: int, total: int, unit: str, **more: Any) -> Line:
    """A line that says how far it is."""
    told = {"stage": stage, "done": done, "total": total, "unit": unit}
    return Line("progress", {**told, **more})


def _standing(job_id: uuid.UUID) -> JobQuerySet:
    return Job.objects.filter(id=job_id, lane=LANE, status=Status.RUNNING)
