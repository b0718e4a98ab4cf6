"""Budgets in the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.usage import actions, budgets
from omniweb.usage.budgets import Standing
from omniweb.usage.money import plain

router = Router(tags=["usage"])


class BudgetIn(Schema):
    """The most that one member, or without person all together, may spend a month."""

    person: str = Field("", max_length=150)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    amount: Decimal = Field(ge=0, max_digits=14, decimal_places=6)


class BudgetOut(Schema):
    """A budget and this month under it. held is what calls under way may cost at most;
    state is ok, warning (from 80 %) or stopped."""

    id: UUID
    person: str | None
    currency: str
    amount: str
    spent: str
    held: str
    left: str
    share: int
    state: str
    message: str
    month: date
    next_month: date


class BudgetsOut(Schema):
    """The budgets of the workspace."""

    items: list[BudgetOut]
    next: None = None


@router.get("budgets", response=BudgetsOut)
def listed(request: ActorRequest) -> dict[str, Any]:
    """Every budget of the workspace, and how much of it this month has used."""
    request.actor.require(Role.VIEWER)
    found = budgets.standings(request.actor.workspace, now=timezone.now())
    return {"items": [_told(standing) for standing in found]}


@router.put("budgets", response={200: BudgetOut, 201: BudgetOut})
def set_budget(request: ActorRequest, body: BudgetIn) -> Any:
    """Set a budget, or change the amount of the one there is; for administrators."""
    cap, new = actions.set_cap(actor=request.actor, **body.dict())
    rows = budgets.standings(request.actor.workspace, now=timezone.now())
    found = next(row for row in rows if row.cap.id == cap.id)
    return Status(201 if new else 200, _told(found))


@router.delete("budgets/{uuid:cap_id}", response={204: None})
def remove(request: ActorRequest, cap_id: UUID) -> Any:
    """Take a budget away; for administrators."""
    actions.remove_cap(actor=request.actor, cap=actions.get_cap(request.actor, cap_id))
    return Status(204, None)


def _told(found: Standing) -> dict[str, Any]:
    cap = found.cap
    amounts = {"amount": cap.amount, "spent": found.spent}
    amounts |= {"held": found.held, "left": found.left}
    return {
        "id": cap.id,
        "person": cap.user.get_username() if cap.user else None,
        "currency": cap.currency,
        **{name: plain(amount) for name, amount in amounts.items()},
        "share": found.share,
        "state": found.state,
        "message": found.sentence,
        "month": found.month,
        "next_month": found.turns,
    }
