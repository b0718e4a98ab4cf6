"""Makes one booked call to a model: streams it, then closes its entry in the ledger.

It never tries again and never decides what is asked.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.providers.errors import ProviderError
from omniweb.providers.plan import Plan
from omniweb.providers.stream import stream
from omniweb.providers.usage_report import Usage
from omniweb.providers.wire import Audio, Delta, Finished, Text
from omniweb.usage import ledger
from omniweb.usage.models import Entry
from omniweb.usage.money import plain
from omniweb.usage.turns import Turn

Hear = Callable[[Delta], Awaitable[None]]
SILENCE_S = 300.0


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

    def take(self, delta: Delta) -> None:
        """Add what a delta says."""
        match delta:
            case Usage():
                self.usage = delta
            case Finished(reason, request_id):
                self.finish, self.request_id = reason, request_id or ""
            case _:
                self.began = True
        if isinstance(delta, Text):
            self.text += delta.text
        if isinstance(delta, Audio):
            self.samples += len(delta.pcm) // 2


async def call(
    plan: Plan,
    body: Mapping[str, Any],
    reply: Reply,
    *,
    entry: Entry | None,
    turn: Turn,
    hear: Hear,
    silence_s: float = SILENCE_S,
) -> str | None:
    """Stream the call into reply and hear; its money as a decimal string, if known.

    entry is the call as it was booked before; None where there is no ledger to hold
    it. turn says by which connection, and is told what the call took. Whatever ends the
    call closes the entry, a failure and a stop too.
    """
    source = stream(turn.connection, body, timeout_s=silence_s)
    try:
        async with aclosing(source) as deltas:
            async for delta in deltas:
                reply.take(delta)
                turn.heard = True
                turn.took = reply.usage.tokens if reply.usage else None
                await hear(delta)
    except ProviderError as error:
        await _close(entry, plan, reply, error)
        raise
    except BaseException:
        # Stopped: the endpoint will not say any more what it billed.
        await _close(entry, plan, reply, None)
        raise
    return await _close(entry, plan, reply, None)


async def _close(
    entry: Entry | None, plan: Plan, reply: Reply, error: ProviderError | None
) -> str | None:
    """Close the entry by what is known."""
    if entry is None:
        return None
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
