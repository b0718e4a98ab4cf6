"""Follows one job's log, each event once and in order; the one live reader."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator

from channels.layers import get_channel_layer

from omniweb.jobs.bell import group
from omniweb.jobs.models import ENDED, Event, Job

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
    try:
        while True:
            events = await _read(job_id, after)
            if events:
                after = events[-1].seq
                yield events
            elif await Job.objects.filter(id=job_id, status__in=ENDED).aexists():
                # The end is written with its event: one more look finds all.
                if rest := await _read(job_id, after):
                    yield rest
                return
            else:
                await _bell_or_timeout(layer, channel)
    finally:
        await layer.group_discard(group(job_id), channel)


async def _read(job_id: uuid.UUID, after: int) -> list[Event]:
    return [event async for event in Event.objects.after(job_id, after)[:BATCH]]


async def _bell_or_timeout(layer: object, channel: str) -> None:
    try:
        await asyncio.wait_for(layer.receive(channel), LOOK_S)  # type: ignore[attr-defined]
    except TimeoutError:
        return
