"""The queue: who gets a job, how it ends, and who may end it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone

from omniweb.jobs import actions, registry, sweep
from omniweb.jobs.executor import claim
from omniweb.jobs.models import MAX_ATTEMPTS, Job, Status
from omniweb.jobs.registry import Failure, Kind, Outcome, register
from tests import stack
from tests.jobs.conftest import Make, events_of, kinds_of, run

ROOT = Path(__file__).resolve().parents[2]
RACER = """
import sys, uuid, django
django.setup()
from django.utils import timezone
from omniweb.jobs.executor import claim
ids = [uuid.UUID(line) for line in sys.stdin.read().split()]
for job_id in ids:
    if claim(job_id, sys.argv[1], timezone.now()):
        print(job_id)
"""


def last(job: Job) -> Any:
    return events_of(job)[-1]


async def test_a_job_runs_to_its_address(make: Make) -> None:
    job = await sync_to_async(make)("test.talk", seed=1, count=20)
    assert await run(job)
    await job.arefresh_from_db()
    assert (job.status, job.attempt, job.error) == (Status.DONE, 1, None)
    done = await sync_to_async(last)(job)
    assert (done.kind, done.data) == ("done", {"url": "/talks/1/"})


async def test_a_failure_tells_its_sentence_and_keeps_what_came(make: Make) -> None:
    job = await sync_to_async(make)("test.refuse")
    await run(job)
    told = await sync_to_async(events_of)(job)
    assert [event.kind for event in told] == ["state", "text", "text", "failed"]
    assert told[-1].data == {
        "code": "too_hot",
        "message": "It is too hot. Open a window.",
        "who": "wait",
        "billed": True,
    }
    await job.arefresh_from_db()
    assert job.error == told[-1].data


async def test_a_crash_tells_where_to_look_and_no_secret(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    job = await sync_to_async(make)("test.crash")
    await run(job)
    told = (await sync_to_async(last)(job)).data
    assert told["code"] == "internal_error" and told["who"] == "admin"
    assert str(job.id) in told["message"] and "4711" not in told["message"]
    assert str(job.id) in caplog.text and "4711" in caplog.text


async def test_a_kind_that_nobody_knows_fails_with_a_sentence(make: Make) -> None:
    job = await sync_to_async(make)("test.sleep")
    await Job.objects.filter(id=job.id).aupdate(kind="gone.away")
    await run(job)
    assert "gone.away" in (await sync_to_async(last)(job)).data["message"]


@pytest.fixture
def settled(make: Make, monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, str]]:
    """What a room's settling saw: whether within a transaction, and the status."""
    seen: list[tuple[bool, str]] = []

    def settle(job: Job, outcome: Outcome) -> None:
        seen.append((connection.in_atomic_block, f"{job.status} {outcome.status}"))
        if job.args.get("unsettled"):
            raise ValueError("these rows cannot be settled")

    kind = registry.find("test.refuse")
    monkeypatch.setitem(
        registry._kinds, "test.refuse", Kind("test.refuse", "model", kind.run, settle)
    )
    return seen


async def test_rooms_settle_within_the_last_events_transaction(
    make: Make, settled: list[tuple[bool, str]]
) -> None:
    await run(await sync_to_async(make)("test.refuse"))
    assert settled == [(True, "failed failed")]


async def test_a_room_that_cannot_settle_keeps_no_job_open(
    make: Make, settled: list[tuple[bool, str]]
) -> None:
    job = await sync_to_async(make)("test.refuse", unsettled=True)
    await run(job)
    told = await sync_to_async(events_of)(job)
    assert [event.kind for event in told] == ["state", "text", "text", "failed"]
    assert told[-1].data["code"] == "internal_error"


def test_a_queued_job_is_cancelled_at_once(
    make: Make, settled: list[tuple[bool, str]]
) -> None:
    job = make("test.refuse")
    assert actions.cancel(job=job)
    assert not actions.cancel(job=job)
    assert kinds_of(job) == ["state", "cancelled"]
    assert settled == [(True, "cancelled cancelled")]
    assert claim(job.id, "late", timezone.now()) is None


def test_a_live_job_of_the_same_key_is_answered(make: Make) -> None:
    first = make("test.sleep", unique_key="a")
    assert make("test.sleep", unique_key="a") == first
    assert make("test.sleep", unique_key="b") != first
    actions.cancel(job=first)
    assert make("test.sleep", unique_key="a") != first


def test_nothing_is_queued_when_the_transaction_fails(make: Make) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make("test.sleep")
        raise ZeroDivisionError
    assert not Job.objects.exists()


def test_a_worker_that_is_not_heard_loses_its_job(make: Make) -> None:
    job = make("test.sleep")
    now = timezone.now()
    assert claim(job.id, "silent", now)
    assert sweep.take_back_stale(now + timedelta(seconds=29)) == 0
    assert sweep.take_back_stale(now + timedelta(seconds=31)) == 1
    assert sweep.take_back_stale(now + timedelta(seconds=31)) == 0
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Status.QUEUED, 1)


def test_after_the_last_attempt_it_is_failed_with_a_sentence(
    make: Make, settled: list[tuple[bool, str]]
) -> None:
    job = make("test.refuse")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        begun = claim(job.id, "home:1", timezone.now())
        assert begun and begun[0].attempt == attempt
        sweep.adopt("home", timezone.now())
    told = last(job)
    assert told.kind == "failed" and "stopped" in told.data["message"]
    assert [event.seq for event in events_of(job)] == list(range(1, told.seq + 1))
    assert settled == [(True, "failed failed")]


def test_only_the_own_homes_jobs_are_adopted(make: Make) -> None:
    ours, theirs = make("test.sleep"), make("test.sleep")
    claim(ours.id, "home:1", timezone.now())
    claim(theirs.id, "elsewhere:1", timezone.now())
    assert sweep.adopt("home", timezone.now()) == 1
    theirs.refresh_from_db()
    assert theirs.status == Status.RUNNING


def test_a_cancelled_orphan_ends_as_cancelled(make: Make) -> None:
    job = make("test.sleep")
    claim(job.id, "home:1", timezone.now())
    actions.cancel(job=job)
    sweep.adopt("home", timezone.now())
    assert kinds_of(job) == ["state", "cancelled"]


@pytest.mark.server
def test_four_processes_claim_each_job_once(make: Make) -> None:
    ids = [str(make("test.sleep").id) for _ in range(120)]
    name = django_settings.DATABASES["default"]["NAME"]
    command = [sys.executable, "-c", RACER]
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.server_settings",
        "OMNIWEB_DATA_DIR": str(django_settings.DATA_DIR),
        "DATABASE_URL": stack.database(name),
        "PATH": "/usr/bin:/bin",
    }
    racers = [
        subprocess.Popen(
            [*command, f"racer {number}"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    won = [racer.communicate("\n".join(ids), timeout=60)[0].split() for racer in racers]
    assert all(racer.returncode == 0 for racer in racers)
    assert sorted(job for taken in won for job in taken) == sorted(ids)


async def test_two_executors_race_for_one_job(make: Make) -> None:
    job = await sync_to_async(make)("test.talk", seed=2, count=5)
    assert sorted(await asyncio.gather(run(job, "a"), run(job, "b"))) == [False, True]
    assert (await sync_to_async(kinds_of)(job)).count("done") == 1


async def test_the_inline_runner_runs_a_job_when_it_is_enqueued(
    make: Make, settings: Any
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"

    async def hello(run: Any) -> str:
        await run.log.text("hello")
        raise Failure("enough", "That is enough.")

    register(Kind("test.hello", "model", hello))
    job = await sync_to_async(make)("test.hello")
    assert await sync_to_async(kinds_of)(job) == ["state", "text", "failed"]
