"""Speaks to a running sandbox over plain HTTP and reads what it streams."""

from __future__ import annotations

import base64
import http.client
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEY = "sk-known-to-the-test"


@dataclass
class Answer:
    """One answer, taken apart; order has a letter for each delta: t, r or a."""

    status: int
    chunks: list[dict[str, Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    transcript: str = ""
    reasoning: str = ""
    pcm: bytes = b""
    order: str = ""
    finish: str | None = None
    usage: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    seconds: list[float] = field(default_factory=list)

    def take(self, chunk: dict[str, Any]) -> None:
        """Fold one chunk into the answer."""
        self.chunks.append(chunk)
        self.error = chunk.get("error", self.error)
        self.usage = chunk.get("usage") or self.usage
        for choice in chunk.get("choices", []):
            delta = choice["delta"]
            audio = delta.get("audio") or {}
            self.finish = choice["finish_reason"] or self.finish
            self.text += delta.get("content") or ""
            self.transcript += audio.get("transcript", "")
            self.reasoning += delta.get("reasoning_content") or ""
            self.pcm += base64.b64decode(audio.get("data", ""), validate=True)
            self.order += "a" if "data" in audio else "r" if _thinks(delta) else "t"


def _thinks(delta: dict[str, Any]) -> bool:
    return bool(delta.get("reasoning_content"))


@dataclass(frozen=True)
class Sandbox:
    """A running server, its address and the folder of its record."""

    port: int
    record: Path
    prefix: str = ""

    @property
    def base_url(self) -> str:
        """What DASHSCOPE_BASE_URL would be."""
        return f"http://127.0.0.1:{self.port}{self.prefix}/v1"

    def send(
        self, body: Any, *, key: str = KEY, path: str = "chat/completions"
    ) -> http.client.HTTPConnection:
        """Send a request; the caller reads the answer and closes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        connection.request("POST", f"{self.prefix}/v1/{path}", raw, headers)
        return connection

    def open(
        self, body: Any, *, key: str = KEY, path: str = "chat/completions"
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        """Send a request and read the head of the answer."""
        connection = self.send(body, key=key, path=path)
        return connection, connection.getresponse()

    def ask(self, body: Any, *, key: str = KEY) -> Answer:
        """The whole answer to a request."""
        began = time.monotonic()
        connection, response = self.open(body, key=key)
        answer = Answer(response.status, headers=dict(response.headers))
        try:
            if "event-stream" not in response.headers["Content-Type"]:
                answer.body = response.read()
                return answer
            for line in response:
                text = line.decode().rstrip("\n")
                answer.lines.append(text)
                if text.startswith("data: {"):
                    answer.take(json.loads(text[6:]))
                    answer.seconds.append(time.monotonic() - began)
            return answer
        finally:
            connection.close()

    def refused(self, body: Any, *, key: str = KEY) -> tuple[int, str, str]:
        """Status, code and message of a refusal."""
        answer = self.ask(body, key=key)
        error = json.loads(answer.body)["error"]
        return answer.status, error["code"], error["message"]


def uri(path: Path, mime: str = "") -> str:
    """A file as DashScope takes it inline."""
    return f"data:{mime};base64,{base64.b64encode(path.read_bytes()).decode()}"


def video(path: Path) -> dict[str, Any]:
    """A video part."""
    return {"type": "video_url", "video_url": {"url": uri(path)}}


def audio(path: Path) -> dict[str, Any]:
    """A sound part."""
    return {"type": "input_audio", "input_audio": {"data": uri(path), "format": "wav"}}


def image(path: Path) -> dict[str, Any]:
    """A picture part."""
    return {"type": "image_url", "image_url": {"url": uri(path, "image/jpeg")}}


def asking(text: str, *parts: Any, model: str = "omni", **more: Any) -> dict[str, Any]:
    """A streamed request with usage, without waits."""
    content = [*parts, {"type": "text", "text": f"#pace 0 {text}"}]
    return {
        "model": model,
        "messages": [{"role": "user", "content": content}],
        "stream": True,
        "stream_options": {"include_usage": True},
        **more,
    }


def spoken(voice: str) -> dict[str, Any]:
    """What asks for speech."""
    return {"modalities": ["text", "audio"], "audio": {"voice": voice, "format": "wav"}}
