"""Lays the catalog's tables over one another; it knows no limits and no rules.

A model's table is made complete first: what it extends, or what stands below, and
then its own. So an overlay that changes one model changes no other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from omniweb.providers.toml_values import BadCatalog, merged

Table = dict[str, Any]

# What an overlay says without naming a source has this one.
OWN = "overlay"
OWN_SOURCE = {"title": "Your catalogue file", "date": "", "trust": "told"}
# What a model costs at one endpoint says nothing of another.
PRICED = ("prices", "prices_in", "rates")
UNSOURCED = ("label", "extends", "sources")


def opened(path: Path) -> Table:
    """A file's tables; BadCatalog with a sentence when it cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError) as error:
        raise BadCatalog(f"The catalog {path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadCatalog(f"The catalog {path} is not valid TOML: {error}.") from error


def table(tables: Table, *path: str) -> Table:
    """The table at a path, empty where there is none."""
    found: Any = tables
    for key in path:
        found = found.get(key, {}) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        raise BadCatalog(f"{'.'.join(path)} must be a table.")
    return found


def laid(below: Table, over: Table) -> Table:
    """below, which is complete already, with over on it and every model complete."""
    result = merged(below, over)
    places = {}
    for name in table(result, "endpoints"):
        place = table(result, "endpoints", name)
        models = {
            model: _complete(below, over, f"{name}/{model}", ())
            for model in table(place, "models")
        }
        places[name] = {**place, "models": models}
    return {**result, "endpoints": places}


def signed(overlay: Table) -> Table:
    """An overlay that says of each of its settings where it comes from."""
    sources = {OWN: OWN_SOURCE, **table(overlay, "sources")}
    endpoints = {}
    for name in table(overlay, "endpoints"):
        place = table(overlay, "endpoints", name)
        models = {
            key: _signed(table(place, "models", key), sources)
            for key in table(place, "models")
        }
        endpoints[name] = {**place, "models": models}
    return {**overlay, "sources": sources, "endpoints": endpoints}


def _complete(below: Table, over: Table, model: str, seen: tuple[str, ...]) -> Table:
    """One model's table: what it builds on, and on it what over says."""
    endpoint, _, name = model.partition("/")
    own = dict(table(over, "endpoints", endpoint, "models", name))
    base = own.pop("extends", None)
    start = table(below, "endpoints", endpoint, "models", name)
    if base is not None:
        if not isinstance(base, str) or base in seen or base.count("/") != 1:
            raise BadCatalog(f"{model} cannot extend {base!r}.")
        start = _complete(below, over, base, (*seen, base))
        if base.partition("/")[0] != endpoint:
            start = _elsewhere(start)
    result = merged(start, own)
    if "prices" in own:
        # With prices of its own a model has no regional ones but those it names too.
        regional = table(result, "prices_in")
        named = table(own, "prices_in")
        result["prices_in"] = {k: v for k, v in regional.items() if k in named}
    return result


def _elsewhere(model: Table) -> Table:
    """What holds of a model at another endpoint too."""
    sources = table(model, "sources")
    kept = {k: v for k, v in sources.items() if k.partition(".")[0] not in PRICED}
    rest = {key: value for key, value in model.items() if key not in PRICED}
    return {**rest, "sources": kept}


def _signed(model: Table, sources: Table) -> Table:
    named = table(model, "sources")
    origins = {leaf: _origin(leaf, named) for leaf in _leaves(model)}
    result = {**model, "sources": {**named, **origins}}
    source = sources.get(_origin("prices", named))
    if "prices" in model:
        result["prices"] = _priced(table(model, "prices"), source)
    if "prices_in" in model:
        result["prices_in"] = {
            region: _priced(table(model, "prices_in", region), source)
            for region in table(model, "prices_in")
        }
    return result


def _priced(prices: Table, source: Any) -> Table:
    """Prices that say whose they are, not whose the ones below were."""
    told = source if isinstance(source, dict) and "source" not in prices else {}
    mine = {"source": told.get("title", ""), "date": told.get("date", "")}
    return {"listed": True, **mine, **prices}


def _leaves(model: Table, start: str = "") -> Iterator[str]:
    for key, value in model.items():
        if not start and key in UNSOURCED:
            continue
        if isinstance(value, dict):
            yield from _leaves(value, f"{start}{key}.")
        else:
            yield f"{start}{key}"


def _origin(setting: str, named: Table) -> str:
    """The source that an overlay names for a setting, by the longest part of it."""
    parts = setting.split(".")
    for end in range(len(parts), 0, -1):
        found = named.get(".".join(parts[:end]))
        if isinstance(found, str):
            return found
    return OWN
