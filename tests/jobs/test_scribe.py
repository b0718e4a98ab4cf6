"""Many logs that share a transaction: what is wrong with one costs no other a line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError
from django.utils import timezone

from omniweb.jobs import append, ear, scribe
from omniweb.jobs.append import Lease, LeaseLost
from omniweb.jobs.executor import claim
from omniweb.jobs.log import Log
from omniweb.jobs.models import Job
from omniweb.jobs.scribe import Scribe
from tests.jobs.conftest import Make, events_of, kinds_of

Opened = Callable[[int], Awaitable[list[Log]]]


@pytest.fixture
def opened(make: Make) -> Opened:
    """Opens so many logs that one scribe writes."""

    async def logs(count: int) -> list[Log]:
        shared, found = Scribe(), []
        for _ in range(count):
            job = await sync_to_async(make)("test.sleep")
            begun = await sync_to_async(claim)(job.id, "me", timezone.now())
            assert begun
            found.append(Log(Lease(job.id, "me", 1), begun[1], 0, shared))
        return found

    return logs


async def said(log: Log) -> str:
    """The text that the log holds."""
    rows = await sync_to_async(events_of)(log.lease.job_id)
    return "".join(row.data.get("text", "") for row in rows)


async def test_many_logs_are_written_in_few_transactions(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches: list[int] = []
    written = scribe.write_pages

    def counted(pages: Any, now: Any) -> Any:
        batches.append(len(pages))
        return written(pages, now)

    monkeypatch.setattr(scribe, "write_pages", counted)
    logs = await opened(12)
    for word in range(40):
        await asyncio.gather(*(log.text(f"{word} ") for log in logs))
        await asyncio.sleep(0.005)
    await asyncio.gather(*(log.flush() for log in logs))
    whole = "".join(f"{word} " for word in range(40))
    assert [await said(log) for log in logs] == [whole] * 12
    assert len(batches) < sum(batches) / 4


async def test_one_bad_line_and_one_lost_lease_cost_the_others_nothing(
    opened: Opened,
) -> None:
    good, bad, lost, other = await opened(4)
    await Job.objects.filter(id=lost.lease.job_id).aupdate(worker="another")
    outcomes = await asyncio.gather(
        good.usage({"of": "good"}),
        bad.usage({"of": object()}),
        lost.usage({"of": "lost"}),
        other.usage({"of": "other"}),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [
        type(None),
        TypeError,
        LeaseLost,
        type(None),
    ]
    for log, kinds in ((good, 2), (bad, 1), (lost, 1), (other, 2)):
        job = await Job.objects.aget(id=log.lease.job_id)
        assert len(await sync_to_async(kinds_of)(job)) == kinds


async def test_a_database_that_is_away_is_waited_for_once(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def away(*args: Any) -> None:
        tries.append(1)
        raise OperationalError("database is locked")

    logs = await opened(5)
    monkeypatch.setattr(append, "_fence_all", away)
    outcomes = await asyncio.gather(
        *(log.usage({}) for log in logs), return_exceptions=True
    )
    assert {type(outcome) for outcome in outcomes} == {OperationalError}
    assert len(tries) == 1


async def test_no_handler_waits_for_ever_when_a_batch_breaks_off(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(page: Any) -> None:
        raise RuntimeError("a reader that cannot be fed")

    (log,) = await opened(1)
    monkeypatch.setattr(ear, "offer", broken)
    with pytest.raises(RuntimeError):
        await asyncio.wait_for(log.usage({}), 5)
    with pytest.raises(RuntimeError):
        await log.text("more")
    monkeypatch.undo()
    (another,) = await opened(1)
    await another.text("goes on")
    assert await said(another) == "goes on"
