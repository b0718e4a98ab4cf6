"""Tells how much of a budget is left, and in words why a call has to stay away.

It changes nothing; what holds under a race is counters.hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership, User, Workspace
from omniweb.errors import Problem
from omniweb.providers.plan import Plan
from omniweb.usage.counters import MILLION, Passed, Purse, caps, is_sandbox, month_of
from omniweb.usage.models import Cap, Spend
from omniweb.usage.money import plain

CODE = "budget"
WARN_AT = Decimal("0.8")
NAMED = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One cap and this month's money under it: spent for good, and held for calls
    under way at the most each may cost."""

    cap: Cap
    month: date
    spent: Decimal = Decimal(0)
    held: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """What a further call may cost; never below nothing."""
        return max(Decimal(0), self.cap.amount - self.spent - self.held)

    @property
    def share(self) -> int:
        """How much of the cap is spent or held, in whole percent rounded down."""
        used = self.spent + self.held
        return int(100 * used / self.cap.amount) if self.cap.amount else 100

    @property
    def state(self) -> Literal["ok", "warning", "stopped"]:
        """stopped at 100 %, warning from 80 % on."""
        if not self.left:
            return "stopped"
        used = self.spent + self.held
        return "warning" if used >= self.cap.amount * WARN_AT else "ok"

    @property
    def whose(self) -> str:
        """Whose budget it is, as a sentence begins with it."""
        if self.cap.user is None:
            return f"The budget of {self.cap.workspace.name}"
        return f"The budget of {self.cap.user.get_username()}"

    @property
    def turns(self) -> date:
        """The day on which the next month begins, in UTC."""
        year, month = self.month.year, self.month.month
        return date(year + month // 12, month % 12 + 1, 1)

    @property
    def sentence(self) -> str:
        """How it stands, for people; empty while there is nothing to warn of."""
        if self.state == "ok":
            return ""
        used = _said(self.spent + self.held, self.cap.currency)
        most = _said(self.cap.amount, self.cap.currency)
        word = "is used up" if self.state == "stopped" else f"is {self.share} % used"
        return f"{self.whose} for {self.month:%B} {word}: {used} of {most}."


def standings(workspace: Workspace, *, now: datetime) -> list[Standing]:
    """Every cap of a workspace with this month's money; the workspace's come first."""
    found = Cap.objects.filter(workspace=workspace).select_related("workspace", "user")
    rows = Spend.objects.filter(workspace=workspace, month=month_of(now), sandbox=False)
    counted = {(row.user_id, row.currency): row for row in rows}
    told = [
        _standing(cap, month_of(now), counted.get((cap.user_id, cap.currency)))
        for cap in found
    ]
    return sorted(told, key=lambda one: (_name(one.cap.user), one.cap.currency))


def tightest(
    *,
    workspace: Workspace | UUID,
    user: User | int | None,
    currency: str,
    now: datetime,
    sandbox: bool = False,
) -> Standing | None:
    """Of the caps that bind this person here, the one with the least left; None
    where no cap is in this currency."""
    purse = Purse(_id(workspace), _id(user), currency, sandbox, month_of(now))
    rows = {row.user_id: row for row in purse.rows}
    told = [
        _standing(cap, purse.month, rows.get(whose))
        for whose, cap in caps(purse).items()
    ]
    return min(told, key=lambda one: one.left, default=None)


def left(
    *,
    workspace: Workspace | UUID,
    user: User | int | None,
    currency: str,
    now: datetime,
    sandbox: bool = False,
) -> Decimal | None:
    """What may still be spent this month in a currency; None where nothing caps it."""
    found = tightest(
        workspace=workspace, user=user, currency=currency, now=now, sandbox=sandbox
    )
    return found.left if found else None


def refusal(
    *,
    workspace: Workspace | UUID,
    user: User | int | None,
    amount: Decimal,
    currency: str,
    now: datetime,
    sandbox: bool = False,
) -> str | None:
    """Why work forecast at amount does not fit what is left, as a sentence, or None.

    sandbox is whether the model is the sandbox's, whose money is counted apart.
    """
    found = tightest(
        workspace=workspace, user=user, currency=currency, now=now, sandbox=sandbox
    )
    if found is None or amount <= found.left:
        return None
    return _refused(found, amount)


def refuse(*, actor: Actor, plan: Plan, now: datetime) -> None:
    """Problem 402 when a call that a person wants cannot fit; nothing was sent.

    What calls under way hold is not counted: they settle, and this one waits.
    """
    found = _of(actor, plan, now)
    if found is None or plan.cost is None:
        return
    why = _cannot(found, plan.cost.high)
    if why is not None:
        raise Problem(402, CODE, why)


def passed(found: Passed) -> str:
    """Why a call that was about to be sent stays away."""
    standing = _standing(found.cap, found.spend.month, found.spend)
    return _refused(standing, Decimal(found.amount) / MILLION)


def told(*, actor: Actor, plan: Plan, now: datetime) -> dict[str, Any] | None:
    """The tightest cap on a call as JSON; None where none is in its currency.

    fits is False where the call would be refused; message then says why.
    """
    found = _of(actor, plan, now)
    if found is None or plan.cost is None:
        return None
    why = _cannot(found, plan.cost.high)
    return {
        "fits": why is None,
        "state": found.state,
        "left": plain(found.left),
        "amount": plain(found.cap.amount),
        "currency": found.cap.currency,
        "share": found.share,
        "message": why or found.sentence,
    }


def _cannot(found: Standing, amount: Decimal) -> str | None:
    """Why a call cannot go out even once all that is under way has settled for less."""
    if amount <= found.cap.amount - found.spent:
        return None
    return _refused(found, amount)


def _of(actor: Actor, plan: Plan, now: datetime) -> Standing | None:
    if plan.cost is None:
        return None
    return tightest(
        workspace=actor.workspace,
        user=actor.user,
        currency=plan.cost.currency,
        now=now,
        sandbox=is_sandbox(plan.profile.name),
    )


def _standing(cap: Cap, month: date, row: Spend | None) -> Standing:
    if row is None:
        return Standing(cap, month)
    return Standing(
        cap, month, Decimal(row.spent) / MILLION, Decimal(row.held) / MILLION
    )


def _refused(found: Standing, amount: Decimal) -> str:
    """What is left, what it would take, who can raise it and when the month turns."""
    currency = found.cap.currency
    return (
        f"{found.whose} for {found.month:%B} has {_said(found.left, currency)} left of"
        f" {_said(found.cap.amount, currency)}, and this may take up to"
        f" {_said(amount, currency)}. {_who(found.cap.workspace_id)} can raise it under"
        f" Usage; a new month begins on {found.turns.day} {found.turns:%B} (UTC)."
    )


def _who(workspace_id: UUID) -> str:
    """The people who may raise a cap, a few by name."""
    rows = Membership.objects.administrators().filter(workspace=workspace_id)
    names = list(
        rows.order_by("created_at").values_list("user__username", flat=True)[:NAMED]
    )
    return " or ".join(names) if names else "An administrator"


def _said(amount: Decimal, currency: str) -> str:
    small = amount and amount < Decimal("0.1")
    return (
        f"{currency} {Decimal(f'{amount:.2g}'):f}"
        if small
        else (f"{currency} {amount:,.2f}")
    )


def _name(user: User | None) -> str:
    return user.get_username() if user else ""


def _id(found: Any) -> Any:
    return getattr(found, "pk", found)
