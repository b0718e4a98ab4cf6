"""Endpoints and models as data, read from TOML; it never opens a connection."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal
from urllib.parse import urlsplit

from omniweb.providers.capabilities import MediaLimits, Model
from omniweb.providers.toml_values import BadCatalog, merged, read

Dialect = Literal["dashscope", "fireworks", "aimlapi", "vllm"]

BUILT_IN = Path(__file__).with_name("catalog.toml")
TABLES = ("sources", "endpoints")


class UnknownModel(LookupError):
    """No endpoint of the catalog has a model of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where facts of the catalog come from, of when, and how far to trust them.

    trust: documented (official), code (published programs), told (third parties),
    assumed (nobody says; the safer of two readings).
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
        """The catalog with one endpoint's address, or deployed model id, filled in."""
        found = self.endpoints[name]
        placed = replace(found, base_url=base_url or found.base_url)
        models = {
            key: _priced(replace(model, wire_id=wire_id or model.wire_id), placed)
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
    tables = _toml(BUILT_IN)
    if overlay is not None:
        tables = merged(tables, _toml(overlay))
    for key in tables:
        if key not in TABLES:
            known = " and ".join(map(repr, TABLES))
            raise BadCatalog(f"The catalog has no table {key!r}, only {known}.")
    sources = {
        name: read(Source, table, f"sources.{name}")
        for name, table in _table(tables, "sources").items()
    }
    found = {name: _endpoint(tables, name) for name in _table(tables, "endpoints")}
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


def _priced(model: Model, endpoint: Endpoint) -> Model:
    """The model at the prices of its endpoint's region, where that has its own."""
    region = endpoint.region
    own = model.prices_in.get(region.name) if region else None
    return replace(model, prices=own) if own else model


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        raise BadCatalog(f"The catalog {path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadCatalog(f"The catalog {path} is not valid TOML: {error}.") from error


def _endpoint(tables: dict[str, Any], name: str) -> Endpoint:
    table = dict(_table(tables, "endpoints", name))
    models = _table(tables, "endpoints", name, "models")
    found = {key: _model(tables, name, key) for key in models}
    table.pop("models", None)
    given = {"key_env": f"{variable(name)}_API_KEY", **table, "name": name}
    given.setdefault("base_url_env", f"{variable(name)}_BASE_URL")
    bare = read(Endpoint, given, f"endpoints.{name}")
    return replace(bare, models=MappingProxyType(found))


def variable(name: str) -> str:
    """How the names of an endpoint's variables begin, unless it names them itself."""
    return re.sub(r"\W", "_", name).upper()


def _model(tables: dict[str, Any], endpoint: str, name: str) -> Model:
    where = f"endpoints.{endpoint}.models.{name}"
    table = {**_extended(tables, endpoint, name, ()), "name": name}
    if not table.get("prices", {}).get("listed", True):
        table["prices"] = {"listed": False}
    model = read(Model, table, where)
    if model.voices and model.voice not in model.voices:
        raise BadCatalog(f"{where}.voice must be one of its voices.")
    for kind in model.inputs:
        if kind != "text" and model.limits.of(kind) == MediaLimits():
            raise BadCatalog(f"{where} takes {kind} but states no limits.{kind}.")
    return model


def _extended(
    tables: dict[str, Any], endpoint: str, name: str, seen: tuple[str, ...]
) -> dict[str, Any]:
    own = dict(_table(tables, "endpoints", endpoint, "models", name))
    base = own.pop("extends", None)
    if base is None:
        return own
    if not isinstance(base, str) or base in seen or base.count("/") != 1:
        raise BadCatalog(f"{endpoint}/{name} cannot extend {base!r}.")
    other, _, model = base.partition("/")
    return merged(_extended(tables, other, model, (*seen, base)), own)


def _table(tables: dict[str, Any], *path: str) -> dict[str, Any]:
    found: Any = tables
    for key in path:
        found = found.get(key, {}) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        raise BadCatalog(f"{'.'.join(path)} must be a table.")
    return found
