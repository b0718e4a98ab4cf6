"""Caption schemas as data, read from TOML; never what a model or a person wrote."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

FieldKind = Literal["text", "long_text", "list", "choice", "number", "spans"]
FOLDER = Path(__file__).with_name("schemas")


class UnknownSchema(LookupError):
    """No schema has that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One named field of a caption.

    max_chars counts each item of a list. 0 and None mean no limit. evidence asks
    for the time ranges, in audio and video, that show what the field says.
    """

    key: str
    label: str
    kind: FieldKind
    instruction: str
    required: bool = True
    max_chars: int = 0
    max_items: int = 0
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    evidence: bool = False

    @property
    def many(self) -> bool:
        """Whether the value is a list."""
        return self.kind in ("list", "spans")

    @property
    def empty(self) -> Any:
        """What stands where nothing was said."""
        if self.many:
            return []
        return None if self.kind == "number" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A named list of fields; version goes up whenever their meaning changes."""

    name: str
    label: str
    version: int
    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """The field of that key; KeyError when there is none."""
        return {field.key: field for field in self.fields}[key]


def names() -> tuple[str, ...]:
    """The names of all schemas."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load(name: str) -> Schema:
    """The schema of that name; UnknownSchema with a sentence."""
    if name not in names():
        known = ", ".join(names())
        raise UnknownSchema(f"There is no schema {name!r}. Choose one of: {known}.")
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    return TypeAdapter(Schema).validate_python(tomllib.loads(text))


def json_schema(schema: Schema, *, timed: bool) -> dict[str, Any]:
    """The schema as JSON Schema; timed adds the time ranges of evidence."""
    properties = {field.key: _property(field) for field in schema.fields}
    shown = [field.key for field in schema.fields if field.evidence]
    if timed and shown:
        properties["evidence"] = {
            "type": "object",
            "description": "When each of these fields is seen or heard.",
            "properties": {key: _ranges() for key in shown},
        }
    return {
        "type": "object",
        "properties": properties,
        "required": [field.key for field in schema.fields if field.required],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    described = {"description": field.instruction}
    if field.kind == "spans":
        return {**described, **_ranges(text=True)}
    if field.kind == "list":
        listed: dict[str, Any] = {"type": "array", "items": _text(field)}
        if field.max_items:
            listed["maxItems"] = field.max_items
        return {**described, **listed}
    return {**described, **(_number(field) if field.kind == "number" else _text(field))}


def _text(field: Field) -> dict[str, Any]:
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    limit = {"maxLength": field.max_chars} if field.max_chars else {}
    return {"type": "string", **limit}


def _number(field: Field) -> dict[str, Any]:
    bounds = {"minimum": field.minimum, "maximum": field.maximum}
    return {"type": "number", **{k: v for k, v in bounds.items() if v is not None}}


def _ranges(*, text: bool = False) -> dict[str, Any]:
    clock = {"type": "string", "description": "minutes:seconds, as in 1:04"}
    properties: dict[str, Any] = {"start": clock, "end": clock}
    if text:
        properties["text"] = {"type": "string"}
    return {"type": "array", "items": {"type": "object", "properties": properties}}
