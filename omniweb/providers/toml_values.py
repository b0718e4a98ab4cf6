"""Reads TOML tables into frozen values; refuses with a sentence, never guesses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from types import MappingProxyType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


class BadCatalog(ValueError):
    """A catalog file says something that omniweb cannot use."""


def read(cls: type[T], table: object, where: str) -> T:
    """One table as the dataclass cls.

    Raises BadCatalog with a sentence that names the place, for a setting that is
    unknown, missing or of the wrong kind.
    """
    if not isinstance(table, dict):
        raise BadCatalog(f"{where} must be a table.")
    hints = get_type_hints(cls)
    for key in table:
        if key not in hints:
            raise BadCatalog(
                f"{where} has no setting {key!r}. It knows: {_names(hints)}."
            )
    for field in fields(cls):  # type: ignore[arg-type]
        required = field.default is MISSING and field.default_factory is MISSING
        if required and field.name not in table:
            raise BadCatalog(f"{where} needs a setting {field.name!r}.")
    return cls(**{k: _value(hints[k], v, f"{where}.{k}") for k, v in table.items()})


def merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """base with over laid on it: tables key by key, everything else replaced."""
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            value = merged(below, value)
        result[key] = value
    return result


def _value(hint: Any, value: object, where: str) -> Any:
    origin = get_origin(hint)
    if origin is UnionType:
        return _value(get_args(hint)[0], value, where)
    if origin is Literal:
        return _one_of(get_args(hint), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise BadCatalog(f"{where} must be a list.")
        return tuple(_value(get_args(hint)[0], v, where) for v in value)
    if origin is Mapping:
        return _mapping(get_args(hint)[1], value, where)
    if is_dataclass(hint):
        return read(hint, value, where)  # type: ignore[arg-type]
    return _scalar(hint, value, where)


def _mapping(hint: Any, value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadCatalog(f"{where} must be a table.")
    read_values = {k: _value(hint, v, f"{where}.{k}") for k, v in value.items()}
    return MappingProxyType(read_values)


def _one_of(allowed: tuple[Any, ...], value: object, where: str) -> Any:
    if value not in allowed:
        raise BadCatalog(f"{where} must be one of {_names(allowed)}, not {value!r}.")
    return value


def _scalar(hint: Any, value: object, where: str) -> Any:
    if hint in (bool, str):
        if type(value) is not hint:
            kind = "true or false" if hint is bool else "a text in quotes"
            raise BadCatalog(f"{where} must be {kind}, not {value!r}.")
        return value
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    whole = isinstance(value, int) or hint is not int
    if not number or not whole or not Decimal(str(value)).is_finite():
        raise BadCatalog(f"{where} must be a number, not {value!r}.")
    if Decimal(str(value)) < 0:
        raise BadCatalog(f"{where} must not be negative, but is {value}.")
    return hint(value)


def _names(known: Any) -> str:
    return ", ".join(sorted(map(str, known)))
