"""Watching a log while it is written, cut off again and again, with bells lost."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.jobs import actions, bell
from omniweb.jobs.append import Lease, Line, Page, write_pages
from omniweb.jobs.ending import give_back
from omniweb.jobs.executor import claim
from omniweb.jobs.models import Job
from tests.frames import parse_audio
from tests.jobs.app import kinds
from tests.jobs.conftest import Make, Reader, connect, events_of, run, say

CUTS = 200
TALKS = 4
COUNT = 700


async def cut_off(reader: Reader, chance: random.Random) -> int:
    """Read to the end in pieces; answers how often the connection was cut."""
    cuts = 0
    while not reader.last:
        await reader.read(chance.randrange(1, 4))
        cuts += 1
    return cuts


@pytest.mark.parametrize("loss", [0.0, 0.5, 1.0])
async def test_two_hundred_cuts_lose_nothing_and_double_nothing(
    make: Make, token: str, layer: Callable[[float], None], loss: float
) -> None:
    layer(loss)
    jobs = [
        await sync_to_async(make)("test.talk", seed=seed, count=COUNT, pause_s=0.004)
        for seed in range(TALKS)
    ]
    readers = [Reader(job, token) for job in jobs]
    chance = random.Random(int(loss * 10))
    work = [asyncio.create_task(run(job)) for job in jobs]
    cuts = await asyncio.gather(*(cut_off(reader, chance) for reader in readers))
    await asyncio.gather(*work)
    assert sum(cuts) >= CUTS
    for seed, reader in enumerate(readers):
        assert reader.seqs == list(range(1, len(reader.seqs) + 1))
        assert reader.said == kinds.said(seed, COUNT)
        assert reader.last == "done"


@pytest.mark.parametrize("loss", [0.0, 0.5, 1.0])
async def test_many_watchers_of_one_job_see_the_same(
    make: Make, token: str, layer: Callable[[float], None], loss: float
) -> None:
    layer(loss)
    job = await sync_to_async(make)("test.talk", seed=9, count=200, pause_s=0.002)
    readers = [Reader(job, token) for _ in range(20)]
    watching = [asyncio.create_task(reader.read(10_000)) for reader in readers]
    await run(job)
    await asyncio.gather(*watching)
    assert {reader.said for reader in readers} == {kinds.said(9, 200)}
    assert len({tuple(reader.seqs) for reader in readers}) == 1


async def test_one_socket_watches_many_jobs(make: Make, token: str) -> None:
    jobs: list[Job] = [
        await sync_to_async(make)("test.talk", seed=seed, count=60, pause_s=0.002)
        for seed in range(10)
    ]
    readers = {str(job.id): Reader(job, token) for job in jobs}
    socket = connect(token)
    await socket.connect()
    for name in readers:
        await say(socket, watch=name)
    work = [asyncio.create_task(run(job)) for job in jobs]
    while not all(reader.last for reader in readers.values()):
        message = await socket.receive_output(10)
        frame = message.get("text") or message["bytes"]
        readers[_job_of(frame)].take(frame)
    await asyncio.gather(*work)
    await socket.disconnect()
    for seed, reader in enumerate(readers.values()):
        assert reader.said == kinds.said(seed, 60)


def _job_of(frame: str | bytes) -> str:
    if isinstance(frame, bytes):
        return str(parse_audio(frame)[0])
    return str(json.loads(frame)["job"])


async def test_a_bell_brings_an_event_sooner_than_the_next_look(
    make: Make, token: str
) -> None:
    job = await sync_to_async(make)("test.talk", seed=1, count=300, pause_s=0.004)
    reader = Reader(job, token)
    work = asyncio.create_task(run(job))
    loop = asyncio.get_running_loop()
    before = loop.time()
    await reader.read(20)
    assert loop.time() - before < 1
    await work
    assert await sync_to_async(lambda: len(events_of(job)))() > 20


@pytest.mark.parametrize("rung", [True, False])
async def test_what_another_process_writes_arrives_too(
    make: Make, token: str, layer: Callable[[float], None], rung: bool
) -> None:
    layer(0.0 if rung else 1.0)
    job = await sync_to_async(make)("test.sleep")
    await sync_to_async(claim)(job.id, "elsewhere", timezone.now())
    readers = [Reader(job, token) for _ in range(3)]
    watching = [asyncio.create_task(reader.read(10_000)) for reader in readers]
    for number in range(1, 40):
        lines = [Line("text", {"text": f"{number} "})]
        page = Page(Lease(job.id, "elsewhere", 1), number, lines)
        # As another process does it: rows, and a bell; nothing is handed over.
        assert await sync_to_async(write_pages)([page], timezone.now()) == [None]
        await bell.ring([job.id])
        await asyncio.sleep(0.03)
    await sync_to_async(give_back)(await Job.objects.aget(id=job.id), timezone.now())
    await sync_to_async(actions.cancel)(job=job)
    await asyncio.gather(*watching)
    for reader in readers:
        assert reader.text == "".join(f"{number} " for number in range(1, 40))
        assert reader.seqs == list(range(1, 43))
        assert reader.last == "cancelled"


async def test_a_reader_far_behind_and_one_in_front_share_a_log(
    make: Make, token: str
) -> None:
    job = await sync_to_async(make)("test.talk", seed=3, count=600, pause_s=0.002)
    work = asyncio.create_task(run(job))
    first, late = Reader(job, token), Reader(job, token)
    watching = asyncio.create_task(first.read(10_000))
    await asyncio.sleep(0.8)
    await late.read(10_000)
    await asyncio.gather(work, watching)
    assert first.said == late.said == kinds.said(3, 600)


async def test_a_watch_of_a_deleted_job_ends(make: Make, token: str) -> None:
    job = await sync_to_async(make)("test.sleep")
    socket = connect(token)
    await socket.connect()
    await say(socket, watch=str(job.id))
    await socket.receive_output(3)
    await Job.objects.filter(id=job.id).adelete()
    assert await socket.receive_nothing(1.2)
    await say(socket, watch=str(job.id))
    assert "not_found" in (await socket.receive_output(3))["text"]
    await socket.disconnect()
