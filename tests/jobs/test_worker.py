"""One worker: its lanes, its leases, and what it does when rows cannot be had."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from omniweb.jobs import actions, executor, keeper, sweep
from omniweb.jobs.dispatcher import Dispatcher
from omniweb.jobs.ending import give_back
from omniweb.jobs.executor import Executor, claim
from omniweb.jobs.keeper import keep
from omniweb.jobs.models import MAX_ATTEMPTS, Job, Status
from omniweb.jobs.registry import Kind, register
from omniweb.jobs.run import Run
from omniweb.jobs.tail import tail
from tests.jobs.conftest import Make, events_of, kinds_of, run, until


@asynccontextmanager
async def working(data_dir: Path, **lanes: int) -> AsyncIterator[None]:
    """A dispatcher at work; stopped as a server stops it."""
    task = asyncio.create_task(Dispatcher(data_dir, lanes).run())
    yield
    task.cancel()
    await asyncio.wait([task])


def count(status: Status, lane: str = "model") -> int:
    """How many jobs of a lane stand so."""
    return Job.objects.filter(status=status, lane=lane).count()


async def test_a_lane_runs_as_many_as_it_has_room_for_oldest_first(
    make: Make, tmp_path: Path
) -> None:
    jobs = [await sync_to_async(make)("test.sleep", seconds=0.4) for _ in range(6)]
    async with working(tmp_path, model=2, media=1):
        await until(lambda: count(Status.RUNNING) == 2)
        begun = [job async for job in Job.objects.filter(status=Status.RUNNING)]
        assert {job.id for job in begun} == {job.id for job in jobs[:2]}
        await until(lambda: count(Status.DONE) == 6, 20)
    ordered = Job.objects.order_by("started_at").values_list("id", flat=True)
    started = [job_id async for job_id in ordered]
    for pair in (0, 2, 4):
        pairs = {job.id for job in jobs[pair : pair + 2]}
        assert set(started[pair : pair + 2]) == pairs


async def test_a_full_lane_does_not_keep_another_from_work(
    make: Make, tmp_path: Path
) -> None:
    register(Kind("test.quick", "media", _quick))
    for _ in range(3):
        await sync_to_async(make)("test.sleep")
    await sync_to_async(make)("test.quick")
    async with working(tmp_path, model=1, media=1):
        await until(lambda: count(Status.DONE, "media") == 1)
        assert await sync_to_async(count)(Status.QUEUED) == 2


async def _quick(run: Run) -> str:
    return "/quick/"


async def test_what_was_said_before_a_stop_stands_in_the_log(
    make: Make, tmp_path: Path
) -> None:
    said = asyncio.Event()

    async def gathers(run: Run) -> str:
        await run.log.text("First. ")
        await run.log.text("Second.")
        said.set()
        await asyncio.sleep(3600)
        return ""

    register(Kind("test.gathers", "model", gathers))
    job = await sync_to_async(make)("test.gathers")
    async with working(tmp_path, model=1):
        await asyncio.wait_for(said.wait(), 20)
    log = await sync_to_async(events_of)(job)
    assert "".join(event.data.get("text", "") for event in log) == "First. Second."
    assert log[-1].data["state"] == "queued"
    await job.arefresh_from_db()
    assert (job.status, job.worker) == (Status.QUEUED, "")


async def test_what_is_handed_on_again_and_again_comes_to_its_end(
    make: Make, tmp_path: Path
) -> None:
    job = await sync_to_async(make)("test.sleep")
    for attempt in range(1, MAX_ATTEMPTS + 3):
        worker = Executor(f"orderly {attempt}")
        work = asyncio.create_task(worker.execute(job.id))
        await until(lambda: count(Status.RUNNING) == 1)
        await until(lambda held=worker.held: bool(held))  # type: ignore[misc]
        work.cancel()
        await asyncio.wait([work])
        await job.arefresh_from_db()
        assert (job.status, job.attempt) == (Status.QUEUED, attempt)
    # A crash after it is the first that counts.
    await sync_to_async(claim)(job.id, "crashed", timezone.now())
    await sync_to_async(give_back)(await Job.objects.aget(id=job.id), timezone.now())
    await Job.objects.filter(id=job.id).aupdate(args={"seconds": 0})
    assert await Executor("last").execute(job.id)
    await job.arefresh_from_db()
    assert (job.status, job.attempt) == (Status.DONE, MAX_ATTEMPTS + 4)


async def test_a_stop_lets_what_soon_ends_end_and_begins_nothing_new(
    make: Make, tmp_path: Path
) -> None:
    first = await sync_to_async(make)("test.sleep", seconds=0.3)
    dispatcher = Dispatcher(tmp_path, {"model": 1})
    running = asyncio.create_task(dispatcher.run())
    await until(lambda: count(Status.RUNNING) == 1)
    second = await sync_to_async(make)("test.sleep", seconds=0)
    await dispatcher.drain(20)
    dispatcher.wake_from_thread()
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running])
    await first.arefresh_from_db()
    await second.arefresh_from_db()
    assert (first.status, second.status) == (Status.DONE, Status.QUEUED)


async def test_a_write_that_fails_reaches_the_handler_and_fails_the_job(
    make: Make,
) -> None:
    met: list[Exception] = []

    async def writes(run: Run) -> str:
        await run.log.text("Kept. ")
        for _ in range(2):
            try:
                await run.log.usage({"no JSON": object()})
            except TypeError as error:
                met.append(error)
        return "/never/"

    register(Kind("test.writes", "model", writes))
    job = await sync_to_async(make)("test.writes")
    await run(job)
    assert len(met) == 2
    log = await sync_to_async(events_of)(job)
    assert [event.kind for event in log] == ["state", "text", "failed"]
    assert log[-1].data["code"] == "internal_error"


async def test_a_claim_that_breaks_off_is_tried_again_in_peace(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    def broken(*args: Any) -> Any:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise DatabaseError("the rows cannot be had")
        return claim(*args)

    monkeypatch.setattr(executor, "claim", broken)
    await sync_to_async(make)("test.sleep", seconds=0)
    async with working(tmp_path, model=1):
        await asyncio.sleep(0.5)
        assert tries == 1
        await until(lambda: count(Status.DONE) == 1, 10)


@pytest.fixture
def quick_keeper(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keeper that looks and beats every few moments."""
    monkeypatch.setattr(keeper, "LOOK_S", 0.05)
    monkeypatch.setattr(keeper, "BEAT_S", 0.05)


def aged(*jobs: Job) -> None:
    """Make the leases look as after a night's sleep of the machine."""
    night = timezone.now() - timedelta(hours=9)
    ids = [job.id for job in jobs]
    assert Job.objects.filter(id__in=ids).update(heartbeat_at=night) == len(jobs)


async def test_after_a_sleep_the_own_jobs_are_kept_and_orphans_taken_back(
    make: Make, quick_keeper: None
) -> None:
    mine, orphan = [await sync_to_async(make)("test.sleep") for _ in range(2)]
    worker = Executor("me")
    work = asyncio.create_task(worker.execute(mine.id))
    await until(lambda: len(events_of(mine)) == 2)
    await sync_to_async(claim)(orphan.id, "gone", timezone.now())
    await sync_to_async(aged)(mine, orphan)
    keeping = asyncio.create_task(keep(worker))
    await until(lambda: count(Status.QUEUED) == 1)
    await mine.arefresh_from_db()
    assert (mine.status, mine.worker) == (Status.RUNNING, "me")
    assert mine.heartbeat_at and timezone.now() - mine.heartbeat_at < timedelta(hours=1)
    await sync_to_async(actions.cancel)(job=mine)
    assert await work
    keeping.cancel()
    assert await sync_to_async(kinds_of)(mine) == ["state", "state", "cancelled"]


async def test_who_lost_a_lease_stops_and_writes_nothing(
    make: Make, quick_keeper: None
) -> None:
    job = await sync_to_async(make)("test.sleep")
    worker = Executor("slow")
    work = asyncio.create_task(worker.execute(job.id))
    await until(lambda: len(events_of(job)) == 2)
    taken = Job.objects.filter(id=job.id)
    await taken.aupdate(worker="quick", heartbeat_at=timezone.now())
    keeping = asyncio.create_task(keep(worker))
    assert await asyncio.wait_for(work, 5)
    keeping.cancel()
    assert await sync_to_async(kinds_of)(job) == ["state", "state"]
    await job.arefresh_from_db()
    assert (job.status, job.worker) == (Status.RUNNING, "quick")


@pytest.mark.parametrize("how", ["deleted", "read before"])
async def test_a_watch_ends_where_nothing_can_come(make: Make, how: str) -> None:
    job = await sync_to_async(make)("test.sleep", seconds=0)
    after = 1
    if how == "read before":
        await run(job)
        after = (await sync_to_async(events_of)(job))[-1].seq

    async def follow() -> list[Any]:
        return [batch async for batch in tail(job.id, after)]

    following = asyncio.create_task(follow())
    await asyncio.sleep(0.1)
    if how == "deleted":
        await Job.objects.filter(id=job.id).adelete()
    assert await asyncio.wait_for(following, 5) == []


async def test_rows_that_cannot_be_had_for_a_while_end_no_job(make: Make) -> None:
    async def cut_off(run: Run) -> str:
        await run.log.text("Before.")
        raise OperationalError("server closed the connection unexpectedly")

    register(Kind("test.cut_off", "model", cut_off))
    job = await sync_to_async(make)("test.cut_off")
    await run(job)
    await job.arefresh_from_db()
    assert job.status == Status.RUNNING
    later = timezone.now() + timedelta(minutes=1)
    await sync_to_async(sweep.take_back_stale)(later)
    await job.arefresh_from_db()
    assert (job.status, job.attempt) == (Status.QUEUED, 1)
