"""Makes one call to a model for a job: books it, streams it into the log, ends it.

It never decides what is asked and keeps nothing but the log and the ledger.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone

from omniweb.analyses.calling import Reply, call
from omniweb.analyses.pauses import pause
from omniweb.analyses.sending import addresses
from omniweb.jobs.registry import Failure
from omniweb.jobs.run import Run
from omniweb.library.models import Asset
from omniweb.providers import request
from omniweb.providers.errors import ProviderError
from omniweb.providers.plan import Plan
from omniweb.providers.usage_report import Usage
from omniweb.providers.wire import Audio, Delta, Finished, Reasoning, Text
from omniweb.usage import budgets, ledger, turns
from omniweb.usage.counters import Passed
from omniweb.usage.models import Entry
from omniweb.usage.money import plain
from omniweb.usage.turns import Down, Turn, turn

# While it waits, the log counts down in steps of this many seconds.
COUNT_S = 5
# Calls under way may hold what is left of a budget; one looks again that often.
HELD_S = 1.0
HELD = "Waiting for calls under way, which hold what is left of the budget."
# How endpoints say that they know no JSON mode; some name no reason at all.
NO_JSON_MODE = ("json_mode", "invalid_request")


async def ask(run: Run, plan: Plan, asset: Asset, *, purpose: str) -> Reply:
    """Send the plan and stream the answer into the run's log.

    A refused call is tried again only while nothing of an answer came. Raises
    Failure with the sentence for people; cancelling closes the call at once. Every
    call stands in the ledger before it is sent.
    """
    tries, waited_s = 0, 0.0
    await sync_to_async(ledger.abandon)(job=run.job, now=timezone.now())
    while True:
        tries += 1
        try:
            return await _call(run, plan, asset, purpose)
        except ProviderError as error:
            if plan.asks_json and error.code in NO_JSON_MODE and not error.billed:
                plan = await _without_json_mode(run, plan)
                continue
            wait_s = pause(
                error,
                tries=tries,
                waited_s=waited_s,
                patience_s=settings.MODEL_PATIENCE_S,
                chance=random.random,
            )
            if wait_s is None:
                failure = Failure(error.code, error.message, error.who, error.billed)
                raise failure from error
            await _wait(run, error.message, wait_s)
            waited_s += wait_s
        except Down as found:
            raise Failure("unavailable", str(found), "wait", billed=False) from found


async def _call(run: Run, plan: Plan, asset: Asset, purpose: str) -> Reply:
    """One call in its turn. What is left of a budget is looked at before, so that a
    turn is rarely taken in vain, and held by the entry."""
    entry, reply = None, Reply()
    while entry is None:
        await _room(run, plan)
        async with await _turn(run, plan) as mine:
            await run.log.state("running", "Reading the file")
            body = request.body(plan, await addresses(plan, asset))
            await run.log.state("running", _doing(plan))
            entry = await _booked(run, plan, purpose)
            if entry is not None:
                actual = await call(
                    plan, body, reply, entry=entry, turn=mine, hear=_Scribe(run)
                )
    await run.log.usage(_told(plan, reply, actual))
    if reply.empty:
        raise Failure(
            "empty_answer",
            "The model's answer was empty. Ask again, or in other words.",
            "you",
            billed=True if reply.usage else None,
        )
    return reply


async def _turn(run: Run, plan: Plan) -> AbstractAsyncContextManager[Turn]:
    """The call's turn, in the name of the job's owner."""
    return turn(
        plan,
        person=str(run.job.owner_id),
        patient=await sync_to_async(turns.is_patient)(run.job),
        tell=partial(run.log.state, "waiting"),
    )


async def _room(run: Run, plan: Plan) -> None:
    """Wait while calls under way hold what is left of a budget, since they mostly take
    less; Failure where it is spent for good."""
    told, now = False, timezone.now
    while True:
        try:
            return await sync_to_async(ledger.room)(job=run.job, plan=plan, now=now())
        except Passed as found:
            if not found.soon:
                why = await sync_to_async(budgets.passed)(found)
                raise Failure(budgets.CODE, why, "admin", billed=False) from None
        if not told:
            await run.log.state("waiting", HELD)
            told = True
        await asyncio.sleep(HELD_S)


async def _booked(run: Run, plan: Plan, purpose: str) -> Entry | None:
    """The call's entry; None where the room for it went to another meanwhile."""
    try:
        return await sync_to_async(ledger.reserve)(
            job=run.job, purpose=purpose, plan=plan, now=timezone.now()
        )
    except Passed:
        return None


@dataclass(slots=True)
class _Scribe:
    """Writes what arrives into the log."""

    run: Run
    began: bool = False

    async def __call__(self, delta: Delta) -> None:
        log = self.run.log
        if not self.began and not isinstance(delta, Usage | Finished):
            self.began = True
            await log.state("running", "Answering")
        match delta:
            case Text(text):
                await log.text(text)
            case Reasoning(text):
                await log.reasoning(text)
            case Audio(pcm):
                await log.audio(pcm)


async def _without_json_mode(run: Run, plan: Plan) -> Plan:
    """The same by words alone: which models know the switch is not documented (3.2)."""
    await run.log.state("running", "Asking for JSON in words instead")
    return replace(plan, json_mode=False)


async def _wait(run: Run, why: str, seconds: float) -> None:
    while seconds > 0:
        left = max(1, round(seconds))
        await run.log.state("waiting", f"{why} Trying again in {left} s.")
        step = min(seconds, COUNT_S)
        await asyncio.sleep(step)
        seconds -= step


def _doing(plan: Plan) -> str:
    looks = any(sent.facts.kind != "audio" for sent in plan.media)
    hears = any(sent.facts.has_audio for sent in plan.media)
    if looks and hears:
        return "Listening and looking"
    if looks:
        return "Looking"
    return "Listening" if hears else "Thinking it over"


def _told(plan: Plan, reply: Reply, actual: str | None) -> dict[str, Any]:
    """The usage event: tokens by modality, and money against its estimate."""
    cost = plan.cost
    return {
        "tokens": asdict(reply.usage.tokens) if reply.usage else None,
        "cost": {
            "estimated": plain(cost.expected) if cost else None,
            "actual": actual,
            "currency": cost.currency if cost else None,
        },
        "finish": reply.finish,
    }
