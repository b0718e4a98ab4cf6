"""How many spoken answers one server streams live, against a relay that keeps nothing.

    .venv/bin/python -m benchmarks.streaming [ANSWERS ...]

Prints one table. Both servers get the same upstream (50 text deltas a second and
speech in each answer, for 10 s) and run one after the other on core 0; upstream and
readers run on the other cores. omniweb writes every event to its database before a
reader sees it. delivered: share of text deltas that a reader got. lag: from the
upstream's stamp to the reader. CPU: server seconds per 1,000 deltas.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil
from PIL import Image

from benchmarks.upstream import PACE, SECONDS
from tests.api import Api
from tests.server import OmniwebServer, copied, free_port, prepared

KEY = "sk-benchmark"
MODEL = "dashscope/qwen3.5-omni-flash"
PATIENCE_S = 60


@dataclass
class Tally:
    """What readers saw of one server."""

    lags: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    def take(self, text: str, now: float) -> None:
        """Note the lag of each stamp in a piece of text."""
        self.lags += [now - float(stamp) for stamp in text.split()]

    def row(self, name: str, answers: int, bare: Tally | None) -> str:
        """A line of the table."""
        sent = answers * PACE * SECONDS
        per_mille = self.cpu_s / sent * 1000
        lags = sorted(self.lags)
        p50, p99 = statistics.median(lags), lags[int(len(lags) * 0.99)]
        ratio = f"{self.cpu_s / bare.cpu_s:.1f}" if bare else "1.0"
        return (
            f"| {name} | {answers} | {len(lags) / sent:.3f} | {p50 * 1000:.1f} /"
            f" {p99 * 1000:.1f} ms | {per_mille:.3f} s | {ratio} |"
        )


@contextmanager
def running(role: str, *more: str, cores: set[int]) -> Iterator[tuple[int, int]]:
    """A process of benchmarks.upstream on these cores: its port and pid."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.upstream", role, str(port), *more]
    process = subprocess.Popen(command)
    os.sched_setaffinity(process.pid, cores)
    try:
        wait_for(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(10)


def wait_for(port: int) -> None:
    """Until somebody listens."""
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"Nobody listens at {port}.")


async def measured(
    pid: int, answers: int, read: Callable[[int, Tally], Awaitable[None]]
) -> Tally:
    """All readers at once, and the CPU that the server took for them."""
    tally, process = Tally(), psutil.Process(pid)
    before = sum(process.cpu_times()[:2])
    async with asyncio.timeout(SECONDS + PATIENCE_S):
        await asyncio.gather(*(read(which, tally) for which in range(answers)))
    tally.cpu_s = sum(process.cpu_times()[:2]) - before
    return tally


async def bare(upstream: str, answers: int) -> Tally:
    """The relay that keeps nothing."""
    with running("relay", upstream, cores={0}) as (port, pid):
        async with aiohttp.ClientSession() as session:

            async def read(_: int, tally: Tally) -> None:
                async with session.ws_connect(f"ws://127.0.0.1:{port}/") as link:
                    await listen(link, tally)

            return await measured(pid, answers, read)


async def listen(link: aiohttp.ClientWebSocketResponse, tally: Tally) -> None:
    """Read one answer to its end."""
    clock = asyncio.get_running_loop().time
    async for message in link:
        if message.type is not aiohttp.WSMsgType.TEXT:
            continue
        told = message.json()
        if told["kind"] == "text":
            tally.take(told["text"], clock())
        elif told["kind"] in {"done", "failed", "cancelled"}:
            return


async def omniweb(server: OmniwebServer, answers: int) -> Tally:
    """Ask over the API and watch over the socket, one reader an answer."""
    assert server.process is not None
    token = server.manage("api_token", "alice").split()[-1]
    api = Api(server.url, token)
    picture = server.data_dir / "picture.jpg"
    Image.new("RGB", (640, 480), "teal").save(picture)
    asset = api.upload(picture)["id"]
    address = f"{server.url.replace('http', 'ws')}/ws/jobs/?token={token}"
    async with aiohttp.ClientSession() as session:

        async def read(which: int, tally: Tally) -> None:
            how = {"model": MODEL, "narrate": True}
            told = await asyncio.to_thread(api.ask, asset, f"Question {which}", **how)
            async with session.ws_connect(address) as link:
                await link.send_json({"watch": told["job"], "after": 0})
                await listen(link, tally)

        return await measured(server.process.pid, answers, read)


@contextmanager
def installed(folder: Path, upstream: str) -> Iterator[OmniwebServer]:
    """A fresh omniweb that asks this upstream, on core 0."""
    account = {"DASHSCOPE_BASE_URL": upstream, "DASHSCOPE_API_KEY": KEY}
    settings = "omniweb.settings"
    server = copied(prepared(folder / "template"), folder / "data", **account)
    server.settings_module = settings
    server.start()
    assert server.process is not None
    for thread in psutil.Process(server.process.pid).threads():
        os.sched_setaffinity(thread.id, {0})
    try:
        yield server
    finally:
        server.stop()


def main() -> None:
    """Print the table."""
    others = set(range(1, os.cpu_count() or 1)) or {0}
    os.sched_setaffinity(0, others)
    print("| server | answers | delivered | lag p50 / p99 | CPU per 1,000 | to bare |")
    print("|---|---|---|---|---|---|")
    with running("model", cores=others) as (port, _):
        upstream = f"http://127.0.0.1:{port}/v1"
        for answers in [int(word) for word in sys.argv[1:]] or [20, 50]:
            reference = asyncio.run(bare(upstream, answers))
            print(reference.row("bare relay, keeps nothing", answers, None))
            with (
                tempfile.TemporaryDirectory() as folder,
                installed(Path(folder), upstream) as server,
            ):
                tally = asyncio.run(omniweb(server, answers))
            print(tally.row("omniweb, kept and resumable", answers, reference))


if __name__ == "__main__":
    main()
