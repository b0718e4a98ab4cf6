"""Endpoints and models as data, read from TOML; it never opens a connection."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from omniweb.providers.capabilities import MediaLimits, Model
from omniweb.providers.toml_values import BadCatalog, merged, read

Dialect = Literal["dashscope", "fireworks", "aimlapi", "vllm"]

BUILT_IN = Path(__file__).with_name("catalog.toml")


class UnknownModel(LookupError):
    """No endpoint of the catalog has a model of that name."""


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
    models: Mapping[str, Model] = field(default_factory=dict, hash=False)


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
    """All endpoints, by name."""

    endpoints: Mapping[str, Endpoint]

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
        models = {
            key: replace(model, wire_id=wire_id or model.wire_id)
            for key, model in found.models.items()
        }
        url = base_url or found.base_url
        placed = replace(found, base_url=url, models=MappingProxyType(models))
        return Catalog(MappingProxyType({**self.endpoints, name: placed}))

    def without(self, name: str) -> Catalog:
        """The catalog with one endpoint left out."""
        kept = {k: v for k, v in self.endpoints.items() if k != name}
        return Catalog(MappingProxyType(kept))


def load(overlay: Path | None = None) -> Catalog:
    """The built-in catalog, with the overlay file laid over it if there is one.

    Raises BadCatalog with a sentence when either cannot be used.
    """
    tables = _toml(BUILT_IN)
    if overlay is not None:
        tables = merged(tables, _toml(overlay))
    for key in tables:
        if key != "endpoints":
            raise BadCatalog(f"The catalog has no table {key!r}, only 'endpoints'.")
    found = {name: _endpoint(tables, name) for name in _table(tables, "endpoints")}
    return Catalog(MappingProxyType(found))


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
    bare = read(Endpoint, {**table, "name": name}, f"endpoints.{name}")
    return replace(bare, models=MappingProxyType(found))


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
