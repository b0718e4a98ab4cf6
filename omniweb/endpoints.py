"""Joins the settings with the catalogue: which models can be used, and how to
reach them. It never opens a connection and never shows a key."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from django.conf import settings

from omniweb.errors import Problem
from omniweb.providers.catalog import Catalog, Endpoint, Profile, UnknownModel, load
from omniweb.providers.stream import Connection
from omniweb.sandbox.key import sandbox_key

SANDBOX = "sandbox"


def catalog() -> Catalog:
    """Every endpoint with the addresses and deployments of this installation."""
    found = _loaded(settings.CATALOG)
    for name, account in settings.ENDPOINT_ACCOUNTS.items():
        if name in found.endpoints:
            endpoint = found.endpoints[name]
            found = found.configured(
                name,
                base_url=account["base_url"],
                wire_id=account["model"] if endpoint.model_env else "",
            )
    if not settings.SANDBOX:
        return found.without(SANDBOX)
    return found.configured(SANDBOX, base_url=f"{settings.INTERNAL_URL}/sandbox/v1")


def profile(name: str) -> Profile:
    """The model named endpoint/model; UnknownModel with a sentence."""
    return catalog().profile(name)


def usable(endpoint: Endpoint) -> str | None:
    """None when calls can be made, else the sentence that names what to set."""
    if endpoint.name == SANDBOX:
        return None
    missing = []
    if not endpoint.base_url:
        missing.append(endpoint.base_url_env)
    if not _key(endpoint) and not endpoint.key_optional:
        missing.append(endpoint.key_env)
    if not all(model.sent_as for model in endpoint.models.values()):
        missing.append(endpoint.model_env)
    if not missing:
        return None
    return f"{endpoint.label} is not set up. Set {' and '.join(missing)}."


def connection(endpoint: Endpoint) -> Connection:
    """Where the endpoint is, with its key; of several with the first."""
    if endpoint.name == SANDBOX:
        return Connection(endpoint.base_url, sandbox_key())
    return connections(endpoint)[0]


def connections(endpoint: Endpoint) -> tuple[Connection, ...]:
    """The same with each of its keys: the variable may hold several, one a line or
    with commas between them."""
    if endpoint.name == SANDBOX:
        return (connection(endpoint),)
    keys = [key.strip() for key in re.split(r"[,\r\n]+", _key(endpoint))]
    several = dict.fromkeys(key for key in keys if key) or [""]
    return tuple(Connection(endpoint.base_url, key) for key in several)


def default_model() -> Profile:
    """The model that forms preselect: the one set, else the first usable one.

    The sandbox comes last, so it is never chosen silently beside a real endpoint.
    Raises a Problem when no endpoint can be used at all.
    """
    found = catalog()
    ready = [p for p in found.profiles() if usable(p.endpoint) is None]
    try:
        wanted = found.profile(settings.DEFAULT_MODEL)
    except UnknownModel:
        wanted = None
    if wanted in ready:
        return wanted
    ready.sort(key=lambda p: p.endpoint.no_ai)
    if not ready:
        raise Problem(
            503,
            "no_model",
            "No model endpoint is set up. Ask an administrator to set "
            "DASHSCOPE_API_KEY.",
        )
    return ready[0]


def _key(endpoint: Endpoint) -> str:
    account = settings.ENDPOINT_ACCOUNTS.get(endpoint.name, {})
    return str(account.get("api_key", ""))


@cache
def _loaded(overlay: Path | None) -> Catalog:
    return load(overlay)
