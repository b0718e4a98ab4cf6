"""A running server for the library's tests: its token, its memory, its answers."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import psutil

from tests.server import OmniwebServer

MIB = 1024**2


@dataclass
class Live:
    """A server with alice's token."""

    server: OmniwebServer
    token: str

    def connect(self) -> http.client.HTTPConnection:
        """A connection of its own."""
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """One request with the token; the response, read."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = self.connect()
        connection.request(
            method, path, body, {"Authorization": f"Bearer {self.token}", **named}
        )
        response = connection.getresponse()
        response.content = response.read()  # type: ignore[attr-defined]
        connection.close()
        return response

    def json(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The JSON of an answer."""
        return json.loads(self.ask(method, path, body, **headers).content)

    def rss(self) -> int:
        """Bytes of memory the server's process holds."""
        assert self.server.process
        return int(psutil.Process(self.server.process.pid).memory_info().rss)


@dataclass
class Watch:
    """Meanwhile: the greatest memory, and the longest that a small request took."""

    live: Live
    peak: int = 0
    slowest_s: float = 0
    asked: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Watch:
        for work in (self._weigh, self._knock):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(10)

    def _weigh(self) -> None:
        while not self._over.wait(0.01):
            self.peak = max(self.peak, self.live.rss())

    def _knock(self) -> None:
        while not self._over.wait(0.02):
            began = time.monotonic()
            connection = self.live.connect()
            connection.request("GET", "/healthz")
            assert connection.getresponse().read() is not None
            connection.close()
            self.slowest_s = max(self.slowest_s, time.monotonic() - began)
            self.asked += 1
