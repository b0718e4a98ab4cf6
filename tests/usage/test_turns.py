"""Turns: who goes first, how a pace slows and recovers, and when nobody is called."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from omniweb import endpoints
from omniweb.providers.capabilities import Rates
from omniweb.providers.catalog import Profile
from omniweb.providers.errors import Throttled, Unauthorised, Unavailable
from omniweb.providers.plan import Plan, Tokens
from omniweb.providers.stream import Connection
from omniweb.usage import breaker, lines, pacing, turns
from omniweb.usage.lines import InMemory, Line, Ticket
from omniweb.usage.pacing import Share
from omniweb.usage.quotas import Account
from tests.stack import REDIS, SCALED
from tests.usage.test_ledger import plan

NOW = 1_800_000_000.0


@pytest.fixture(autouse=True)
def forgotten(settings: Any) -> None:
    """Nothing is known from other tests; a test without a Redis has none."""
    cache.clear()
    settings.REDIS_URL = ""


@pytest.fixture(params=["memory", "redis"] if SCALED else ["memory"])
def line(request: pytest.FixtureRequest, db: None) -> Line:
    """Both kinds; what asks for rows is run on the stack that has a Redis, too."""
    if request.param == "memory":
        return InMemory()
    return lines.line(os.environ[REDIS] + "5")


def order(line: Line, name: str, tickets: list[Ticket]) -> list[Ticket]:
    """How they are served, one after the other."""
    left, found = list(tickets), []
    while left:
        places = {ticket: line.stand(name, ticket, NOW) for ticket in left}
        first = next(ticket for ticket, place in places.items() if place == 0)
        line.leave(name, first, served=True)
        left.remove(first)
        found.append(first)
    return found


def test_people_go_before_a_batch_and_take_turns(line: Line) -> None:
    name = uuid4().hex
    batch = [Ticket("bob", True) for _ in range(3)]
    bob = [Ticket("bob", False) for _ in range(3)]
    alice = [Ticket("alice", False) for _ in range(2)]
    standing = [*batch, *bob, *alice]
    for ticket in standing:
        line.stand(name, ticket, NOW)
    assert line.stand(name, bob[0], NOW) == 0
    assert line.stand(name, batch[0], NOW) == 5
    served = order(line, name, standing)
    assert served == [bob[0], alice[0], bob[1], alice[1], bob[2], *batch]


def test_who_comes_later_waits_for_nobodys_whole_heap(line: Line) -> None:
    name = uuid4().hex
    heap = [Ticket("bob", False) for _ in range(5)]
    for ticket in heap:
        line.stand(name, ticket, NOW)
    for ticket in heap[:2]:
        line.leave(name, ticket, served=True)
    late = Ticket("alice", False)
    assert line.stand(name, late, NOW) == 0


def test_whoever_is_gone_holds_nobody_up(line: Line) -> None:
    name = uuid4().hex
    gone, here = Ticket("bob", False), Ticket("alice", False)
    line.stand(name, gone, NOW)
    assert line.stand(name, here, NOW) == 1
    assert line.stand(name, here, NOW + lines.GONE_S + 1) == 0


def test_so_many_at_once_and_no_more(line: Line) -> None:
    name = uuid4().hex
    one, two, three = (Ticket("bob", False) for _ in range(3))
    assert line.begin(name, one, 2, NOW)
    assert line.begin(name, two, 2, NOW)
    assert not line.begin(name, three, 2, NOW)
    line.end(name, one)
    assert line.begin(name, three, 2, NOW)
    # Whoever died in a call gives the place up in the end.
    assert line.begin(name, one, 2, NOW + lines.ENDED_S + 1)


def test_a_pace_slows_with_a_429_and_recovers() -> None:
    full = Share()
    slower = full.slowed(NOW, 60)
    assert slower.now(NOW, 60) == pytest.approx(pacing.SLOWER)
    assert slower.slowed(NOW + 1, 60) == slower  # it was on its way by then
    twice = slower.slowed(NOW + 4, 60)
    assert twice.part < slower.part
    assert twice.now(NOW + 4 + 60, 60) > twice.part
    assert twice.now(NOW + 4 + 600, 60) == 1
    for at in range(100):
        twice = twice.slowed(NOW + 10 * at, 60)
    assert twice.part >= pacing.LEAST


def held(rates: Rates, keys: int = 1) -> Plan:
    """A plan for a model with these rates, at an endpoint of its own."""
    found = plan()
    endpoint = replace(found.profile.endpoint, name=f"e{uuid4().hex[:8]}")
    model = replace(found.profile.model, rates=rates)
    return replace(found, profile=Profile(endpoint, model))


def account(plan: Plan, key: str = "k") -> Account:
    return Account(plan.profile, Connection("http://there", key))


def test_requests_and_tokens_are_taken_together() -> None:
    mine = account(held(Rates(rpm=60, tpm=6000)))
    now = time.time()
    assert mine.wait_s(100, now) == 0
    assert mine.take(3000, now)
    assert mine.wait_s(3000, now) == pytest.approx(30 / pacing.SAFE, rel=0.05)
    mine.owe(600)  # the answer was longer than what was sure
    assert mine.wait_s(3000, now) == pytest.approx(36 / pacing.SAFE, rel=0.05)
    other = account(mine_plan := held(Rates(rpm=60)))
    taken = [other.take(0, now) for _ in range(5)]
    assert taken == [True, True, True, False, False]
    assert 0 < other.wait_s(0, now) <= 1.1
    assert account(mine_plan, "another key").wait_s(0, now) == 0


def test_what_the_endpoint_asks_for_is_kept_to() -> None:
    mine, now = account(held(Rates(rpm=60))), time.time()
    mine.learn(Throttled("No.", code="x", asked_wait_s=30), now, others=False)
    assert mine.wait_s(0, now) == pytest.approx(30)
    assert mine.held_s(now + 31) == 0
    bad = account(held(Rates()), "bad")
    bad.learn(Unauthorised("No.", code="x"), now, others=False)
    assert bad.held_s(now) == 0
    bad.learn(Unauthorised("No.", code="x"), now, others=True)
    assert bad.held_s(now) > 0


def test_an_endpoint_that_answers_nobody_is_left_alone() -> None:
    name, down = uuid4().hex, Unavailable("Down.", code="unreachable")
    for _ in range(breaker.FAILURES - 1):
        breaker.tell(name, down, NOW)
    assert breaker.blocked_s(name, NOW) == 0
    breaker.tell(name, down, NOW)
    assert breaker.blocked_s(name, NOW) == breaker.PAUSE_S
    then = NOW + breaker.PAUSE_S
    # One finds out, the others wait for it.
    assert (breaker.blocked_s(name, then), breaker.blocked_s(name, then)) == (0, 1)
    breaker.tell(name, down, then)
    assert breaker.blocked_s(name, then) == 2 * breaker.PAUSE_S
    breaker.tell(name, Throttled("Busy.", code="x"), then)
    assert breaker.blocked_s(name, then) == 0


async def test_waiting_is_told_and_ends_at_once_when_stopped() -> None:
    full = held(Rates(rpm=2, tpm=100_000))
    told: list[str] = []

    async def tell(said: str) -> None:
        told.append(said)

    async def take(**more: Any) -> None:
        async with turns.turn(full, person="bob", **more) as mine:
            mine.took = Tokens(text_in=1)

    await take()
    await take()
    waiting = asyncio.create_task(take(tell=tell))
    while not told:
        await asyncio.sleep(0.01)
    assert told[0].startswith("Waiting for a turn at the endpoint: about ")
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    after = Ticket("alice", False)
    assert lines.line("").stand(full.profile.name, after, time.time()) == 0


async def test_several_keys_share_the_load_by_their_quotas(settings: Any) -> None:
    given = {"api_key": " k1, k2\n k3\n", "base_url": "http://there", "model": ""}
    settings.ENDPOINT_ACCOUNTS = {**settings.ENDPOINT_ACCOUNTS, "dashscope": given}
    found = plan()
    keys = endpoints.connections(found.profile.endpoint)
    assert [one.api_key for one in keys] == ["k1", "k2", "k3"]
    used = []
    for _ in range(6):
        async with turns.turn(found, person="bob") as mine:
            used.append(mine.connection.api_key)
    assert sorted(used) == ["k1", "k1", "k2", "k2", "k3", "k3"]
    assert "k1" not in mine.account.name


async def test_nobody_waits_for_ever_for_an_endpoint_that_is_gone(
    settings: Any,
) -> None:
    settings.MODEL_PATIENCE_S = 0
    gone = held(Rates())
    name = gone.profile.endpoint.name
    for _ in range(breaker.FAILURES):
        breaker.failed(name, time.time())
    with pytest.raises(turns.Down, match="does not answer"):
        async with turns.turn(gone, person="bob"):
            pass
    async with turns.turn(gone, person="bob", anyway=True) as mine:
        mine.heard = True
    async with turns.turn(gone, person="bob"):
        pass
