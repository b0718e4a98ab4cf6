"""A model endpoint that streams stamped deltas at a fixed pace, and a bare relay of it.

python -m benchmarks.upstream model PORT      the endpoint in DashScope's wire format
python -m benchmarks.upstream relay PORT URL  SSE in, frames out; keeps nothing
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import time

import aiohttp
from aiohttp import web

PACE = 50  # text deltas a second
SECONDS = 10
# 48,000 bytes of speech a second, as the endpoint sends it: ten fragments a second.
PCM = base64.b64encode(bytes(4800)).decode()


def chunk(delta: dict[str, object], finish: str | None = None) -> bytes:
    """One event of the stream."""
    choice = {"delta": delta, "finish_reason": finish, "index": 0}
    body = {"choices": [choice], "object": "chat.completion.chunk", "usage": None}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


async def complete(request: web.Request) -> web.StreamResponse:
    """Text that says when it was sent, with speech beside it."""
    await request.read()
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    begun = time.monotonic()
    for tick in range(PACE * SECONDS):
        await asyncio.sleep(max(0.0, begun + tick / PACE - time.monotonic()))
        await response.write(chunk({"content": f"{time.monotonic():.4f} "}))
        if tick % 5 == 0:
            await response.write(chunk({"audio": {"data": PCM}}))
    await response.write(chunk({"content": ""}, "stop"))
    counted = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
    last = {"choices": [], "usage": counted}
    await response.write(b"data: " + json.dumps(last).encode() + b"\n\n")
    await response.write(b"data: [DONE]\n\n")
    return response


async def relay(request: web.Request) -> web.WebSocketResponse:
    """Each delta of one call as a frame."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    url = request.app["upstream"] + "/chat/completions"
    async with aiohttp.ClientSession() as session, session.post(url) as reply:
        async for line in reply.content:
            if line.startswith(b"data: {"):
                await pass_on(socket, json.loads(line[6:]))
    await socket.close()
    return socket


async def pass_on(socket: web.WebSocketResponse, body: dict[str, object]) -> None:
    """Text as text, speech as bytes."""
    for choice in body["choices"]:  # type: ignore[attr-defined]
        delta = choice["delta"]
        if "audio" in delta:
            await socket.send_bytes(base64.b64decode(delta["audio"]["data"]))
        elif delta.get("content"):
            await socket.send_json({"kind": "text", "text": delta["content"]})


def main() -> None:
    """Serve what the command line names."""
    role, port, *upstream = sys.argv[1:]
    app = web.Application(client_max_size=64 * 1024**2)
    if role == "model":
        app.router.add_post("/v1/chat/completions", complete)
    else:
        app["upstream"] = upstream[0]
        app.router.add_get("/", relay)
    web.run_app(app, host="127.0.0.1", port=int(port), print=None)


if __name__ == "__main__":
    main()
