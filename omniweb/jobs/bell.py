"""Rings the doorbell of a log over the channel layer; never carries content."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncGenerator, Iterable
from typing import Any

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

# One bell for all logs: a process hears it once a write, however many it watches.
GROUP = "jobs"
# This process, among those that hear the bell.
HERE = uuid.uuid4().hex
# Seconds after which a layer that says nothing does not work.
THROUGH_S = 5.0

_loop: asyncio.AbstractEventLoop | None = None


async def ring(ids: Iterable[uuid.UUID], *, offered: bool = False) -> None:
    """Tell every process that there may be more to read in these logs.

    offered: the readers in this process have it already. A bell is a hint: when
    it is lost its readers look by themselves a little later, so a layer that
    fails must not fail the writer.
    """
    jobs = [job_id.hex for job_id in ids]
    message = {"type": "bell", "jobs": jobs, "known_to": HERE if offered else ""}
    try:
        await get_channel_layer().group_send(GROUP, message)
    except Exception:
        logger.warning("The bell of %s was not rung.", jobs, exc_info=True)


def heard(message: dict[str, Any]) -> list[uuid.UUID]:
    """The jobs a bell is about, as far as it tells this process anything."""
    if message["known_to"] == HERE:
        return []
    return [uuid.UUID(name) for name in message["jobs"]]


async def bells(patience_s: float) -> AsyncGenerator[list[uuid.UUID], None]:
    """The jobs of each bell as it rings; none when nobody rang for so long."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    try:
        while True:
            yield await _next(layer, channel, patience_s)
    finally:
        await layer.group_discard(GROUP, channel)


async def _next(layer: Any, channel: str, patience_s: float) -> list[uuid.UUID]:
    try:
        # Again and again: a layer forgets its members after a day.
        await layer.group_add(GROUP, channel)
        async with asyncio.timeout(patience_s):
            message = await layer.receive(channel)
    except TimeoutError:
        return []
    except Exception:
        logger.warning("The layer does not answer.", exc_info=True)
        await asyncio.sleep(patience_s)
        return []
    return heard(message)


async def through() -> None:
    """Send something through the layer and back; raises when that fails."""
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "bell"})
    async with asyncio.timeout(THROUGH_S):
        await layer.receive(channel)


def attend(loop: asyncio.AbstractEventLoop) -> None:
    """Remember the loop on which this process's readers live."""
    global _loop
    _loop = loop


def ring_from_thread(job_id: uuid.UUID) -> None:
    """Ring on the readers' own loop: a bell rung elsewhere wakes nobody."""
    if _loop is not None and _loop.is_running():
        asyncio.run_coroutine_threadsafe(ring([job_id]), _loop)
