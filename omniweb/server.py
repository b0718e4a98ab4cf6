"""Daphne with limits: no body is read that no path would take, none is parsed on the
loop, and no answer piles up for a slow reader. It knows no paths.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import uuid
from collections.abc import Callable, Coroutine
from typing import Any

import daphne.server
from daphne import http_protocol, ws_protocol
from daphne.endpoints import build_endpoint_description_strings
from django.conf import settings
from twisted.internet import defer
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

logger = logging.getLogger(__name__)

# After a refusal the rest of the body is thrown away for so long (seconds), so
# that the sender gets to read the answer instead of a reset.
DRAIN_S = 5.0
# Rows are written in a thread. With Python's usual 5 ms the loop would wait so long
# for its turn, again and again, while a write goes on.
SWITCH_S = 0.001
# A reader that was too slow gets so long (seconds) to reach the frame saying so.
CLOSING_S = 60.0
# Requests that are being answered when the process stops get so long (seconds).
ANSWERING_S = 3.0
# The longest message of a socket, either way; those of the contract are far below.
FRAME_BYTES = 4 * 1024**2
TOO_LARGE = (
    "This body is larger than {limit} MB, the most one request may carry."
    " Send large files at /uploads/ by tus 1.0.0, in pieces of 8 MB."
)


@implementer(IPushProducer)
class Gate:
    """Closed while the connection has more to write than it should hold."""

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        """The connection's buffer is full."""
        self._open.clear()

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        """The reader has caught up."""
        self._open.set()

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        """The reader is gone; nobody shall wait for it."""
        self._open.set()

    async def passed(self) -> None:
        """Wait until there is room again."""
        await self._open.wait()


class Request(http_protocol.WebRequest):  # type: ignore[misc]
    """A request whose body is refused at its declared length, or once it is longer."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, parsePOSTFormSubmission=False)
        self.gate = Gate()
        self._received = 0
        self._refused = False

    def gotLength(self, length: int | None) -> None:  # noqa: N802 - Twisted's name
        """The headers are complete; the body is not yet read."""
        if length is not None and length > settings.MAX_BODY_BYTES:
            super().gotLength(0)
            self._refuse()
        else:
            super().gotLength(length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        """One piece of the body; a chunked one declares no length before."""
        self._received += len(data)
        if self._refused:
            return
        if self._received > settings.MAX_BODY_BYTES:
            self.content.truncate(0)
            self._refuse()
        else:
            super().handleContentChunk(data)

    def _refuse(self) -> None:
        """Answer 413, close our side, and throw away what still comes."""
        self._refused = True
        # Twisted would answer "100 Continue" right after this.
        self.requestHeaders.removeHeader(b"expect")
        channel = self.channel
        for name in ("dataReceived", "rawDataReceived", "lineReceived"):
            setattr(channel, name, lambda *data: None)
        channel.transport.write(too_large())
        channel.transport.loseWriteConnection()
        channel.callLater(DRAIN_S, channel.transport.abortConnection)

    def handle_reply(self, message: dict[str, Any]) -> None:
        """Register for the connection's pace before the first of several pieces."""
        open_still = not self.finished and self.channel is not None
        if open_still and message.get("more_body") and self.producer is None:
            self.registerProducer(self.gate, True)
        super().handle_reply(message)

    def finish(self) -> None:
        """The answer is complete."""
        if self.producer is not None:
            self.unregisterProducer()
        super().finish()

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 - Twisted's name
        """The other side is gone."""
        self.gate.stopProducing()
        super().connectionLost(reason)


class Socket(ws_protocol.WebSocketProtocol):  # type: ignore[misc]
    """A WebSocket whose sender waits while its reader does not keep up."""

    def onOpen(self) -> None:  # noqa: N802 - Autobahn's name
        """The handshake is done; take the pace over from the HTTP channel."""
        self.gate = Gate()
        self.closeHandshakeTimeout = CLOSING_S
        self.maxMessagePayloadSize = FRAME_BYTES
        self.transport.unregisterProducer()
        self.transport.registerProducer(self.gate, True)
        super().onOpen()

    def sendData(  # noqa: N802 - Autobahn's name
        self, data: bytes, sync: bool = False, chopsize: int | None = None
    ) -> None:
        """Write a frame. Autobahn's own way words a log line for each, heard or not,
        which was a sixth of what a thousand readers cost."""
        if sync or chopsize or self.send_queue:
            super().sendData(data, sync, chopsize)
        else:
            self.transport.write(data)

    def connectionLost(self, reason: Any) -> None:  # noqa: N802 - Twisted's name
        """The other side is gone."""
        if hasattr(self, "gate"):
            self.gate.stopProducing()
        super().connectionLost(reason)


_before_stop: list[Callable[[], Coroutine[Any, Any, None]]] = []
_stopping = False


class Server(daphne.server.Server):  # type: ignore[misc]
    """Daphne whose application waits for a slow reader instead of filling memory, and
    which goes on answering until what runs in it has been seen to."""

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        """Pass one message on and come back when there is room for the next."""
        await super().handle_reply(protocol, message)
        gate = getattr(protocol, "gate", None)
        if gate is not None:
            await gate.passed()

    def kill_all_applications(self) -> defer.Deferred[None]:
        """Twisted waits for this before it closes ports, sockets and requests."""
        return defer.Deferred.fromFuture(asyncio.ensure_future(self._stop()))

    async def _stop(self) -> None:
        global _stopping
        _stopping = True
        for tidy_up in _before_stop:
            try:
                await tidy_up()
            except Exception:
                logger.exception("%s failed at the stop.", tidy_up.__qualname__)
        answering = [
            details["application_instance"]
            for protocol, details in self.connections.items()
            if isinstance(protocol, Request) and "application_instance" in details
        ]
        if answering:
            await asyncio.wait(answering, timeout=ANSWERING_S)
        killed = super().kill_all_applications()
        await killed.asFuture(asyncio.get_running_loop())


def too_large() -> bytes:
    """The whole answer to a body beyond the limit, in the API's error shape."""
    name = uuid.uuid4().hex
    message = TOO_LARGE.format(limit=settings.MAX_BODY_BYTES // 1024**2)
    error = {"code": "too_large", "message": message, "request_id": name}
    body = json.dumps({"error": error}).encode()
    head = (
        "HTTP/1.1 413 Content Too Large\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        f"X-Request-Id: {name}\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body


def install() -> None:
    """Have every connection of this process speak through these limits."""
    http_protocol.WebRequest = Request
    ws_protocol.WebSocketFactory.protocol = Socket


def before_stop(tidy_up: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Have the process wait for this, on its loop, before it ends. Pages and sockets
    are served meanwhile."""
    _before_stop.append(tidy_up)


def stopping() -> bool:
    """Whether this process was told to stop and is seeing to what runs in it."""
    return _stopping


def serve(application: Any, host: str, port: int) -> None:
    """Serve an ASGI application at an address until the process is told to stop."""
    sys.setswitchinterval(SWITCH_S)
    endpoints = build_endpoint_description_strings(host=host, port=port)
    Server(application, endpoints=endpoints, server_name="").run()
