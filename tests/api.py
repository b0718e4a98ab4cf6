"""A person's calls to a running server's JSON API, over real HTTP with a token."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MODEL = "sandbox/omni"
ENDED = {"done", "failed", "cancelled"}
BOUNDARY = "omniweb-test-boundary"


@dataclass(frozen=True)
class Api:
    """Calls under url with a bearer token; without one they go as nobody."""

    url: str
    token: str = ""

    def raw(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """Status and body of one request; a path begins with a slash."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(
            self.url + path, data=body, method=method, headers=named
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of a call below /api/v1/."""
        sent = json.dumps(body).encode() if body is not None else None
        status, told = self.raw(
            method, f"/api/v1/{path}", sent, Content_Type="application/json"
        )
        return status, json.loads(told) if told else None

    def get(self, path: str) -> Any:
        """The JSON of a call that must succeed."""
        status, told = self.call("GET", path)
        assert status == 200, told
        return told

    def post(self, path: str, body: Any = None) -> Any:
        """The JSON of a call that must be taken."""
        status, told = self.call("POST", path, body)
        assert status in {200, 201, 202}, told
        return told

    def upload(self, file: Path) -> Any:
        """The asset made of a file, once it is ready."""
        head = (
            f"--{BOUNDARY}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + file.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
        status, told = self.raw(
            "POST",
            "/api/v1/assets",
            body,
            Content_Type=f"multipart/form-data; boundary={BOUNDARY}",
        )
        assert status in {200, 201}, told
        asset = json.loads(told)["id"]
        settled = {"ready", "rejected"}
        found = self.until(f"assets/{asset}", lambda it: it["state"] in settled)
        assert found["state"] == "ready", found
        return found

    def ask(self, asset: str, prompt: str, **more: Any) -> Any:
        """A question about an asset; it is being answered when this returns."""
        body = {"asset": asset, "model": MODEL, "prompt": prompt, **more}
        return self.post("analyses", body)

    def answered(self, analysis: str, seconds: float = 60) -> Any:
        """The analysis once it has ended, whichever way."""
        path = f"analyses/{analysis}"
        return self.until(path, lambda it: it["state"] in ENDED, seconds)

    def until(self, path: str, true: Callable[[Any], bool], seconds: float = 60) -> Any:
        """The JSON of a path as soon as it is as wished."""
        limit = time.monotonic() + seconds
        while not true(found := self.get(path)):
            assert time.monotonic() < limit, found
            time.sleep(0.05)
        return found
