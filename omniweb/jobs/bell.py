"""Rings the doorbell of a log over the channel layer; never carries content."""

from __future__ import annotations

import asyncio
import contextlib
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
# A writer waits no longer for its bell.
RING_S = 1.0

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
        async with asyncio.timeout(RING_S):
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
    door = _Door()
    try:
        while True:
            yield await door.next(patience_s)
    finally:
        await door.close()


class _Door:
    """One place in the layer. A layer lets go of the place of a receiver that gives
    up, so this one waits on through silences."""

    def __init__(self) -> None:
        self._layer = get_channel_layer()
        self._channel = ""
        self._waiting: asyncio.Future[dict[str, Any]] | None = None

    async def next(self, patience_s: float) -> list[uuid.UUID]:
        """The jobs of the next bell; none after a silence, or a failure, of so long."""
        try:
            async with asyncio.timeout(max(patience_s, THROUGH_S)):
                waiting = await self._joined()
                await asyncio.wait([waiting], timeout=patience_s)
                if not waiting.done():
                    return []
                self._waiting = None
                return heard(waiting.result())
        except Exception:
            logger.warning("The layer does not answer.", exc_info=True)
            await asyncio.sleep(patience_s)
            return []

    async def _joined(self) -> asyncio.Future[dict[str, Any]]:
        if not self._channel:
            self._channel = await self._layer.new_channel()
        # Again and again: a layer forgets its members after a day.
        await self._layer.group_add(GROUP, self._channel)
        if self._waiting is None:
            self._waiting = asyncio.ensure_future(self._layer.receive(self._channel))
        return self._waiting

    async def close(self) -> None:
        """Leave the layer, as far as it answers."""
        if self._waiting is not None:
            self._waiting.cancel()
            await asyncio.wait([self._waiting], timeout=THROUGH_S)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(THROUGH_S):
                await self._layer.group_discard(GROUP, self._channel)


async def through() -> None:
    """Send something through the layer and back; raises when that fails."""
    layer = get_channel_layer()
    async with asyncio.timeout(THROUGH_S):
        channel = await layer.new_channel()
        await layer.send(channel, {"type": "bell"})
        await layer.receive(channel)
    # A receiver that gives up takes its place in the layer along.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0):
            await layer.receive(channel)


def attend(loop: asyncio.AbstractEventLoop) -> None:
    """Remember the loop on which this process's readers live."""
    global _loop
    _loop = loop


def ring_from_thread(job_id: uuid.UUID) -> None:
    """Ring on the readers' own loop: a bell rung elsewhere wakes nobody."""
    if _loop is not None and _loop.is_running():
        asyncio.run_coroutine_threadsafe(ring([job_id]), _loop)
