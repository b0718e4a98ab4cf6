"""Books each call to a model before it is sent and after; never makes one.

Every entry ends settled (the endpoint said what it took), unknown (it was cut off
and may be billed) or void (it was refused before anything was billed). The counters
that caps are held to change in the same transaction, so no crash parts them.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from omniweb.accounts.models import Workspace
from omniweb.jobs.models import LIVE, Job
from omniweb.providers import prices
from omniweb.providers.plan import Plan, Tokens
from omniweb.usage import counters
from omniweb.usage.models import Entry, EntryState
from omniweb.usage.money import kept


def reserve(*, job: Job, purpose: str, plan: Plan, now: datetime) -> Entry:
    """Write down a call that is about to be sent, with what it is estimated at.

    attempt counts the calls of one job, so a call sent again is a further entry.
    Raises counters.Passed, and writes nothing, when a cap has no room for it.
    """
    return _reserved(
        purpose,
        plan,
        now,
        workspace_id=job.workspace_id,
        user_id=job.owner_id,
        job=job,
        attempt=Entry.objects.filter(job=job).count() + 1,
    )


def room(*, job: Job, plan: Plan, now: datetime) -> None:
    """Whether a call could be reserved now: counters.Passed when not. Books nothing."""
    whose = {"workspace_id": job.workspace_id, "user_id": job.owner_id}
    counters.look(_entry("", plan, now, **whose))


def reserve_alone(
    *, workspace: Workspace, purpose: str, plan: Plan, now: datetime
) -> Entry:
    """The same for a call that belongs to no job and nobody, as a command makes it."""
    return _reserved(purpose, plan, now, workspace_id=workspace.id)


def _reserved(purpose: str, plan: Plan, now: datetime, **whose: Any) -> Entry:
    entry = _entry(purpose, plan, now, **whose)
    with transaction.atomic():
        counters.hold(entry)
        entry.save(force_insert=True)
    return entry


def _entry(purpose: str, plan: Plan, now: datetime, **whose: Any) -> Entry:
    cost = plan.cost
    return Entry(
        **whose,
        purpose=purpose,
        model=plan.profile.name,
        tokens_estimated=asdict(plan.tokens),
        tokens_formula=asdict(plan.formula),
        low=kept(cost.low) if cost else None,
        expected=kept(cost.expected) if cost else None,
        high=kept(cost.high) if cost else None,
        currency=cost.currency if cost else "",
        sent_at=now,
    )


def settle(
    *, entry: Entry, plan: Plan, tokens: Tokens, request_id: str, now: datetime
) -> Decimal | None:
    """Book what the endpoint counted; answers the money, None where unlisted."""
    actual = kept(prices.cost(plan.profile, tokens))
    _close(
        entry,
        EntryState.SETTLED,
        tokens=asdict(tokens),
        actual=actual,
        currency=entry.currency or plan.profile.model.prices.currency,
        request_id=request_id,
        settled_at=now,
    )
    return actual


def unknown(*, entry: Entry, request_id: str = "", now: datetime) -> None:
    """The call was cut off: its estimate stands, and it may have been billed."""
    _close(entry, EntryState.UNKNOWN, request_id=request_id, settled_at=now)


def void(*, entry: Entry, request_id: str = "", now: datetime) -> None:
    """The call was refused and nothing was billed."""
    _close(
        entry,
        EntryState.VOID,
        actual=Decimal(0) if entry.currency else None,
        request_id=request_id,
        settled_at=now,
    )


def abandon(*, job: Job, now: datetime) -> int:
    """Mark calls nobody waits for any more as unknown, as after a crash."""
    return _abandoned(Entry.objects.filter(job=job), now)


def abandon_lost(*, before: datetime, now: datetime) -> int:
    """The same for calls of no living job that were sent so long ago."""
    lost = Entry.objects.filter(sent_at__lt=before)
    return _abandoned(lost.exclude(job__status__in=LIVE), now)


def _abandoned(entries: QuerySet[Entry], now: datetime) -> int:
    left = list(entries.filter(state=EntryState.SENT))
    return sum(_close(entry, EntryState.UNKNOWN, settled_at=now) for entry in left)


def _close(entry: Entry, state: EntryState, **values: Any) -> bool:
    """End an open entry; whoever comes second changes nothing."""
    with transaction.atomic():
        mine = Entry.objects.filter(id=entry.id, state=EntryState.SENT)
        if not mine.update(state=state, **values):
            return False
        counters.turn(
            entry,
            state,
            values.get("actual"),
            values.get("currency", entry.currency),
        )
    return True
