"""Two web processes and four workers: watched by many, killed in part by chance."""

from __future__ import annotations

import asyncio
import json
import random
import time

import pytest

from tests.jobs.app import kinds
from tests.scaled.fleet import PATIENCE_S, Fleet, patiently
from tests.scaled.viewers import LAST, watch_all

pytestmark = [pytest.mark.server, pytest.mark.scaled]
VIEWERS, ANSWERS, PIECES = 40, 8, 120


def talks(fleet: Fleet, times: int, **wishes: float) -> list[str]:
    """Jobs that talk, by seeds from 0."""
    return fleet.first.manage(
        "talk", "test.talk", str(times), json.dumps(wishes)
    ).split()


async def test_every_viewer_sees_every_event_once_and_in_order(ships: Fleet) -> None:
    jobs = talks(ships, ANSWERS, count=PIECES, pause_s=0.03)
    urls = [web.url for web in ships.webs]
    seen = await watch_all(urls, ships.token, jobs, VIEWERS)
    assert {one.last for one in seen} == {"done"}
    assert all(one.dense for one in seen)
    assert all(one.said == kinds.said(jobs.index(one.job), PIECES) for one in seen)
    assert sum(one.cuts for one in seen) > VIEWERS * 2


def log_of(fleet: Fleet, job: str) -> list[dict[str, object]]:
    events: list[dict[str, object]] = []
    after: int | None = 0
    while after is not None:
        page = fleet.api().get(f"jobs/{job}/events?after={after}")
        events += page["items"]
        after = page["next"]
    return events


def counted(log: list[dict[str, object]]) -> str:
    """The text after the last restart."""
    text = ""
    for event in log:
        if event["kind"] == "restart":
            text = ""
        elif event["kind"] == "text":
            text += str(event["text"])
    return text


def ended(fleet: Fleet, job: str) -> list[dict[str, object]]:
    """The job's log once it has its last event."""
    until = time.monotonic() + PATIENCE_S
    while True:
        log: list[dict[str, object]] = patiently(lambda: log_of(fleet, job))
        if log and log[-1]["kind"] in LAST:
            return log
        assert time.monotonic() < until, log[-3:]
        time.sleep(0.3)


async def test_whatever_is_killed_all_come_to_an_end(ships: Fleet) -> None:
    chance = random.Random(5)
    jobs = talks(ships, 90, count=100, pause_s=0.04)
    faults = list(ships.faults(chance).values())
    chance.shuffle(faults)
    for fault in faults:
        await asyncio.sleep(chance.random())
        await asyncio.to_thread(fault)
    for seed, job in enumerate(jobs):
        log = await asyncio.to_thread(ended, ships, job)
        assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
        assert [event["kind"] for event in log if event["kind"] in LAST] == [
            log[-1]["kind"]
        ]
        if log[-1]["kind"] == "failed":
            assert log[-1]["message"]
            continue
        assert counted(log) == kinds.said(seed, 100).text


async def test_a_stop_reaches_a_job_in_a_worker_within_a_second(ships: Fleet) -> None:
    job = ships.first.manage("talk", "test.sleep", "1", "{}").split()[0]
    while log_of(ships, job)[-1].get("state") != "running":
        await asyncio.sleep(0.1)
    code = (
        "from omniweb.jobs import actions; from omniweb.jobs.models import Job;"
        f"actions.cancel(job=Job.objects.get(id='{job}'))"
    )
    ships.first.manage("shell", "-v", "0", "-c", code)
    assert (await asyncio.to_thread(ended, ships, job))[-1]["kind"] == "cancelled"
    code = (
        "from omniweb.jobs.models import Job;"
        f"job = Job.objects.get(id='{job}');"
        "print((job.ended_at - job.cancel_requested_at).total_seconds())"
    )
    assert float(ships.first.manage("shell", "-v", "0", "-c", code)) < 1.0
