"""The memory that a large upload takes with media in OSS, and its pace:

python -m benchmarks.oss [MB]

A server keeps its media in the signature-checking test storage, which is a process of
its own. Sent are MB megabytes (4,096 unless told) by tus in pieces of 8 MiB, then the
file is fetched as a worker does. What the server holds is looked at 20 times a second.
The test storage itself keeps everything in memory, three times over while parts are
joined: 4,096 MB need 13 GB for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.api import Api
from tests.oss import environment
from tests.oss.sending import Sending
from tests.server import OmniwebServer, prepared

MIB = 1024**2
PIECE = 8 * MIB
MOST_MB = 200
OFTEN_S = 0.05


class Flowing:
    """Bytes that no compression shortens, made piece by piece."""

    def __init__(self) -> None:
        self.piece = os.urandom(PIECE)

    def __getitem__(self, span: slice) -> bytes:
        at = span.start.to_bytes(8, "big")
        return (at + self.piece[8:])[: span.stop - span.start]


@dataclass
class Watched:
    """The most that a process held."""

    pid: int
    peak: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def rss(self) -> int:
        """MB at this moment, children included."""
        one = psutil.Process(self.pid)
        family = [one, *one.children(recursive=True)]
        return sum(each.memory_info().rss for each in family) // MIB

    def watch(self) -> None:
        """Look until it is over."""
        while not self.over.wait(OFTEN_S):
            self.peak = max(self.peak, self.rss())


@contextmanager
def storage() -> Iterator[str]:
    """The test storage as a process; where it answers."""
    command = [sys.executable, "-m", "tests.oss", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().removeprefix("oss is ready: ").strip()
        finally:
            process.terminate()


def sent(server: OmniwebServer, megabytes: int) -> None:
    """Send, print and judge."""
    api = Api(server.url, server.manage("api_token", "alice").split()[-1])
    api.get("models")
    assert server.process
    watched = Watched(server.process.pid)
    idle = watched.rss()
    threading.Thread(target=watched.watch, daemon=True).start()
    began = time.monotonic()
    asset = Sending(api, megabytes * MIB).all(Flowing(), PIECE)
    took = time.monotonic() - began
    # It is no media: the worker fetches all of it, and then refuses it.
    found = api.until(f"assets/{asset}", lambda it: it["state"] == "rejected", 3600)
    watched.over.set()
    both = time.monotonic() - began
    print(f"{megabytes} MB: sent and stored in {took:.0f} s, fetched and refused")
    print(f"({found['reason']}) after {both:.0f} s;")
    print(f"{idle} MB idle, {watched.peak} MB at the peak: {watched.peak - idle} more")
    if watched.peak - idle > MOST_MB:
        raise SystemExit(f"More than {MOST_MB} MB above idle.")


def main(megabytes: int) -> None:
    """Start both and send."""
    with tempfile.TemporaryDirectory() as name, storage() as endpoint:
        server = OmniwebServer(prepared(Path(name) / "data"), environment(endpoint))
        server.start()
        try:
            sent(server, megabytes)
        finally:
            server.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4096)
