"""The shapes of what is sent (protocol 1 and 8, T1 to T3 and T8); no timing here."""

from __future__ import annotations

import base64
import json
import time
from typing import Any
from uuid import uuid4

from omniweb.sandbox.request import Call

DONE = b"data: [DONE]\n\n"
BLOCKED = {
    "code": "data_inspection_failed",
    "param": None,
    "message": "Output data may contain inappropriate content.",
    "type": "data_inspection_failed",
}
LEAKED = {
    "code": "InvalidParameter",
    "message": "<400> InternalError.Algo.InvalidParameter: "
    "Range of max_tokens should be [1, 32768]",
}


def event(data: dict[str, Any]) -> bytes:
    """One server-sent event."""
    return b"data: " + json.dumps(data, ensure_ascii=False).encode() + b"\n\n"


def blocked() -> bytes:
    """E10: moderation ends the output; ids stand beside the error."""
    named = str(uuid4())
    return event({"error": BLOCKED, "id": f"chatcmpl-{named}", "request_id": named})


def leaked() -> bytes:
    """E11: the native API's framing shows through."""
    data = json.dumps({**LEAKED, "request_id": str(uuid4())})
    return f"id:1\nevent:error\n:HTTP_STATUS/400\ndata:{data}\n\n".encode()


class Shape:
    """The chunks of one answer, in its family's form."""

    def __init__(self, call: Call) -> None:
        self.call, self.named = call, str(uuid4())
        self.created = int(time.time())
        # The old family sends what it speaks as the transcript of the audio.
        self.transcript = call.speaks and call.rules.family == "qwen-omni-turbo"

    def first(self) -> bytes:
        """The chunk that carries the role."""
        if self.call.thinking:
            return self._delta(content=None, role="assistant", reasoning_content="")
        if self.transcript:
            return self._delta(role="assistant", content=None, audio={"transcript": ""})
        return self._delta(content="", role="assistant")

    def text(self, piece: str) -> bytes:
        """Some characters of the answer."""
        if self.transcript:
            return self._delta(content=None, audio={"transcript": piece})
        return self._delta(content=piece)

    def reasoning(self, piece: str) -> bytes:
        """Some characters of the thinking."""
        return self._delta(content=None, reasoning_content=piece)

    def audio(self, pcm: bytes) -> bytes:
        """A piece of sound: headerless PCM, decodable by itself."""
        data = base64.b64encode(pcm).decode("ascii")
        named = f"audio_{self.named}"
        return self._delta(
            audio={"data": data, "expires_at": self.created, "id": named}
        )

    def finish(self, reason: str) -> bytes:
        """The chunk with the finish reason."""
        delta: dict[str, Any] = {"content": ""}
        if self.call.thinking:
            delta["reasoning_content"] = None
        return self._chunk([self._choice(delta, reason)])

    def usage(self, counts: dict[str, Any]) -> bytes:
        """The chunk with usage and no choice."""
        return self._chunk([], counts)

    def whole(
        self, text: str, reasoning: str, counts: dict[str, Any]
    ) -> dict[str, Any]:
        """The answer without streaming (T8)."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if self.call.thinking:
            message["reasoning_content"] = reasoning
        choice = {"message": message, "finish_reason": "stop", "index": 0}
        return {
            "choices": [{**choice, "logprobs": None}],
            "object": "chat.completion",
            "usage": counts,
            **self._names(),
        }

    def _delta(self, **delta: Any) -> bytes:
        return self._chunk([self._choice(delta, None)])

    def _choice(self, delta: dict[str, Any], reason: str | None) -> dict[str, Any]:
        return {"delta": delta, "finish_reason": reason, "index": 0, "logprobs": None}

    def _chunk(
        self, choices: list[dict[str, Any]], usage: dict[str, Any] | None = None
    ) -> bytes:
        head = {"choices": choices, "object": "chat.completion.chunk", "usage": usage}
        return event({**head, **self._names()})

    def _names(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "system_fingerprint": None,
            "model": self.call.rules.snapshot,
            "id": f"chatcmpl-{self.named}",
        }
