"""Joins a file, a wish and a model to a plan, and tells a plan as JSON.

It never sends anything.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from omniweb import endpoints
from omniweb.errors import Problem
from omniweb.library import renditions
from omniweb.library.models import Asset, State
from omniweb.providers.catalog import Profile, UnknownModel
from omniweb.providers.fit import fit
from omniweb.providers.plan import Cost, Plan, Refusal, Wish
from omniweb.providers.request import question
from omniweb.usage.money import plain

PREPARING = Refusal(
    "asset_preparing",
    "The file is still being prepared. Ask now and it is sent as soon as it is ready.",
)
DELETED = Refusal(
    "asset_deleted", "The file is in the trash. Restore it, then ask again."
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a call would send and cost; a plan or the refusal, never both."""

    plan: Plan | None
    refusal: Refusal | None

    @classmethod
    def of(cls, found: Plan | Refusal) -> Estimate:
        """The estimate of a plan, or of its refusal."""
        if isinstance(found, Refusal):
            return cls(None, found)
        return cls(found, None)


def plan_for(asset: Asset, wish: Wish, profile: Profile) -> Plan | Refusal:
    """What would be sent for the wish about the asset, or why it cannot be."""
    if asset.deleted_at is not None:
        return DELETED
    if asset.state == State.REJECTED:
        return Refusal("asset_rejected", asset.reason)
    if asset.state != State.READY:
        return PREPARING
    media = renditions.sendables(asset)
    signs = bool(media) and bool(renditions.signed_url(asset, media[0].spec, 60))
    return fit(media, wish, profile, can_sign_urls=signs)


def usable_profile(name: str | None) -> Profile:
    """The model of that name, or the default one; a Problem when it cannot be used."""
    if not name:
        return endpoints.default_model()
    try:
        profile = endpoints.profile(name)
    except UnknownModel as error:
        raise Problem(422, "unknown_model", str(error), {"model": str(error)}) from None
    missing = endpoints.usable(profile.endpoint)
    if missing:
        raise Problem(422, "endpoint_unavailable", missing, {"model": missing})
    return profile


def as_json(plan: Plan) -> dict[str, Any]:
    """What is sent, how, and what it will probably take; kept with the answer."""
    sent = plan.sendable
    return {
        "model": plan.profile.name,
        "question": question(plan.wish, plan.profile.model),
        "earlier_messages": len(plan.wish.history),
        "rendition": sent.spec if sent else None,
        "media": sent.facts.to_json() if sent else None,
        "delivery": plan.delivery if sent else None,
        "modalities": list(plan.modalities),
        "voice": plan.voice,
        "thinking": plan.wish.thinking,
        "notes": list(plan.notes),
        "tokens": asdict(plan.tokens),
        "cost": money(plan.cost),
        "price_source": plan.price_source,
    }


def money(cost: Cost | None) -> dict[str, Any] | None:
    """A cost as decimal strings with its currency."""
    if cost is None:
        return None
    amounts = {name: plain(getattr(cost, name)) for name in ("low", "expected", "high")}
    return {**amounts, "currency": cost.currency}
