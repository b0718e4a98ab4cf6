"""Makes up for what was lost between the rows and the workers: hints that a broker
forgot, leases of the dead, rooms' clearing up. It runs no job."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from omniweb import celery
from omniweb.jobs import bell, sweep
from omniweb.jobs.models import Job

logger = logging.getLogger(__name__)

# Seconds between two looks at the queues, at the leases, and at the rooms.
LOOK_S = 1.0
LEASES_S = 5.0
CHORES_S = 600.0
# A job that waited so long and has no hint was forgotten.
FORGOTTEN = timedelta(seconds=2)
# So many are hinted at anew at once; the next look finds the others.
MOST = 200


async def run() -> None:
    """Look after everything until cancelled."""
    bell.attend(asyncio.get_running_loop())
    async with asyncio.TaskGroup() as group:
        group.create_task(every(LOOK_S, remind))
        group.create_task(every(LEASES_S, sweep.look_after))
        group.create_task(every(CHORES_S, sweep.do_chores))


def remind(now: datetime) -> int:
    """Hint again at jobs that wait in a lane whose queue is empty; how many.

    While a queue holds hints the workers have enough to do, and more of them would
    only pile up.
    """
    sent = 0
    for lane in settings.JOB_LANES:
        old = Job.objects.claimable(lane).filter(queued_at__lt=now - FORGOTTEN)
        ids = list(old.values_list("id", flat=True)[:MOST])
        if ids and not celery.waiting(lane):
            for job_id in ids:
                celery.send(job_id, lane)
            sent += len(ids)
    return sent


async def every(seconds: float, duty: Callable[[datetime], object]) -> None:
    """Do something again and again; a failure is told and tried again."""
    while True:
        try:
            await sync_to_async(_afresh)(duty)
        except Exception:
            logger.exception("%s failed; it is tried again.", duty.__qualname__)
        await asyncio.sleep(seconds)


def _afresh(duty: Callable[[datetime], object]) -> None:
    """Do it on a connection that works: no request looks after this thread's."""
    close_old_connections()
    duty(timezone.now())
