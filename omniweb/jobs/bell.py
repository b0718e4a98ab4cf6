"""Rings the doorbell of a log over the channel layer; never carries content."""

from __future__ import annotations

import asyncio
import logging
import uuid

from channels.layers import get_channel_layer

logger = logging.getLogger(__name__)

# Seconds after which a layer that says nothing does not work.
THROUGH_S = 5.0

_loop: asyncio.AbstractEventLoop | None = None


def group(job_id: uuid.UUID) -> str:
    """The name of a log's bell."""
    return f"job.{job_id.hex}"


async def ring(job_id: uuid.UUID) -> None:
    """Tell whoever watches that there may be more to read.

    A bell is a hint: when it is lost its readers look by themselves a little
    later, so a layer that fails must not fail the writer.
    """
    try:
        await get_channel_layer().group_send(group(job_id), {"type": "bell"})
    except Exception:
        logger.warning("The bell of job %s was not rung.", job_id, exc_info=True)


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
        asyncio.run_coroutine_threadsafe(ring(job_id), _loop)
