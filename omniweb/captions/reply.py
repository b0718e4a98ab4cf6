"""Reads a model's reply into a draft, field by field; never asks a model anything."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from omniweb.analyses.structured import json_object
from omniweb.captions import forms, times
from omniweb.captions.schema import Field, Schema

WHOLE = "reply"
UNREADABLE = "The reply holds no JSON object."
SEPARATORS = re.compile(r"\s*[\n;,•]\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be taken from a reply.

    errors: field key, or "reply" for the whole, to sentences. evidence: field key
    to {start, end} ranges in seconds.
    """

    data: dict[str, Any]
    evidence: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)


def parse(text: str, schema: Schema, *, duration_s: float | None) -> Draft:
    """The draft in a reply: each field that fits is taken, the others are named."""
    found = json_object(text)
    if found is None:
        empty = {f.key: f.empty for f in schema.fields}
        return Draft(data=empty, errors={WHOLE: [UNREADABLE]})
    given = {f.key: _coerced(f, found.get(f.key)) for f in schema.fields}
    data, errors = forms.check(schema, given)
    said = found.get("evidence")
    shown = {
        f.key: times.ranges(said[f.key], duration_s)
        for f in schema.fields
        if f.evidence and isinstance(said, dict) and f.key in said
    }
    evidence = {key: ranges for key, ranges in shown.items() if ranges}
    return Draft(data=data, evidence=evidence if duration_s else {}, errors=errors)


def mended(first: Draft, second: Draft) -> Draft:
    """The first draft, with the second's values where the first had faults."""
    if WHOLE in first.errors:
        return replace(second, evidence=second.evidence or first.evidence)
    if WHOLE in second.errors:
        return first
    taken = {key: second.data[key] for key in first.errors}
    left = {k: v for k, v in second.errors.items() if k in first.errors}
    return replace(first, data={**first.data, **taken}, errors=left)


def _coerced(field: Field, value: Any) -> Any:
    """A value of the wrong type as the nearest of the right one."""
    if field.kind == "spans":
        return value if isinstance(value, list) else []
    if field.kind == "list":
        return _items(value)
    if isinstance(value, list):
        value = ", ".join(str(item) for item in value)
    if isinstance(value, dict):
        words = list(value.values())
        plain = all(isinstance(word, str) for word in words)
        value = ", ".join(words) if plain else ""
    text = "" if value is None else str(value).strip()
    if field.kind == "choice":
        exact = {choice.casefold(): choice for choice in field.choices}
        return exact.get(text.casefold(), text)
    return text


def _items(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [_item(item) for item in value if item not in (None, "")]
    return [] if value is None else SEPARATORS.split(str(value).strip())


def _item(item: Any) -> str:
    if isinstance(item, dict):
        return ": ".join(str(part) for part in item.values())
    return str(item).strip()
