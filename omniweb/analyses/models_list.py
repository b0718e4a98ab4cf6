"""Tells people which models there are and what each takes; it never chooses one."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from omniweb import endpoints
from omniweb.errors import Problem
from omniweb.facts import KINDS
from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import Profile
from omniweb.usage.money import plain


def endpoints_json() -> list[dict[str, Any]]:
    """Every endpoint with its models, in the catalogue's order."""
    return [
        {
            "name": endpoint.name,
            "label": endpoint.label,
            "no_ai": endpoint.no_ai,
            "usable": (reason := endpoints.usable(endpoint)) is None,
            "reason": reason,
            "models": [
                model_json(Profile(endpoint, model))
                for model in endpoint.models.values()
            ],
        }
        for endpoint in endpoints.catalog().endpoints.values()
    ]


def default() -> str | None:
    """The name of the model that is preselected, if any can be used."""
    try:
        return endpoints.default_model().name
    except Problem:
        return None


def model_json(profile: Profile) -> dict[str, Any]:
    """One model: what it accepts, its limits, voices and prices."""
    model = profile.model
    return {
        "name": profile.name,
        "label": model.label,
        "usable": endpoints.usable(profile.endpoint) is None,
        "accepts": list(model.inputs),
        "answers": list(model.outputs),
        "mixes": model.mix,
        "thinking": model.thinking,
        "voices": list(model.voices),
        "voice": model.voice or None,
        "speaks": list(model.speaks),
        "deliveries": list(model.deliveries),
        "limits": _limits(model),
        "prices": _prices(model),
        "rates": asdict(model.rates),
    }


def _limits(model: Model) -> dict[str, Any]:
    kinds = [kind for kind in KINDS if kind in model.inputs]
    tokens = {
        name: getattr(model.limits, name) for name in ("context", "max_in", "max_out")
    }
    return {**tokens, **{kind: asdict(model.limits.of(kind)) for kind in kinds}}


def _prices(model: Model) -> dict[str, Any] | None:
    if not model.prices.listed or not model.prices.currency:
        return None
    listed = asdict(model.prices)
    return {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in listed.items()
        if name != "listed"
    }
