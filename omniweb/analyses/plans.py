"""Joins a file, a wish and a model to a plan, and tells a plan as JSON.

It never sends anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from omniweb import endpoints
from omniweb.errors import Problem
from omniweb.library import renditions
from omniweb.library.models import Asset, State
from omniweb.providers.catalog import Profile, UnknownModel
from omniweb.providers.correction import Correction
from omniweb.providers.fit import fit
from omniweb.providers.plan import Cost, Plan, Refusal, Wish
from omniweb.providers.presets import AUTO, PRESETS
from omniweb.providers.reasons import reason
from omniweb.providers.recipes import Original, Sendable, said
from omniweb.providers.request import question
from omniweb.providers.spans import Span
from omniweb.usage import learning
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
    """What a call would send and cost; a plan or the refusal, never both.

    parts are those that a file is best asked about in which is too long as a whole.
    """

    plan: Plan | None
    refusal: Refusal | None
    presets: tuple[dict[str, Any], ...] = ()
    parts: tuple[Span, ...] = ()

    @classmethod
    def of(cls, found: Plan | Refusal) -> Estimate:
        """The estimate of a plan, or of its refusal."""
        if isinstance(found, Refusal):
            return cls(None, found)
        return cls(found, None)


def plan_for(
    asset: Asset,
    wish: Wish,
    profile: Profile,
    purpose: str = "answer",
    taught: Correction | None = None,
) -> Plan | Refusal:
    """What would be sent for the wish about the asset, or why it cannot be.

    What earlier calls of that purpose took puts the expected tokens right; whoever
    plans many files at once reads it once and gives it as taught.
    """
    unready = unready_for(asset)
    if unready:
        return unready
    return _fitting(asset, renditions.original(asset), profile, purpose, taught)(wish)


def unready_for(asset: Asset) -> Refusal | None:
    """Why nothing can be asked about the file at all, whatever the wish."""
    if asset.deleted_at is not None:
        return DELETED
    if asset.state == State.REJECTED:
        return Refusal("asset_rejected", asset.reason)
    return PREPARING if asset.state != State.READY else None


def fitting(
    asset: Asset, profile: Profile, purpose: str
) -> Callable[[Wish], Plan | Refusal]:
    """plan_for many wishes about one file that is ready: what is known is read once."""
    return _fitting(asset, renditions.original(asset), profile, purpose)


def _fitting(
    asset: Asset,
    original: Original,
    profile: Profile,
    purpose: str,
    taught: Correction | None = None,
) -> Callable[[Wish], Plan | Refusal]:
    """fit for one file and model: what is known of both is read once."""
    signs = renditions.can_sign(asset)
    if taught is None:
        taught = learning.correction(
            profile.name, purpose, workspace=asset.workspace_id
        )

    def fitted(wish: Wish) -> Plan | Refusal:
        return fit(original, wish, profile, can_sign_urls=signs, correction=taught)

    return fitted


def presets(asset: Asset, wish: Wish, profile: Profile) -> tuple[dict[str, Any], ...]:
    """What each preset would send of a file, and what that takes and costs."""
    offered = [preset for preset in PRESETS.values() if asset.kind in preset.kinds]
    if unready_for(asset) or not offered:
        return ()
    original = renditions.original(asset)
    rows, fitted = [], _fitting(asset, original, profile, "answer")
    for preset in offered:
        found = fitted(replace(wish, sampling=preset.name))
        row = {"sampling": preset.name, "label": preset.label, "hint": preset.hint}
        why = _why(found, original) if preset.name == AUTO else {}
        rows.append({**row, **_takes(found), **why})
    return tuple(rows)


def _why(found: Plan | Refusal, original: Original) -> dict[str, str]:
    """What auto means for the file, and why; empty where that cannot be said."""
    if isinstance(found, Refusal):
        return {"resolved": "", "reason": ""}
    told = reason(found, original)
    return {"resolved": found.resolved if told else "", "reason": told}


def _takes(found: Plan | Refusal) -> dict[str, Any]:
    if isinstance(found, Refusal):
        return {"fits": False, "why": found.message}
    return {
        "fits": True,
        "sends": said([sent.recipe for sent in found.media]),
        "tokens_in": found.tokens.total_in,
        "cost": money(found.cost),
    }


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
    first = plan.media[0] if plan.media else None
    return {
        "model": plan.profile.name,
        "question": question(plan.wish, plan.profile.model, json_mode=plan.json_mode),
        "earlier_messages": len(plan.wish.history),
        "rendition": first.spec if first else None,
        "media": first.facts.to_json() if first else None,
        "files": [_sent(sendable) for sendable in plan.media],
        "delivery": plan.delivery if first else None,
        "sampling": plan.wish.sampling,
        "resolved": plan.resolved,
        "part": list(plan.wish.span) if plan.wish.span else None,
        "modalities": list(plan.modalities),
        "voice": plan.voice,
        "thinking": plan.wish.thinking,
        "effort": plan.wish.effort if plan.wish.thinking else None,
        "json_mode": plan.asks_json,
        "notes": list(plan.notes),
        "tokens": asdict(plan.tokens),
        "formula": asdict(plan.formula),
        "learned_from": plan.learned_from,
        "cost": money(plan.cost),
        "price_source": plan.price_source,
    }


def _sent(sendable: Sendable) -> dict[str, Any]:
    """One file of a call: its rendition, in words, and what it measures."""
    return {
        "rendition": sendable.spec,
        "form": sendable.recipe.said,
        "facts": sendable.facts.to_json(),
    }


def money(cost: Cost | None) -> dict[str, Any] | None:
    """A cost as decimal strings with its currency."""
    if cost is None:
        return None
    amounts = {name: plain(getattr(cost, name)) for name in ("low", "expected", "high")}
    return {**amounts, "currency": cost.currency}
