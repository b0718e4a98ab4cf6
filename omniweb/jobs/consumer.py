"""The socket: people watch jobs through it; it changes nothing and runs nothing."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from contextlib import aclosing
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import timezone

from omniweb import instruments, logs
from omniweb.jobs.access import Guest, known, may_watch
from omniweb.jobs.tail import tail

logger = logging.getLogger(__name__)

MAX_WATCHES = 100
# Seconds that one frame may wait for a slow reader before it is closed.
SLOW_S = 15.0
# A frame that took longer had to wait for its reader, and the next one may again.
PAUSE_S = 0.01
# Seconds after which a watch asks again whether the person may still see.
RECHECK_S = 30.0
TOO_SLOW = 4008
BROKEN = 1011
UNAUTHENTICATED = 4401


class JobsConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One browser's or script's socket, watching many logs."""

    guest = Guest()
    closing: asyncio.Future[None] | None = None

    async def connect(self) -> None:
        """Let in a session from our own pages, or a token."""
        self.watches: dict[uuid.UUID, asyncio.Task[None]] = {}
        self.frames = asyncio.Lock()
        logs.bind(request_id=self._name())
        if self._foreign():
            await self.close()
            return
        await self.accept()
        if not await self._identified():
            # Accepted first: only then does our own page learn the code.
            await self.close(UNAUTHENTICATED)

    async def disconnect(self, code: int) -> None:
        """The reader is gone; its watches end, the work goes on."""
        for task in self.watches.values():
            task.cancel()
        self.watches.clear()

    async def receive(
        self, text_data: str | None = None, bytes_data: bytes | None = None
    ) -> None:
        """One wish of the client; what cannot be read is answered, not fatal."""
        try:
            await self._obey(json.loads(text_data or ""))
        except (ValueError, RecursionError):
            await self._tell({"error": "bad_request"})

    # --- who is there ---------------------------------------------------------

    def _header(self, name: bytes) -> str:
        headers: dict[bytes, bytes] = dict(self.scope["headers"])
        return headers.get(name, b"").decode("latin1")

    def _name(self) -> str:
        """The handshake's id as a proxy gave it, or one of its own."""
        given = self._header(b"x-request-id")
        return given if logs.GIVEN_ID.fullmatch(given) else uuid.uuid4().hex

    def _origin(self) -> str:
        return self._header(b"origin")

    def _foreign(self) -> bool:
        """Whether a page that is not ours opens this; its handshake is refused."""
        return self._origin() not in ("", *settings.SOCKET_ORIGINS)

    async def _identified(self) -> bool:
        """Find out whose socket this is."""
        query = parse_qs(self.scope["query_string"].decode("latin1"))
        if "token" in query:
            self.guest = Guest(token=query["token"][0])
        elif self._origin():
            # A browser always names its page; a cookie without one is no browser.
            self.guest = Guest(session_key=self.scope["session"].session_key)
        return await sync_to_async(known)(self.guest)

    async def _may(self, job_id: uuid.UUID) -> bool:
        return await sync_to_async(may_watch)(self.guest, job_id)

    # --- what it wants --------------------------------------------------------

    async def _obey(self, wish: Any) -> None:
        match wish:
            case {"ping": int() | float() | str() as sign}:
                await self._tell({"pong": sign})
            case {"watch": str(name), **rest}:
                await self._watch(name, _seq(rest.get("after")))
            case {"unwatch": str(name)}:
                self._stop(_job_id(name))
            case _:
                raise ValueError("This is no frame of the contract.")

    async def _watch(self, name: str, after: int) -> None:
        job_id = _job_id(name)
        if job_id is None or not await self._may(job_id):
            await self._tell({"job": name, "error": "not_found"})
            return
        self._stop(job_id)
        if len(self.watches) >= MAX_WATCHES:
            await self._tell({"job": name, "error": "too_many_watches"})
            return
        with logs.bound(job_id=job_id):
            task = asyncio.create_task(self._follow(job_id, after))
        self.watches[job_id] = task
        task.add_done_callback(lambda done: self._ended(job_id, done))

    def _stop(self, job_id: uuid.UUID | None) -> None:
        task = self.watches.pop(job_id, None) if job_id else None
        if task is not None:
            task.cancel()

    def _ended(self, job_id: uuid.UUID, task: asyncio.Task[None]) -> None:
        if self.watches.get(job_id) is task:
            del self.watches[job_id]
        if not task.cancelled() and task.exception() is not None:
            # Without its watch the client would wait for ever: have it come back.
            logger.error("A watch of %s broke off.", job_id, exc_info=task.exception())
            self.closing = asyncio.ensure_future(self.close(BROKEN))

    # --- what it gets ---------------------------------------------------------

    async def _follow(self, job_id: uuid.UUID, after: int) -> None:
        clock = asyncio.get_running_loop().time
        allowed_until = clock() + RECHECK_S
        began = timezone.now()
        async with aclosing(tail(job_id, after)) as batches:
            async for frames in batches:
                if clock() > allowed_until:
                    if not await self._may(job_id):
                        await self._tell({"job": str(job_id), "error": "not_found"})
                        return
                    allowed_until = clock() + RECHECK_S
                await self._send(*(frame.payload for frame in frames))
                # What was written before is caught up on, and late by nature.
                if frames[-1].at > began:
                    lag = timezone.now() - frames[-1].at
                    instruments.relay_lag.observe(max(0.0, lag.total_seconds()))

    async def _tell(self, message: dict[str, Any]) -> None:
        await self._send(json.dumps(message, allow_nan=False))

    async def _send(self, *payloads: str | bytes) -> None:
        """Send at the reader's pace; close one that does not keep up.

        Frames go one after another, so that a frame which waits holds the rest.
        """
        async with self.frames:
            clock = asyncio.get_running_loop().time
            try:
                async with asyncio.timeout(SLOW_S) as patience:
                    for payload in payloads:
                        kind = "bytes" if isinstance(payload, bytes) else "text"
                        before = clock()
                        await self.base_send({"type": "websocket.send", kind: payload})
                        if clock() > before + PAUSE_S:
                            patience.reschedule(clock() + SLOW_S)
            except TimeoutError:
                await self._give_up()

    async def _give_up(self) -> None:
        for task in self.watches.values():
            if task is not asyncio.current_task():
                task.cancel()
        self.closing = asyncio.ensure_future(self.close(TOO_SLOW))
        raise asyncio.CancelledError


def _job_id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(name)
    except ValueError:
        return None


def _seq(after: Any) -> int:
    """The number a client has; a client without one begins at the start."""
    if after is None:
        return 0
    if type(after) is not int or after < 0:
        raise ValueError("after is a number from 0.")
    return after
