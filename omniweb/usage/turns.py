"""The door before every call to a model: waits for a turn, then says by which key.

It never sends, books or tries anything again; waiting holds no transaction and ends at
once when the task is cancelled. Without limits in the catalogue there is no line.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from redis.exceptions import RedisError

from omniweb import endpoints
from omniweb.jobs.models import Job
from omniweb.providers.errors import ProviderError
from omniweb.providers.plan import Plan, Tokens
from omniweb.providers.stream import Connection
from omniweb.usage import breaker, pacing
from omniweb.usage.lines import Ticket
from omniweb.usage.places import Asked, Wait, line
from omniweb.usage.quotas import Account

logger = logging.getLogger(__name__)
T = TypeVar("T")
Tell = Callable[[str], Awaitable[None]]

# Whoever stands in a line looks again after half of what is left, within these.
SOONEST_S, LATEST_S = 0.01, 1.0
# A wait that is over before anybody can read of it is not told; a longer one is told
# again this often.
TOLD_S, AGAIN_S = 1.0, 5.0
# What speaks to Redis waits in threads of its own: encoders keep the others busy.
_threads = ThreadPoolExecutor(4, thread_name_prefix="turns")
_patient: list[Callable[[Job], bool]] = []


class Down(Exception):
    """The endpoint has not answered anybody for longer than a call waits for it."""


@dataclass(slots=True)
class Turn:
    """A call's turn: the connection to use. heard is set once anything came, took once
    the tokens are known."""

    account: Account
    sure: int
    heard: bool = False
    took: Tokens | None = None

    @property
    def connection(self) -> Connection:
        """Where the endpoint is, with the key whose turn it is."""
        return self.account.connection


def wait_for(check: Callable[[Job], bool]) -> None:
    """Have jobs of which this is true let others go first; rooms say so at start."""
    _patient.append(check)


def is_patient(job: Job) -> bool:
    """Whether nobody sits and waits for the job, as for one of a batch."""
    return any(check(job) for check in _patient)


@asynccontextmanager
async def turn(
    plan: Plan,
    *,
    person: str,
    patient: bool = False,
    tell: Tell | None = None,
    anyway: bool = False,
) -> AsyncIterator[Turn]:
    """Wait for the turn of a call, and hear how it went.

    person is in whose name it is made, tell hears what to say to people meanwhile.
    Raises Down when the endpoint answers nobody for too long; anyway is for a call that
    is to find out whether it does.
    """
    profile, sure = plan.profile, pacing.sure(plan.tokens, plan.tokens_low)
    keys = endpoints.connections(profile.endpoint)
    accounts = [Account(profile, key) for key in keys]
    asked = Asked(profile, accounts, Ticket(person, patient), sure, anyway)
    mine = Turn(await _waited(asked, tell), sure)
    error: ProviderError | None = None
    try:
        yield mine
    except ProviderError as found:
        error = found
        raise
    finally:
        await asyncio.shield(_aside(lambda: _over(asked, mine, error)))


async def _waited(asked: Asked, tell: Tell | None) -> Account:
    told_at, down_s, served = float("-inf"), 0.0, False
    try:
        while True:
            found = await _looked(asked)
            if isinstance(found, Account):
                served = True
                return found
            if found.down and down_s >= settings.MODEL_PATIENCE_S:
                raise Down(found.said)
            now = time.monotonic()
            if tell and found.seconds >= TOLD_S and now - told_at >= AGAIN_S:
                told_at = now
                await tell(found.said)
            step = _step_s(found)
            await asyncio.sleep(step)
            down_s += step * found.down
    finally:
        if not served and asked.profile.model.rates.known:
            await asyncio.shield(_aside(asked.leave))


async def _looked(asked: Asked) -> Account | Wait:
    """Look, to the end: what was taken meanwhile must be known to be given back."""
    work = asyncio.ensure_future(_aside(lambda: asked.look(time.time())))
    try:
        return await asyncio.shield(work) or Wait(LATEST_S)
    except asyncio.CancelledError:
        await asyncio.wait([work])
        raise


def _step_s(wait: Wait) -> float:
    """The first in line sleeps to its moment; the others look again on the way."""
    seconds = wait.seconds / 2 if wait.before else wait.seconds
    return min(LATEST_S, max(SOONEST_S, seconds))


def _over(asked: Asked, mine: Turn, error: ProviderError | None) -> None:
    """Count what the call took, and what it says of the endpoint and the account."""
    now, account = time.time(), mine.account
    if account.rates.concurrency:
        line().end(account.name, asked.ticket)
    if mine.took is not None:
        account.owe(mine.took.total_in + mine.took.total_out - mine.sure)
    if mine.heard or error is not None:
        breaker.tell(asked.profile.endpoint.name, error, now)
    if error is not None:
        account.learn(error, now, others=len(asked.accounts) > 1)


async def _aside(work: Callable[[], T]) -> T | None:
    """Do what may speak to Redis; None when that does not answer."""
    try:
        if not settings.REDIS_URL:
            return work()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_threads, work)
    except (RedisError, OSError) as error:
        logger.warning("Redis does not answer, so calls wait: %s", error)
        return None
