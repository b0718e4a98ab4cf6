"""A model endpoint on 127.0.0.1 that says what a test scripts, over real HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

REASONS = {200: "OK", 201: "Created", 302: "Found"}


@dataclass
class Script:
    """One reply: pieces leave one by one; hold keeps the line open after them."""

    pieces: Sequence[bytes] = ()
    status: int = 200
    content_type: str = "text/event-stream"
    headers: dict[str, str] = field(default_factory=dict)
    hold: bool = False
    cut: bool = False


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class Upstream:
    """script answers every request, until those in later have taken its place."""

    base_url: str
    script: Script = field(default_factory=Script)
    later: list[Script] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    sent: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader, writer) -> None:
        self.connections += 1
        try:
            self.requests.append(await _request(reader))
            script = self.script
            if self.later:
                self.script = self.later.pop(0)
            await self._reply(writer, script)
            if script.hold:
                # At the end of the client's bytes it has closed the connection.
                await reader.read()
                self.left.set()
        finally:
            writer.close()

    async def _reply(self, writer, script: Script) -> None:
        reason = REASONS.get(script.status, "Error")
        head = [
            f"HTTP/1.1 {script.status} {reason}",
            f"Content-Type: {script.content_type}",
            "Transfer-Encoding: chunked",
            *(f"{name}: {value}" for name, value in script.headers.items()),
        ]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n")
        for piece in filter(None, script.pieces):
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
            # Long enough that the client reads the piece by itself.
            await asyncio.sleep(0.002)
        self.sent.set()
        if not script.cut and not script.hold:
            writer.write(b"0\r\n\r\n")
            await writer.drain()


async def _request(reader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {
        name.lower(): value
        for name, _, value in (line.partition(": ") for line in head[1:])
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(head[0].split()[1], headers, json.loads(body or b"{}"))


@asynccontextmanager
async def upstream(script: Script | None = None) -> AsyncIterator[Upstream]:
    """A listening endpoint; its script may be changed between calls."""
    found = Upstream("")
    found.script = script or Script()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    found.base_url = f"http://127.0.0.1:{port}/v1"
    try:
        yield found
    finally:
        server.close()
