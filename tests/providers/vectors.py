"""Pieces of replies to put together; whole recorded ones stand in recorded/."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

CHUNK = {"object": "chat.completion.chunk", "created": 1757647879}


def line(payload: Any) -> bytes:
    return b"data: " + json.dumps(payload).encode() + b"\n\n"


def delta(said: dict[str, Any], reason: str | None = None, **more: Any) -> bytes:
    choice = {"delta": said, "finish_reason": reason, "index": 0, "logprobs": None}
    return line({"choices": [choice], "usage": None, "id": "chatcmpl-a"} | CHUNK | more)


def usage(report: dict[str, Any], **more: Any) -> bytes:
    return line({"choices": [], "usage": report, "id": "chatcmpl-a"} | CHUNK | more)


def wav(pcm: bytes, *, rate: int = 24_000, length: int | None = None) -> bytes:
    size = len(pcm) if length is None else length
    fmt = struct.pack("<HHIIHH", 1, 1, rate, rate * 2, 2, 16)
    head = b"fmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", size)
    return b"RIFF" + struct.pack("<I", (36 + size) & 0xFFFFFFFF) + b"WAVE" + head + pcm


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


DONE = b"data: [DONE]\n\n"
STOP = delta({"content": ""}, "stop")
PCM = b"\xfe\xff\x00\x00\x00\x00"

T1_USAGE = {
    "prompt_tokens": 207,
    "completion_tokens": 103,
    "total_tokens": 310,
    "completion_tokens_details": {"audio_tokens": 83, "text_tokens": 20},
    "prompt_tokens_details": {"text_tokens": 207},
}
T1_AUDIO = delta(
    {"audio": {"data": "/v8AAAAA", "expires_at": 1757647879, "id": "audio_a"}}
)
T1_LINES = [
    delta({"content": "A"}),
    delta({"content": "B"}),
    T1_AUDIO,
    STOP,
    usage(T1_USAGE),
    DONE,
]
T1 = b"".join(T1_LINES)


def error(code: str, message: str, kind: str = "", **beside: str) -> dict[str, Any]:
    inner = {"code": code, "param": None, "message": message, "type": kind or code}
    return {"error": inner} | beside


E4 = error("limit_requests", "You exceeded your current requests list.", request_id="4")
E5 = error(
    "insufficient_quota",
    "You exceeded your current quota, please check your plan and billing details.",
)
HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
