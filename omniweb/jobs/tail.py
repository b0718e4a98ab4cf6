"""Follows one job's log, each event once and in order; the one live reader."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator
from typing import Any

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer

from omniweb.jobs.bell import group
from omniweb.jobs.models import ENDED, LIVE, Event, Job

# Seconds after which a reader looks by itself: every bell may be lost.
LOOK_S = 0.5
BATCH = 100


async def tail(job_id: uuid.UUID, after: int) -> AsyncGenerator[list[Event], None]:
    """The events beyond a number as they come, until the log's last one.

    Subscribes first and reads then, so that nothing falls between the two.
    """
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add(group(job_id), channel)
    rung = False
    try:
        while True:
            events = await sync_to_async(_read)(job_id, after)
            if events:
                after = events[-1].seq
                yield events
                if events[-1].kind in ENDED:
                    return
            elif not rung and await sync_to_async(_over)(job_id, after):
                return
            if len(events) < BATCH:
                rung = await _bell(layer, channel)
    finally:
        await layer.group_discard(group(job_id), channel)


def _read(job_id: uuid.UUID, after: int) -> list[Event]:
    return list(Event.objects.after(job_id, after)[:BATCH])


def _over(job_id: uuid.UUID, after: int) -> bool:
    """Whether nothing comes any more; the last event is written with the end."""
    if Job.objects.filter(id=job_id, status__in=LIVE).exists():
        return False
    return not Event.objects.after(job_id, after).exists()


async def _bell(layer: Any, channel: str) -> bool:
    """Wait for the bell; False when nobody rang for as long as one waits."""
    try:
        async with asyncio.timeout(LOOK_S):
            await layer.receive(channel)
    except TimeoutError:
        return False
    return True
