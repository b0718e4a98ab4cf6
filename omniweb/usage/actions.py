"""What administrators do with budgets: set one, or take it away; never spend any."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import Http404

from omniweb.accounts import audit
from omniweb.accounts.access import members
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role, User
from omniweb.errors import Problem
from omniweb.usage.models import Cap
from omniweb.usage.money import plain

MOST = Decimal(10) ** 8


@transaction.atomic
def set_cap(
    *, actor: Actor, person: str, currency: str, amount: Decimal
) -> tuple[Cap, bool]:
    """Cap what all together (no person) or one member may spend a month; the cap, and
    whether it is new. Setting it again changes its amount, at once."""
    actor.require(Role.ADMINISTRATOR)
    if not 0 <= amount < MOST:
        sentence = "Give an amount of at least 0 and below a hundred million."
        raise Problem(422, "bad_amount", sentence, {"amount": sentence})
    user = _member(actor, person)
    cap, new = Cap.objects.update_or_create(
        workspace=actor.workspace,
        user=user,
        currency=currency,
        defaults={"amount": amount},
    )
    audit.record(
        actor=actor,
        verb="set budget",
        subject=person or actor.workspace.name,
        currency=currency,
        amount=plain(amount),
    )
    return cap, new


@transaction.atomic
def remove_cap(*, actor: Actor, cap: Cap) -> None:
    """Let money be spent without this cap; what was counted stays."""
    actor.require(Role.ADMINISTRATOR)
    audit.record(
        actor=actor,
        verb="removed budget",
        subject=cap.user.get_username() if cap.user else actor.workspace.name,
        currency=cap.currency,
        amount=plain(cap.amount),
    )
    cap.delete()


def get_cap(actor: Actor, cap_id: UUID) -> Cap:
    """A cap of the actor's workspace, or Http404."""
    found = Cap.objects.select_related("workspace", "user")
    cap = found.filter(workspace=actor.workspace, id=cap_id).first()
    if cap is None:
        raise Http404
    return cap


def _member(actor: Actor, person: str) -> User | None:
    if not person:
        return None
    found = members(actor).filter(user__username=person).first()
    if found is None:
        sentence = f"{actor.workspace.name} has no member {person!r}. Choose a member."
        raise Problem(422, "unknown_person", sentence, {"person": sentence})
    return found.user
