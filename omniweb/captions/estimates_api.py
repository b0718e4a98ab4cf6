"""Estimates in the JSON API, for a question and for a draft alike; it asks no model."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from omniweb.accounts.actor import Actor, ActorRequest
from omniweb.analyses import actions as questions
from omniweb.analyses import plans
from omniweb.analyses.api import OptionsIn
from omniweb.analyses.plans import Estimate
from omniweb.captions import actions
from omniweb.library.access import get_asset
from omniweb.usage import budgets

router = Router()


class EstimateIn(OptionsIn):
    """A question, or with task caption a draft, that is not asked yet."""

    asset: UUID
    model: str | None = None
    task: Literal["ask", "analysis", "caption"] = "analysis"
    prompt: str = ""
    shape: str = Field("marketing", alias="schema", max_length=40)


class EstimateOut(Schema):
    """Whether it fits, what would be sent, and what it would cost.

    budget is the tightest one on the call: fits, state (ok, warning, stopped), left,
    amount, currency, share in percent, a message for people; null without one.
    """

    fits: bool
    refusal: dict[str, str] | None
    plan: dict[str, Any] | None
    tokens: dict[str, int] | None
    cost: dict[str, str | None] | None
    price_source: str | None
    budget: dict[str, Any] | None
    presets: list[dict[str, Any]]
    parts: list[tuple[float, float]]


@router.post("estimates", response=EstimateOut)
def estimates(request: ActorRequest, body: EstimateIn) -> dict[str, Any]:
    """What a question or a draft would send and cost; nothing is sent."""
    asset = get_asset(request.actor, body.asset)
    common: dict[str, Any] = {
        "actor": request.actor,
        "asset": asset,
        "model": body.model,
    }
    if body.task == "caption":
        language = body.language or ""
        found = actions.estimate(**common, schema=body.shape, language=language)
    else:
        options = body.options()
        wish = options.wish(body.prompt)
        found = questions.estimate(**common, wish=wish, options=options)
    return _estimate(request.actor, found)


def _estimate(actor: Actor, found: Estimate) -> dict[str, Any]:
    plan, refusal = found.plan, found.refusal
    now = timezone.now()
    return {
        "fits": plan is not None,
        "refusal": asdict(refusal) if refusal else None,
        "plan": plans.as_json(plan) if plan else None,
        "tokens": asdict(plan.tokens) if plan else None,
        "cost": plans.money(plan.cost) if plan else None,
        "price_source": plan.price_source if plan else None,
        "budget": budgets.told(actor=actor, plan=plan, now=now) if plan else None,
        "presets": found.presets,
        "parts": found.parts,
    }
