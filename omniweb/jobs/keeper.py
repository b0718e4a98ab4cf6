"""Keeps a worker's leases alive, brings it the wish to stop, and has the leases of
dead workers taken back and forgotten parents woken; it runs no job."""

from __future__ import annotations

import asyncio
import logging

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.utils import timezone

from omniweb.jobs import sweep
from omniweb.jobs.executor import Executor, marked, still_leased

logger = logging.getLogger(__name__)

# Seconds between two looks for stop marks: a stop reaches the upstream within 1 s.
LOOK_S = 0.4
BEAT_S = 5.0


async def keep(executor: Executor) -> None:
    """Look after what the executor holds, until cancelled.

    Our own leases are renewed before stale ones are taken back: after this machine
    has slept, ours look as old as those of the dead. Once a beat the connection is
    made anew, for no request does it here and a broken one would stay broken.
    """
    looks_a_beat = round(BEAT_S / LOOK_S)
    look = 0
    while True:
        await asyncio.sleep(LOOK_S)
        look += 1
        try:
            if executor.held:
                await _stop_marked(executor)
            if look % looks_a_beat == 0:
                await sync_to_async(close_old_connections)()
                await _renew(executor)
                await sync_to_async(sweep.look_after)(timezone.now())
                await sync_to_async(sweep.wake_forgotten)(timezone.now())
        except Exception:
            logger.exception("The leases could not be looked after; trying again.")
            await sync_to_async(close_old_connections)()


async def _stop_marked(executor: Executor) -> None:
    for job_id in await marked(list(executor.held)):
        if job_id in executor.held:
            executor.held[job_id].stop()


async def _renew(executor: Executor) -> None:
    before = dict(executor.held)
    leased = await still_leased(executor.worker, before)
    for job_id, held in before.items():
        if job_id not in leased and executor.held.get(job_id) is held:
            held.abandon()
