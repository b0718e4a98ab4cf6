"""Endpoints and models as data, read from TOML; it never opens a connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from omniweb.providers.capabilities import MediaLimits, Model, Prices
from omniweb.providers.layers import Table, laid, opened, signed, table
from omniweb.providers.toml_values import BadCatalog, read
from omniweb.providers.variables import BUILT_IN, variables

Dialect = Literal["dashscope", "fireworks", "aimlapi", "vllm"]

TABLES = ("sources", "endpoints")


class UnknownModel(LookupError):
    """No endpoint of the catalog has a model of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts of the catalog come from, of when, and how far to trust them.

    trust: documented (official), code (published programs), told (third parties, or
    a catalogue file of your own), assumed (nobody says; the safer of two readings).
    """

    title: str
    date: str
    trust: Literal["documented", "code", "told", "assumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region of a service: its address, and the ends of its host names."""

    name: str
    label: str
    base_url: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One service: where it is, which variables configure it, and its models."""

    name: str = ""
    label: str
    base_url: str = ""
    base_url_env: str = ""
    key_env: str = ""
    key_optional: bool = False
    model_env: str = ""
    dialect: Dialect = "dashscope"
    no_ai: bool = False
    regions: tuple[Region, ...] = ()
    models: Mapping[str, Model] = field(default_factory=dict, hash=False)

    @property
    def region(self) -> Region | None:
        """The region that the base URL belongs to, None where nobody can tell."""
        host = urlsplit(self.base_url).hostname or ""
        for region in self.regions:
            if any(host == end or host.endswith(f".{end}") for end in region.hosts):
                return region
        return None


@dataclass(frozen=True, slots=True)
class Profile:
    """One model at one endpoint."""

    endpoint: Endpoint
    model: Model

    @property
    def name(self) -> str:
        """endpoint/model, as in dashscope/qwen3-omni-flash."""
        return f"{self.endpoint.name}/{self.model.name}"


@dataclass(frozen=True, slots=True)
class Catalog:
    """All endpoints by name, and the sources of what is said of them by id."""

    endpoints: Mapping[str, Endpoint]
    sources: Mapping[str, Source] = field(default_factory=dict)

    def profile(self, name: str) -> Profile:
        """The profile named endpoint/model; UnknownModel with a sentence."""
        left, _, right = name.partition("/")
        endpoint = self.endpoints.get(left)
        model = endpoint.models.get(right) if endpoint else None
        if endpoint is None or model is None:
            known = ", ".join(p.name for p in self.profiles())
            raise UnknownModel(f"There is no model {name!r}. Choose one of: {known}.")
        return Profile(endpoint, model)

    def profiles(self) -> tuple[Profile, ...]:
        """Every model of every endpoint, in the order of the file."""
        return tuple(
            Profile(endpoint, model)
            for endpoint in self.endpoints.values()
            for model in endpoint.models.values()
        )

    def configured(
        self, name: str, *, base_url: str = "", wire_id: str = ""
    ) -> Catalog:
        """The catalog with one endpoint's address filled in, and its prices there.

        wire_id is the id of the models that have none until a deployment names it.
        """
        found = self.endpoints[name]
        placed = replace(found, base_url=base_url or found.base_url)
        models = {
            key: _priced(_deployed(model, wire_id), placed)
            for key, model in found.models.items()
        }
        placed = replace(placed, models=MappingProxyType(models))
        return replace(self, endpoints={**self.endpoints, name: placed})

    def without(self, name: str) -> Catalog:
        """The catalog with one endpoint left out."""
        kept = {k: v for k, v in self.endpoints.items() if k != name}
        return replace(self, endpoints=kept)


def load(overlay: Path | None = None) -> Catalog:
    """The built-in catalog, with the overlay file laid over it if there is one.

    Raises BadCatalog with a sentence when either cannot be used.
    """
    tables = laid({}, opened(BUILT_IN))
    if overlay is not None:
        tables = laid(tables, signed(opened(overlay)))
    for key in tables:
        if key not in TABLES:
            known = " and ".join(map(repr, TABLES))
            raise BadCatalog(f"The catalog has no table {key!r}, only {known}.")
    sources = {
        name: read(Source, told, f"sources.{name}")
        for name, told in table(tables, "sources").items()
    }
    found = {name: _endpoint(tables, name) for name in table(tables, "endpoints")}
    _check_sources(found, sources)
    return Catalog(found, sources)


def _check_sources(
    found: Mapping[str, Endpoint], sources: Mapping[str, Source]
) -> None:
    for endpoint in found.values():
        for model in endpoint.models.values():
            for named in set(model.sources.values()) - set(sources):
                where = f"{endpoint.name}/{model.name}"
                raise BadCatalog(
                    f"{where} names a source {named!r} that is not listed."
                )


def _deployed(model: Model, wire_id: str) -> Model:
    return model if model.sent_as else replace(model, wire_id=wire_id)


def _priced(model: Model, endpoint: Endpoint) -> Model:
    """The model at the prices of its endpoint's region, where that has its own."""
    region = endpoint.region
    own = model.prices_in.get(region.name) if region else None
    return replace(model, prices=own) if own else model


def _endpoint(tables: Table, name: str) -> Endpoint:
    given = dict(table(tables, "endpoints", name))
    found = {key: _model(tables, name, key) for key in given.pop("models", {})}
    usual = variables(name, given)
    if all(model.sent_as for model in found.values()):
        del usual["model_env"]
    bare = read(Endpoint, {**usual, **given, "name": name}, f"endpoints.{name}")
    regions = [region.name for region in bare.regions]
    for model in found.values():
        for unknown in set(model.prices_in) - set(regions):
            raise BadCatalog(
                f"{name}/{model.name} has prices_in.{unknown}, which is no region of"
                f" {name}. It knows: {', '.join(regions) or 'none'}."
            )
    return replace(bare, models=MappingProxyType(found))


def _model(tables: Table, endpoint: str, name: str) -> Model:
    where = f"endpoints.{endpoint}.models.{name}"
    given = {**table(tables, "endpoints", endpoint, "models", name), "name": name}
    if not table(given, "prices").get("listed", True):
        given["prices"] = {"listed": False}
    model = read(Model, given, where)
    if model.voices and model.voice not in model.voices:
        raise BadCatalog(f"{where}.voice must be one of its voices.")
    for kind in model.inputs:
        if kind != "text" and model.limits.of(kind) == MediaLimits():
            raise BadCatalog(f"{where} takes {kind} but states no limits.{kind}.")
    if not all(map(_has_currency, [model.prices, *model.prices_in.values()])):
        raise BadCatalog(f"{where} has prices but names no currency.")
    return model


def _has_currency(prices: Prices) -> bool:
    return bool(prices.currency) or prices == Prices(
        source=prices.source, date=prices.date, listed=prices.listed
    )
