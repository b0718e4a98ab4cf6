"""Hints on the real broker: sent, lost, sent again, taken twice, handed on."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb import celery
from omniweb.accounts.actor import Actor
from omniweb.jobs import actions, bell, runners, sweeper
from omniweb.jobs.models import Job, Status
from omniweb.jobs.worker import Worker
from tests.jobs.app import kinds

kinds.install()
pytestmark = pytest.mark.scaled


@pytest.fixture(autouse=True)
def broker(settings: Any) -> Iterator[redis.Redis]:
    """The tests' own database of Redis, empty."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client


@pytest.fixture
def make(transactional_db: None, alice: Actor) -> Callable[..., Job]:
    """Enqueues a job of the tests' kinds."""

    def enqueue(kind: str, **args: Any) -> Job:
        whose = {"workspace": alice.workspace, "owner": alice.user}
        return actions.enqueue(kind=kind, args=args, **whose)

    return enqueue


@pytest.fixture
def worker() -> Iterator[Worker]:
    """A worker of this process."""
    made = Worker()
    yield made
    made.end()


def test_a_job_is_hinted_at_in_its_lane(make: Callable[..., Job]) -> None:
    make("test.sleep")
    assert (celery.waiting("model"), celery.waiting("media")) == (1, 0)
    runners.check()


def test_a_hint_carries_an_id_and_nothing_else(
    make: Callable[..., Job], broker: redis.Redis
) -> None:
    job = make("test.sleep", secret="kettle")
    (hint,) = broker.lrange("omniweb.model", 0, -1)
    assert str(job.id) in celery_body(hint) and "kettle" not in celery_body(hint)


def celery_body(hint: bytes) -> str:
    return base64.b64decode(json.loads(hint)["body"]).decode()


def test_lost_hints_are_sent_again_and_never_pile_up(
    make: Callable[..., Job], broker: redis.Redis
) -> None:
    for _ in range(5):
        make("test.sleep")
    broker.flushdb()
    now = timezone.now()
    assert sweeper.remind(now) == 0  # they have only just come
    later = now + timedelta(seconds=5)
    assert sweeper.remind(later) == 5
    assert sweeper.remind(later) == 0
    assert celery.waiting("model") == 5


def test_a_broker_that_is_away_costs_the_asker_nothing(
    make: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any) -> None:
        raise ConnectionRefusedError("away")

    monkeypatch.setattr(celery, "send", refuse)
    assert make("test.sleep").status == Status.QUEUED
    monkeypatch.setattr(celery, "waiting", refuse)
    with pytest.raises(ConnectionRefusedError):
        runners.check()


def test_a_second_delivery_finds_nothing_to_do(
    make: Callable[..., Job], worker: Worker
) -> None:
    job = make("test.talk", seed=1, count=5)
    assert worker.run(job.id) is True
    assert worker.run(job.id) is False
    assert worker.run(uuid.uuid4()) is False
    job.refresh_from_db()
    assert (job.status, job.attempt) == (Status.DONE, 1)


def test_what_a_stopped_worker_runs_is_handed_on(
    make: Callable[..., Job], worker: Worker
) -> None:
    job = make("test.sleep")
    running = threading.Thread(target=worker.run, args=[job.id])
    running.start()
    row = Job.objects.filter(id=job.id)
    while not job.events.filter(data__state="running").exists():
        time.sleep(0.02)
    worker.stop(0)
    running.join(20)
    assert not running.is_alive()
    assert row.get().status == Status.QUEUED
    assert worker.run(job.id) is False  # it takes nothing up any more


async def test_a_bell_is_heard_through_redis_after_silences() -> None:
    heard = bell.bells(0.1)
    job = uuid.uuid4()
    assert await anext(heard) == []
    assert await anext(heard) == []
    await sync_to_async(bell.ring_from_thread)(job)  # nobody attends: nothing happens
    await bell.ring([job])
    rung = []
    for _ in range(50):
        rung += await anext(heard)
        if rung:
            break
    assert rung == [job]
    await heard.aclose()
    await bell.through()
    assert len(asyncio.all_tasks()) < 10
