"""Makes one call to a model for a job: books it, streams it into the log, ends it.

It never decides what is asked and keeps nothing but the log and the ledger.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.utils import timezone

from omniweb import endpoints
from omniweb.analyses.pauses import pause
from omniweb.analyses.sending import addresses
from omniweb.jobs.registry import Failure
from omniweb.jobs.run import Run
from omniweb.library.models import Asset
from omniweb.providers import request
from omniweb.providers.errors import ProviderError, Refused
from omniweb.providers.plan import Plan
from omniweb.providers.stream import stream
from omniweb.providers.usage_report import Usage
from omniweb.providers.wire import Audio, Delta, Finished, Reasoning, Text
from omniweb.usage import ledger
from omniweb.usage.models import Entry
from omniweb.usage.money import plain

# While it waits, the log counts down in steps of this many seconds.
COUNT_S = 5


@dataclass(slots=True)
class Reply:
    """What came of a call. finish is the endpoint's reason: stop or length."""

    text: str = ""
    samples: int = 0
    usage: Usage | None = None
    finish: str = ""
    request_id: str = ""
    began: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing can be read or heard."""
        return not self.text.strip() and not self.samples


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
            if plan.asks_json and isinstance(error, Refused) and not error.billed:
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


async def _call(run: Run, plan: Plan, asset: Asset, purpose: str) -> Reply:
    await run.log.state("running", "Reading the file")
    media = await addresses(plan, asset)
    entry = await sync_to_async(ledger.reserve)(
        job=run.job, purpose=purpose, plan=plan, now=timezone.now()
    )
    reply = Reply()
    try:
        await run.log.state("running", _doing(plan))
        await _stream(run, plan, request.body(plan, media), reply)
    except ProviderError as error:
        await _book(entry, plan, reply, error)
        raise
    except BaseException:
        # Stopped: the endpoint will not say any more what it billed.
        await _book(entry, plan, reply, None)
        raise
    actual = await _book(entry, plan, reply, None)
    await run.log.usage(_told(plan, reply, actual))
    if reply.empty:
        raise Failure(
            "empty_answer",
            "The model's answer was empty. Ask again, or in other words.",
            "you",
            billed=True if reply.usage else None,
        )
    return reply


async def _stream(run: Run, plan: Plan, body: dict[str, Any], reply: Reply) -> None:
    connection = endpoints.connection(plan.profile.endpoint)
    async with aclosing(stream(connection, body)) as deltas:
        async for delta in deltas:
            if not reply.began and not isinstance(delta, Usage | Finished):
                reply.began = True
                await run.log.state("running", "Answering")
            await _append(run, delta, reply)


async def _append(run: Run, delta: Delta, reply: Reply) -> None:
    match delta:
        case Text(text):
            reply.text += text
            await run.log.text(text)
        case Reasoning(text):
            await run.log.reasoning(text)
        case Audio(pcm):
            reply.samples += len(pcm) // 2
            await run.log.audio(pcm)
        case Finished(reason, request_id):
            reply.finish, reply.request_id = reason, request_id or ""
        case Usage():
            reply.usage = delta


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


async def _book(
    entry: Entry, plan: Plan, reply: Reply, error: ProviderError | None
) -> str | None:
    """Close the entry by what is known; answers the money as a decimal string."""
    now = timezone.now()
    request_id = (error.request_id if error else reply.request_id) or ""
    if reply.usage is not None:
        actual = await sync_to_async(ledger.settle)(
            entry=entry,
            plan=plan,
            tokens=reply.usage.tokens,
            request_id=request_id,
            now=now,
        )
        return plain(actual)
    free = error is not None and error.billed is False
    close = ledger.void if free else ledger.unknown
    await sync_to_async(close)(entry=entry, request_id=request_id, now=now)
    return None


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
