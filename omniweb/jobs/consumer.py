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

from omniweb.accounts import tokens
from omniweb.jobs.access import may_watch
from omniweb.jobs.models import Event
from omniweb.jobs.tail import tail
from omniweb.jobs.wire import as_json, audio_frame

logger = logging.getLogger(__name__)

MAX_WATCHES = 100
# Seconds that one frame may wait for a slow reader before it is closed.
SLOW_S = 15.0
# Seconds after which a watch asks again whether the person may still see.
RECHECK_S = 30.0
TOO_SLOW = 4008
UNAUTHENTICATED = 4401
FOREIGN_PAGE = 4403


class JobsConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One browser's or script's socket, watching many logs."""

    user_id: int
    workspace_id: uuid.UUID | None

    async def connect(self) -> None:
        """Let in a session from our own pages, or a token."""
        self.watches: dict[uuid.UUID, asyncio.Task[None]] = {}
        self.frames = asyncio.Lock()
        refusal = await self._identify()
        await self.accept()
        if refusal:
            # Accepted first: only then does a browser learn the code.
            await self.close(refusal)

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
            wish = json.loads(text_data or "")
            await self._obey(wish)
        except (ValueError, TypeError, AttributeError):
            await self._tell({"error": "bad_request"})

    # --- who is there ---------------------------------------------------------

    async def _identify(self) -> int | None:
        """Set whose socket this is, or answer the code to close with."""
        origin = dict(self.scope["headers"]).get(b"origin", b"").decode("latin1")
        if origin and origin not in settings.SOCKET_ORIGINS:
            return FOREIGN_PAGE
        query = parse_qs(self.scope["query_string"].decode("latin1"))
        if "token" in query:
            actor = await sync_to_async(tokens.actor_for)(query["token"][0])
            if actor is None:
                return UNAUTHENTICATED
            self.user_id, self.workspace_id = actor.user.pk, actor.workspace.pk
            return None
        user = self.scope["user"]
        if not origin or not user.is_authenticated:
            # A browser always names its page; a cookie without one is no browser.
            return UNAUTHENTICATED
        self.user_id, self.workspace_id = user.pk, None
        return None

    # --- what it wants --------------------------------------------------------

    async def _obey(self, wish: dict[str, Any]) -> None:
        if "ping" in wish:
            await self._tell({"pong": wish["ping"]})
        elif "watch" in wish:
            await self._watch(str(wish["watch"]), int(wish.get("after") or 0))
        elif "unwatch" in wish:
            task = self.watches.pop(uuid.UUID(str(wish["unwatch"])), None)
            if task is not None:
                task.cancel()
        else:
            await self._tell({"error": "bad_request"})

    async def _watch(self, name: str, after: int) -> None:
        try:
            job_id = uuid.UUID(name)
        except ValueError:
            await self._tell({"job": name, "error": "not_found"})
            return
        if not await self._may(job_id):
            await self._tell({"job": name, "error": "not_found"})
            return
        if job_id in self.watches:
            self.watches.pop(job_id).cancel()
        if len(self.watches) >= MAX_WATCHES:
            await self._tell({"job": name, "error": "too_many_watches"})
            return
        task = asyncio.create_task(self._follow(job_id, max(0, after)))
        self.watches[job_id] = task
        task.add_done_callback(lambda done: self._ended(job_id, done))

    async def _may(self, job_id: uuid.UUID) -> bool:
        return await sync_to_async(may_watch)(self.user_id, self.workspace_id, job_id)

    def _ended(self, job_id: uuid.UUID, task: asyncio.Task[None]) -> None:
        if self.watches.get(job_id) is task:
            del self.watches[job_id]
        if not task.cancelled() and task.exception() is not None:
            # Without its watch the client would wait for ever: have it come back.
            logger.error("A watch of %s broke off.", job_id, exc_info=task.exception())
            asyncio.ensure_future(self.close(1011))

    # --- what it gets ---------------------------------------------------------

    async def _follow(self, job_id: uuid.UUID, after: int) -> None:
        clock = asyncio.get_running_loop().time
        allowed_until = clock() + RECHECK_S
        async with aclosing(tail(job_id, after)) as batches:
            async for events in batches:
                if clock() > allowed_until:
                    if not await self._may(job_id):
                        await self._tell({"job": str(job_id), "error": "not_found"})
                        return
                    allowed_until = clock() + RECHECK_S
                for event in events:
                    await self._pass_on(event)

    async def _pass_on(self, event: Event) -> None:
        if event.kind == "audio" and event.blob is not None:
            await self._send(bytes_data=audio_frame(event))
        else:
            await self._send(text_data=json.dumps(as_json(event)))

    async def _tell(self, message: dict[str, Any]) -> None:
        await self._send(text_data=json.dumps(message))

    async def _send(self, **frame: Any) -> None:
        """Send at the reader's pace; close one that does not keep up.

        Frames go one after another, so that a frame which waits holds the rest.
        """
        async with self.frames:
            try:
                async with asyncio.timeout(SLOW_S):
                    await self.send(**frame)
            except TimeoutError:
                await self._give_up()

    async def _give_up(self) -> None:
        for task in self.watches.values():
            if task is not asyncio.current_task():
                task.cancel()
        closing = asyncio.ensure_future(self.close(TOO_SLOW))
        await asyncio.wait([closing], timeout=1.0)
        raise asyncio.CancelledError
