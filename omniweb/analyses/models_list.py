"""Tells people which models there are and what each takes; it never chooses one."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from omniweb import endpoints
from omniweb.errors import Problem
from omniweb.facts import KINDS
from omniweb.providers.capabilities import Model, Prices
from omniweb.providers.catalog import Catalog, Endpoint, Profile
from omniweb.providers.plan import EFFORTS
from omniweb.usage.money import plain


def endpoints_json(catalog: Catalog | None = None) -> list[dict[str, Any]]:
    """Every endpoint with its models, in the catalogue's order."""
    found = catalog or endpoints.catalog()
    return [endpoint_json(endpoint, found) for endpoint in found.endpoints.values()]


def default() -> str | None:
    """The name of the model that is preselected, if any can be used."""
    try:
        return endpoints.default_model().name
    except Problem:
        return None


def endpoint_json(endpoint: Endpoint, catalog: Catalog) -> dict[str, Any]:
    """One endpoint: whether it can be used, where it is, what sets it up; no key."""
    reason = endpoints.usable(endpoint)
    return {
        "name": endpoint.name,
        "label": endpoint.label,
        "no_ai": endpoint.no_ai,
        "usable": reason is None,
        "reason": reason,
        "region": endpoint.region.name if endpoint.region else None,
        "regions": [
            {"name": region.name, "label": region.label, "base_url": region.base_url}
            for region in endpoint.regions
        ],
        "variables": {
            "key": endpoint.key_env or None,
            "base_url": endpoint.base_url_env or None,
            "model": endpoint.model_env or None,
        },
        "models": [
            model_json(Profile(endpoint, model), catalog)
            for model in endpoint.models.values()
        ],
    }


def model_json(profile: Profile, catalog: Catalog) -> dict[str, Any]:
    """One model: what it takes and answers, its limits and prices, and who says so."""
    model = profile.model
    return {
        "name": profile.name,
        "label": model.label,
        "family": model.family,
        "wire_id": model.sent_as or None,
        "usable": endpoints.usable(profile.endpoint) is None,
        **_accepted(model),
        **_answered(model),
        "limits": _limits(model),
        **_paid(profile),
        "rates": asdict(model.rates),
        "sources": {
            setting: asdict(catalog.sources[source])
            for setting, source in model.sources.items()
        },
    }


def _accepted(model: Model) -> dict[str, Any]:
    return {
        "accepts": list(model.inputs),
        "mixes": model.mix,
        "deliveries": list(model.deliveries),
        "frames": model.frames,
        "sampling": _sampling(model),
        "hears_video": model.hears_video,
        "sound_beside": model.sound_beside,
        "high_resolution": model.high_resolution,
        "system": model.system,
    }


def _sampling(model: Model) -> str | None:
    """How many pictures of a clip a model looks at; None where it takes no clips."""
    if "video" not in model.inputs:
        return None
    return "as asked" if model.fps_knob == "rate" else "fixed at two a second"


def _answered(model: Model) -> dict[str, Any]:
    steered = model.thinking != "none" and (model.efforts or model.budgets)
    return {
        "answers": list(model.outputs),
        "streams": model.can_stream,
        "structured_output": model.response_format,
        "thinking": model.thinking,
        "efforts": list(EFFORTS) if steered else [],
        "budgets": list(model.budgets),
        "voices": list(model.voices),
        "voice": model.voice or None,
        "speaks": list(model.speaks),
        "writes": list(model.writes),
    }


def _limits(model: Model) -> dict[str, Any]:
    kinds = [kind for kind in KINDS if kind in model.inputs]
    whole = {
        name: value for name, value in asdict(model.limits).items() if name not in KINDS
    }
    return {**whole, **{kind: asdict(model.limits.of(kind)) for kind in kinds}}


def _paid(profile: Profile) -> dict[str, Any]:
    """The prices that hold where the endpoint is, and those of each region."""
    model, region = profile.model, profile.endpoint.region
    there = region.name if region and region.name in model.prices_in else None
    held = _prices(model.prices)
    regional = {name: _prices(prices) for name, prices in model.prices_in.items()}
    return {
        "prices": {**held, "region": there} if held else None,
        "prices_in": {name: told for name, told in regional.items() if told},
    }


def _prices(prices: Prices) -> dict[str, Any] | None:
    if not prices.listed or not prices.currency:
        return None
    return {
        name: plain(value) if isinstance(value, Decimal) else value
        for name, value in asdict(prices).items()
        if name != "listed"
    }
