"""A budget at work: what is asked stops before anything is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from omniweb.accounts.actor import Actor
from omniweb.analyses import actions, ask
from omniweb.analyses.options import Options
from omniweb.jobs.dispatcher import Dispatcher
from omniweb.jobs.models import LIVE, Job
from omniweb.library.models import Asset
from omniweb.usage import actions as usage
from omniweb.usage.models import Entry, EntryState
from tests.analyses.conftest import MODEL, Api

ASKED = "#pace 0 What is it?"
Bodies = Callable[[], list[dict[str, Any]]]


def cap(alice: Actor, amount: Decimal) -> None:
    usage.set_cap(actor=alice, person="", currency="CNY", amount=amount)


def test_a_question_beyond_the_budget_is_refused(
    api: Api, alice: Actor, picture: Asset, received: Bodies
) -> None:
    cap(alice, Decimal("0.000001"))
    body = {"asset": str(picture.id), "model": MODEL, "prompt": ASKED}
    status, told = api.send("POST", "analyses", body)
    assert (status, told["error"]["code"]) == (402, "budget")
    assert "alice can raise it" in told["error"]["message"]
    status, told = api.send("POST", "captions", body)
    assert (status, told["error"]["code"]) == (402, "budget")
    told = api.send("POST", "estimates", body)[1]
    assert told["fits"] is True
    assert told["budget"]["fits"] is False
    assert "alice can raise it" in told["budget"]["message"]
    assert received() == []


def test_a_job_that_waited_while_the_budget_went_fails_unsent(
    api: Api,
    alice: Actor,
    bob: Actor,
    picture: Asset,
    received: Bodies,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    question = start(bob, picture)
    cap(alice, Decimal(0))
    asyncio.run(work(tmp_path, 1))
    told = api.get(f"analyses/{question.id}")
    assert (told["state"], told["error"]["code"]) == ("failed", "budget")
    assert (told["error"]["who"], told["error"]["billed"]) == ("admin", False)
    assert received() == []
    assert not Entry.objects.exists()


def test_fifty_race_for_room_for_ten(
    api: Api,
    alice: Actor,
    bob: Actor,
    picture: Asset,
    received: Bodies,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Ledger and upstream agree on how many and to the token."""
    first = api.ask(picture, ASKED)
    (one,) = Entry.objects.all()
    assert one.actual and one.high
    # One is spent already; of ten more the last has just room for its most.
    cap(alice, 10 * one.actual + one.high)
    monkeypatch.setattr(ask, "HELD_S", 0.02)
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    for _ in range(50):
        start(bob, picture)
    asyncio.run(work(tmp_path, 50))
    entries = list(Entry.objects.exclude(id=one.id))
    assert len(received()) - 1 == len(entries) == 10
    assert {entry.state for entry in entries} == {EntryState.SETTLED}
    assert [entry.tokens for entry in entries] == [first["usage"]] * 10
    failed = Job.objects.filter(status="failed")
    assert {job.error["code"] for job in failed} == {"budget"}
    assert failed.count() == 40


def start(bob: Actor, picture: Asset) -> Any:
    return actions.start(
        actor=bob, asset=picture, model=MODEL, prompt=ASKED, options=Options()
    )


async def work(folder: Path, at_once: int) -> None:
    """Run what is queued to its end."""
    working = asyncio.create_task(Dispatcher(folder, {"model": at_once}).run())
    live = Job.objects.filter(status__in=LIVE)
    try:
        async with asyncio.timeout(120):
            while await live.acount():
                await asyncio.sleep(0.1)
    finally:
        working.cancel()
        await asyncio.wait([working])
