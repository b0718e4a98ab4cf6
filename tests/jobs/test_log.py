"""The log: dense numbers, one writer, few writes, sound kept whole."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import IntegrityError
from django.utils import timezone

from omniweb.jobs import read
from omniweb.jobs.append import Lease, Line, Page, write_pages
from omniweb.jobs.ending import give_back
from omniweb.jobs.executor import claim
from omniweb.jobs.log import LeaseLost, Log
from omniweb.jobs.models import Event, Job
from omniweb.jobs.scribe import GATHER_S
from tests.jobs.conftest import Make, events_of, kinds_of


async def opened(job: Job, worker: str = "a worker") -> Log:
    """The log of a job that this worker has just claimed."""
    begun = await sync_to_async(claim)(job.id, worker, timezone.now())
    assert begun is not None
    found, seq, samples = begun
    return Log(Lease(found.id, worker, found.attempt), seq, samples)


@pytest.fixture
def job(make: Make) -> Job:
    """A queued job."""
    return make("test.sleep")


async def written(job: Job) -> list[Event]:
    return await sync_to_async(events_of)(job)


async def test_numbers_are_dense_from_one(job: Job) -> None:
    log = await opened(job)
    await log.state("preparing", "Getting ready")
    for word in ("many", "words", "in", "one", "breath"):
        await log.text(word)
    await log.usage({"tokens": {}})
    assert [event.seq for event in await written(job)] == [1, 2, 3, 4, 5]


async def test_the_first_delta_is_written_at_once(job: Job) -> None:
    log = await opened(job)
    await log.text("First")
    assert (await written(job))[-1].data == {"text": "First"}


async def test_what_follows_is_gathered_into_one_event_a_kind(job: Job) -> None:
    log = await opened(job)
    await log.text("First ")
    for number in range(50):
        await log.text(f"{number} ")
        await log.reasoning("so ")
        await log.audio(bytes(200))
    await asyncio.sleep(GATHER_S * 3)
    last = (await written(job))[2:]
    assert [event.kind for event in last] == ["text", "reasoning", "audio"]
    assert last[0].data["text"] == "".join(f"{number} " for number in range(50))
    assert last[2].data == {"offset": 0, "samples": 5000}


async def test_of_progress_only_the_newest_is_kept(job: Job) -> None:
    log = await opened(job)
    for done in range(100):
        await log.progress("turning", done, 100, "frames")
        await log.progress("packing", done)
    await log.flush()
    told = [event.data for event in await written(job) if event.kind == "progress"]
    assert len(told) < 20
    assert [row["done"] for row in told[-2:]] == [99, 99]


async def test_sound_is_kept_whole_and_in_order(job: Job) -> None:
    chance = random.Random(3)
    sent = [chance.randbytes(chance.randrange(1, 9000)) for _ in range(100)]
    sent.append(chance.randbytes(300_001))
    log = await opened(job)
    for piece in sent:
        await log.audio(piece)
    await log.flush()
    whole = b"".join(sent)
    kept = await sync_to_async(lambda: b"".join(read.pcm(job.id)))()
    assert kept == whole[: len(whole) // 2 * 2]
    reached = 0
    for event in await written(job):
        if event.kind == "audio":
            assert event.data["offset"] == reached
            reached += event.data["samples"]


async def test_of_two_writers_one_loses_its_lease(job: Job) -> None:
    first = await opened(job, "first")
    await first.text("mine ")
    row = await Job.objects.aget(id=job.id)
    await sync_to_async(give_back)(row, timezone.now())
    second = await opened(job, "second")
    outcomes = await asyncio.gather(
        first.usage({}), second.usage({}), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [LeaseLost, type(None)]
    with pytest.raises(LeaseLost):
        await first.text("still mine?")
    assert await sync_to_async(kinds_of)(job) == ["state", "text", "state", "usage"]


async def test_a_write_renews_the_lease(job: Job) -> None:
    log = await opened(job)
    long_ago = timezone.now() - timedelta(seconds=25)
    await Job.objects.filter(id=job.id).aupdate(heartbeat_at=long_ago)
    await log.text("alive")
    row = await Job.objects.aget(id=job.id)
    assert row.heartbeat_at and row.heartbeat_at > long_ago


async def test_being_cancelled_within_a_write_loses_and_doubles_nothing(
    job: Job,
) -> None:
    log = await opened(job)
    for number in range(30):
        task = asyncio.create_task(log.usage({"number": number}))
        await asyncio.sleep(0 if number % 2 else 0.001)
        task.cancel()
        await asyncio.wait([task])
    await log.flush()
    rows = [event for event in await written(job) if event.kind == "usage"]
    numbers = [event.data["number"] for event in rows]
    assert numbers == sorted(set(numbers))
    assert [event.seq for event in await written(job)] == list(
        range(1, len(await written(job)) + 1)
    )


async def test_a_later_attempt_goes_on_from_the_samples_that_count(job: Job) -> None:
    first = await opened(job, "first")
    await first.audio(bytes(2000))
    await sync_to_async(give_back)(await Job.objects.aget(id=job.id), timezone.now())
    second = await opened(job, "second")
    await second.audio(bytes(600))
    last = (await written(job))[-1]
    assert last.data == {"offset": 1000, "samples": 300}
    await second.restart()
    await second.audio(bytes(200))
    await second.flush()
    assert (await written(job))[-1].data == {"offset": 0, "samples": 100}


def test_the_rows_themselves_refuse_a_second_writer(job: Job) -> None:
    begun = claim(job.id, "a worker", timezone.now())
    assert begun

    def write(worker: str, after: int) -> Exception | None:
        lines = [Line("text", {"text": worker})]
        page = Page(Lease(job.id, worker, 1), after, lines)
        return write_pages([page], timezone.now())[0]

    assert write("a worker", begun[1]) is None
    assert isinstance(write("a worker", begun[1]), IntegrityError)
    assert isinstance(write("a stranger", begun[1] + 1), LeaseLost)
    assert kinds_of(job) == ["state", "text"]


def test_one_lost_lease_costs_no_other_log_a_line(make: Make) -> None:
    jobs = [make("test.sleep") for _ in range(3)]
    for other in jobs:
        claim(other.id, "a worker", timezone.now())
    give_back(Job.objects.get(id=jobs[1].id), timezone.now())
    lines = [Line("text", {"text": "hello"})]
    pages = [Page(Lease(other.id, "a worker", 1), 1, lines) for other in jobs]
    errors = write_pages(pages, timezone.now())
    assert [type(error) for error in errors] == [type(None), LeaseLost, type(None)]
    assert [kinds_of(other)[-1] for other in jobs] == ["text", "state", "text"]
