"""Parents and children: who waits, who wakes whom how often, what a crash leaves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.jobs import actions, ending, family, registry, sweep
from omniweb.jobs.executor import claim
from omniweb.jobs.models import MAX_ATTEMPTS, Job, Status
from omniweb.jobs.registry import Failure, Outcome, Waits
from tests.jobs.conftest import Make, events_of, kinds_of, run, until
from tests.jobs.parents import child, finish, make_children, status
from tests.jobs.test_worker import working

Waiting = Callable[[int], Job]


def queued_lines(job: Job) -> int:
    """How often the log says that the job was put into the queue."""
    states = [event.data.get("state") for event in events_of(job)]
    return states.count("queued")


async def test_a_parent_holds_no_place_while_its_children_run_in_rounds(
    make: Make, tmp_path: Path
) -> None:
    job = await sync_to_async(make)("test.parent", rounds=[3, 2])
    async with working(tmp_path, model=1):
        await until(lambda: status(job) == "done", 20)
    log = await sync_to_async(events_of)(job)
    assert log[-1].data["url"] == "/ends/" + ",".join(["done"] * 5)
    assert [event.seq for event in log] == list(range(1, len(log) + 1))
    states = [event.data["state"] for event in log if event.kind == "state"]
    assert states == ["queued", "waiting", "queued", "waiting", "queued"]
    told = [event.data["done"] for event in log if event.kind == "progress"]
    assert told == [1, 2, 3, 4, 5]


async def test_any_end_of_a_child_counts(make: Make, tmp_path: Path) -> None:
    kinds = ["test.talk", "test.refuse", "test.crash", "test.unknown"]
    registered = registry._kinds["test.talk"]
    registry._kinds["test.unknown"] = registered
    job = await sync_to_async(make)("test.parent", rounds=[4], kinds=kinds)
    assert await run(job)
    del registry._kinds["test.unknown"]
    async with working(tmp_path, model=2):
        await until(lambda: status(job) == "done", 20)
    log = await sync_to_async(events_of)(job)
    assert log[-1].data["url"] == "/ends/done,failed,failed,failed"


def test_the_last_of_many_that_end_at_once_wakes_the_parent_once(
    waiting: Waiting,
) -> None:
    job = waiting(16)
    children = list(job.children.all())
    barrier = threading.Barrier(4)

    def end_some(mine: list[Job]) -> None:
        barrier.wait()
        for one in mine:
            assert finish(one, Outcome.done("/"))
            assert not finish(one, Outcome.done("/"))
        connections.close_all()

    threads = [
        threading.Thread(target=end_some, args=(children[number::4],))
        for number in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    job.refresh_from_db()
    assert (job.status, job.remaining) == (Status.QUEUED, 0)
    assert queued_lines(job) == 2  # when it was made, and when it was woken
    log = events_of(job)
    assert [event.seq for event in log] == list(range(1, len(log) + 1))


def test_waiting_is_no_failed_attempt_and_crashes_after_it_are(
    waiting: Waiting,
) -> None:
    job = waiting(1)
    finish(job.children.get(), Outcome.done("/"))
    for attempt in range(1, MAX_ATTEMPTS + 1):
        begun = claim(job.id, "home:1", timezone.now())
        assert begun and begun[0].attempt == attempt
        sweep.adopt("home", timezone.now())
    assert status(job) == "failed"


def test_who_stops_a_waiting_parent_stops_its_children(
    waiting: Waiting,
) -> None:
    job = waiting(3)
    running, ended, queued = job.children.order_by("created_at")
    finish(ended, Outcome.done("/"))
    claim(running.id, "w", timezone.now())
    assert actions.cancel(job=job) and not actions.cancel(job=job)
    assert [status(one) for one in (job, queued, ended)] == [
        "cancelled",
        "cancelled",
        "done",
    ]
    running.refresh_from_db()
    assert running.cancel_requested_at and running.status == Status.RUNNING
    assert ending.end(
        running,
        Job.objects.leased(running.id, "w", 1),
        Outcome.cancelled(),
        timezone.now(),
    )
    assert kinds_of(job)[-1] == "cancelled" and status(job) == "cancelled"


def test_who_asked_for_a_stop_first_gets_no_children(make: Make) -> None:
    job = make("test.parent", rounds=[2])
    begun = claim(job.id, "w", timezone.now())
    assert begun
    actions.cancel(job=job)
    waits = Waits(lambda job: make_children(job, 2), "")
    lease = Job.objects.leased(job.id, "w", 1)
    assert not family.fan_out(begun[0], lease, waits, timezone.now())
    assert Job.objects.count() == 1 and status(job) == "running"


async def test_children_that_cannot_be_made_leave_nothing(make: Make) -> None:
    job = await sync_to_async(make)("test.parent", rounds=[2], broken=True)
    nothing = await sync_to_async(make)("test.parent", rounds=[0, 1])
    assert await run(job) and await run(nothing)
    assert await Job.objects.acount() == 2
    await job.arefresh_from_db()
    await nothing.arefresh_from_db()
    assert job.error and job.error["code"] == "no_parts"
    assert nothing.error and nothing.error["code"] == "internal_error"


def test_a_failed_child_is_made_again_while_the_others_are_at_work(
    waiting: Waiting,
) -> None:
    job = waiting(2)
    first, second = job.children.order_by("created_at")
    finish(first, Outcome.failed(Failure("hot", "Too hot.")))
    again = child(job)
    finish(second, Outcome.done("/"))
    assert status(job) == "waiting"
    finish(again, Outcome.done("/"))
    assert status(job) == "queued"
    with pytest.raises(family.NotWaiting):
        child(job)
    assert job.children.count() == 3


async def test_the_inline_runner_runs_parents_and_children_where_they_are_made(
    alice: Actor, transactional_db: None, settings: Any
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"
    job = await sync_to_async(actions.enqueue)(
        kind="test.parent",
        workspace=alice.workspace,
        owner=alice.user,
        args={"rounds": [2]},
    )
    async with asyncio.timeout(10):
        await job.arefresh_from_db()
    assert job.status == Status.DONE
