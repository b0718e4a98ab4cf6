"""The real server: killed, stopped, cut off, and read too slowly."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.frames import parse_audio
from tests.jobs.app import kinds
from tests.server import OmniwebServer, copied

pytestmark = [pytest.mark.server, pytest.mark.serial]
LAST = ("done", "failed", "cancelled")


@pytest.fixture(scope="module")
def server(
    installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OmniwebServer]:
    """A running omniweb that knows the tests' kinds of work."""
    started = copied(installation, tmp_path_factory.mktemp("jobs") / "data")
    started.settings_module = "tests.jobs.server_settings"
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def token(server: OmniwebServer) -> str:
    return server.manage("api_token", "alice").split()[-1]


@pytest.fixture
def log_of(server: OmniwebServer, token: str) -> Callable[[str], list[Any]]:
    """Reads a job's log over HTTP."""

    def read(job: str) -> list[Any]:
        url = f"{server.url}/api/v1/jobs/{job}/events"
        items: list[Any] = []
        after: int | None = 0
        while after is not None:
            request = urllib.request.Request(
                f"{url}?after={after}", headers={"Authorization": f"Bearer {token}"}
            )
            with urllib.request.urlopen(request, timeout=20) as answer:
                page = json.load(answer)
            items += page["items"]
            after = page["next"]
        return items

    return read


Log = Callable[[str], list[Any]]


def enqueue(server: OmniwebServer, kind: str, times: int, /, **args: Any) -> list[str]:
    """Enqueue from another process than the server's."""
    return server.manage("talk", kind, str(times), json.dumps(args)).split()


def wait(true: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come to pass"
        time.sleep(0.05)


def ended(log: list[Any]) -> bool:
    return bool(log) and log[-1]["kind"] in LAST


def running(server: OmniwebServer, status: str = "running") -> int:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=20) as answer:
        lines = answer.read().decode().splitlines()
    found = [line for line in lines if line.startswith("omniweb_jobs{")]
    of_status = [line for line in found if f'status="{status}"' in line]
    return sum(int(float(line.split()[-1])) for line in of_status)


def test_killed_in_the_middle_of_twenty_jobs_all_come_to_their_end(
    server: OmniwebServer, log_of: Log
) -> None:
    jobs = enqueue(server, "test.talk", 20, count=150, pause_s=0.02)
    wait(lambda: running(server) == 20, 20)
    time.sleep(0.7)
    server.kill()
    server.start()
    wait(lambda: all(ended(log_of(job)) for job in jobs), 40)
    for seed, job in enumerate(jobs):
        log = log_of(job)
        assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
        assert log[-1]["kind"] == "done"
        restart = max(e["seq"] for e in log if e["kind"] == "restart")
        text = "".join(e["text"] for e in log[restart:] if e["kind"] == "text")
        assert text == kinds.said(seed, 150).text
        assert {e["attempt"] for e in log if e["kind"] == "state"} == {0, 1, 2}


def test_the_third_kill_fails_it_with_a_sentence(
    server: OmniwebServer, log_of: Log
) -> None:
    (job,) = enqueue(server, "test.sleep", 1)
    for attempt in (1, 2, 3):
        wait(lambda n=attempt: log_of(job)[-1]["attempt"] == n, 10)  # type: ignore[misc]
        wait(lambda: log_of(job)[-1]["state"] == "running", 10)
        server.kill()
        server.start()
    wait(lambda: ended(log_of(job)), 10)
    last = log_of(job)[-1]
    assert last["kind"] == "failed" and "stopped" in last["message"]
    assert last["billed"] is None


def test_an_orderly_stop_hands_on_what_does_not_end_soon(
    server: OmniwebServer, log_of: Log
) -> None:
    (job,) = enqueue(server, "test.sleep", 1)
    wait(lambda: log_of(job)[-1].get("state") == "running", 10)
    before = time.monotonic()
    server.stop()
    assert time.monotonic() - before < 30
    server.start()
    wait(lambda: len(log_of(job)) == 4, 10)
    told = [(event["state"], event["attempt"]) for event in log_of(job)]
    assert told == [("queued", 0), ("running", 1), ("queued", 1), ("running", 2)]
    assert log_of(job)[2]["handed_on"] is True
    code = "from omniweb.jobs import actions; from omniweb.jobs.models import Job; "
    code += f"actions.cancel(job=Job.objects.get(id='{job}'))"
    server.manage("shell", "-v", "0", "-c", code)
    # It would go on for ever beside the jobs that other tests count.
    wait(lambda: ended(log_of(job)), 10)


@pytest.mark.embedded
def test_a_second_server_of_the_same_data_leaves_the_jobs_alone(
    server: OmniwebServer, log_of: Log
) -> None:
    (job,) = enqueue(server, "test.sleep", 1, seconds=4)
    wait(lambda: log_of(job)[-1].get("state") == "running", 10)
    second = OmniwebServer(server.data_dir, settings_module=server.settings_module)
    second.start()
    try:
        assert second.answers()
        wait(lambda: ended(log_of(job)), 15)
    finally:
        second.stop()
    states = [event["attempt"] for event in log_of(job) if event["kind"] == "state"]
    assert states == [0, 1]


def test_a_running_job_stops_within_a_second(
    server: OmniwebServer, log_of: Log
) -> None:
    (job,) = enqueue(server, "test.sleep", 1)
    wait(lambda: log_of(job)[-1].get("state") == "running", 10)
    code = "from omniweb.jobs import actions; from omniweb.jobs.models import Job; "
    code += f"print(actions.cancel(job=Job.objects.get(id='{job}')), end=' ');"
    code += "import time; print(time.time())"
    done, asked = server.manage("shell", "-v", "0", "-c", code).split()
    wait(lambda: ended(log_of(job)), 3)
    assert done == "True" and time.time() - float(asked) < 3
    assert [event["kind"] for event in log_of(job)] == ["state", "state", "cancelled"]
    assert between(server, job, "cancel_requested_at", "ended_at") < 1.0


def test_what_another_process_enqueues_begins_within_two_seconds(
    server: OmniwebServer, log_of: Log
) -> None:
    (job,) = enqueue(server, "test.sleep", 1, seconds=0)
    wait(lambda: ended(log_of(job)), 10)
    assert between(server, job, "created_at", "started_at") < 2.0


def between(server: OmniwebServer, job: str, first: str, then: str) -> float:
    """Seconds from one moment of a job to another, by its row."""
    code = (
        "from omniweb.jobs.models import Job;"
        f"job = Job.objects.get(id='{job}');"
        f"print((job.{then} - job.{first}).total_seconds())"
    )
    return float(server.manage("shell", "-v", "0", "-c", code))


async def test_cut_off_again_and_again_over_real_sockets(
    server: OmniwebServer, token: str
) -> None:
    (job,) = enqueue(server, "test.talk", 1, count=400, pause_s=0.005)
    chance = random.Random(11)
    text, pcm, seqs, over, cuts = "", b"", [0], False, 0
    async with aiohttp.ClientSession() as session:
        while not over:
            cuts += 1
            async with session.ws_connect(f"{server.url}/ws/jobs/?token={token}") as ws:
                await ws.send_json({"watch": job, "after": seqs[-1]})
                for _ in range(chance.randrange(1, 12)):
                    message = await ws.receive(10)
                    if message.type == aiohttp.WSMsgType.BINARY:
                        _, seq, offset, piece = parse_audio(message.data)
                        assert offset == len(pcm) // 2
                        pcm += piece
                        seqs.append(seq)
                        continue
                    event = json.loads(message.data)
                    seqs.append(event["seq"])
                    text += event["text"] if event["kind"] == "text" else ""
                    over = event["kind"] in LAST
                    if over:
                        break
                # No goodbye: the line is cut.
                ws._response.connection.transport.abort()  # type: ignore[union-attr]
    assert cuts > 10
    assert seqs == list(range(len(seqs)))
    assert kinds.Said.of(text, "", pcm) == kinds.Said.of(
        kinds.said(0, 400).text, "", b"".join(whole_pcm(0, 400))
    )


def whole_pcm(seed: int, count: int) -> Iterator[bytes]:
    whole = b"".join(p for _, p in kinds.pieces(seed, count) if isinstance(p, bytes))
    yield whole[: len(whole) // 2 * 2]


async def test_a_reader_that_is_too_slow_is_closed_and_resumes(
    server: OmniwebServer, token: str
) -> None:
    megabytes = 24
    (job,) = enqueue(server, "test.flood", 1, megabytes=megabytes)
    samples, after, codes = 0, 0, []
    async with aiohttp.ClientSession() as session:
        while len(codes) < 8:
            async with session.ws_connect(f"{server.url}/ws/jobs/?token={token}") as ws:
                await ws.send_json({"watch": job, "after": after})
                if not codes:
                    await asyncio.sleep(6)  # reads nothing for a while
                async for message in ws:
                    if message.type == aiohttp.WSMsgType.BINARY:
                        _, seq, offset, piece = parse_audio(message.data)
                        assert (seq, offset) == (after + 1, samples)
                        samples += len(piece) // 2
                        after = seq
                    else:
                        event = json.loads(message.data)
                        assert event["seq"] == after + 1
                        after = event["seq"]
                        if event["kind"] in LAST:
                            await ws.close()
            codes.append(ws.close_code)
            if samples == megabytes * 2**19:
                break
    assert codes[0] == 4008
    assert samples == megabytes * 2**19


def test_the_server_stays_small_for_readers_that_never_read(
    server: OmniwebServer, token: str
) -> None:
    """What waits for a reader waits in rows, not in the server's memory."""
    import psutil

    assert server.process is not None
    (job,) = enqueue(server, "test.flood", 1, megabytes=24)
    watched = psutil.Process(server.process.pid)
    wait(lambda: running(server) == 0, 20)
    before = watched.memory_info().rss
    deaf = [_deaf(server, token, job) for _ in range(8)]
    time.sleep(1.2)
    grown = watched.memory_info().rss - before
    for connection in deaf:
        connection.close()
    assert grown < 60 * 1024 * 1024


def _deaf(server: OmniwebServer, token: str, job: str) -> socket.socket:
    """A client that asks for a log and reads nothing, by hand."""
    opened = socket.create_connection(("127.0.0.1", server.port))
    opened.sendall(
        f"GET /ws/jobs/?token={token} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert b"101" in opened.recv(4096)
    wish = json.dumps({"watch": job}).encode()
    opened.sendall(bytes([0x81, 0x80 | len(wish), 0, 0, 0, 0]) + wish)
    return opened


def test_the_server_said_nothing_of_trouble(server: OmniwebServer) -> None:
    for word in ("Traceback", "locked", "never retrieved", "took too long"):
        assert word not in server.log, server.log[-4000:]
