"""Books each call to a model before it is sent and after; never makes one.

Every entry ends settled (the endpoint said what it took), unknown (it was cut off
and may be billed) or void (it was refused before anything was billed).
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from omniweb.accounts.models import Workspace
from omniweb.jobs.models import Job
from omniweb.providers import prices
from omniweb.providers.plan import Plan, Tokens
from omniweb.usage.models import Entry, EntryState


def reserve(*, job: Job, purpose: str, plan: Plan, now: datetime) -> Entry:
    """Write down a call that is about to be sent, with what it is estimated at.

    attempt counts the calls of one job, so a call sent again is a further entry.
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


def reserve_alone(
    *, workspace: Workspace, purpose: str, plan: Plan, now: datetime
) -> Entry:
    """The same for a call that belongs to no job and nobody, as a command makes it."""
    return _reserved(purpose, plan, now, workspace_id=workspace.id)


def _reserved(purpose: str, plan: Plan, now: datetime, **whose: Any) -> Entry:
    cost = plan.cost
    return Entry.objects.create(
        **whose,
        purpose=purpose,
        model=plan.profile.name,
        tokens_estimated=asdict(plan.tokens),
        tokens_formula=asdict(plan.formula),
        low=cost.low if cost else None,
        expected=cost.expected if cost else None,
        high=cost.high if cost else None,
        currency=cost.currency if cost else "",
        sent_at=now,
    )


def settle(
    *, entry: Entry, plan: Plan, tokens: Tokens, request_id: str, now: datetime
) -> Decimal | None:
    """Book what the endpoint counted; answers the money, None where unlisted."""
    actual = prices.cost(plan.profile, tokens)
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
    left = Entry.objects.filter(job=job, state=EntryState.SENT)
    return left.update(state=EntryState.UNKNOWN, settled_at=now)


def _close(entry: Entry, state: EntryState, **values: object) -> None:
    open_entry = Entry.objects.filter(id=entry.id, state=EntryState.SENT)
    open_entry.update(state=state, **values)
