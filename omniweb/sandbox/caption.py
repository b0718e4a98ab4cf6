"""Fills a JSON Schema with measured facts; every text says that it is the sandbox."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from omniweb.library.measure import Measured
from omniweb.sandbox import answer

_STARTS = ("start", "from", "begin")
_ENDS = ("end", "to", "until")
MAX_DEPTH = 12
MAX_BRACES = 40
MAX_EVENTS = 200
# A shorter sound is a click of the encoder, at either end of what it cut out.
LEAST_SOUND_S, TAIL_S = 0.2, 0.6
Schema = Mapping[str, Any]
Happening = tuple[float, float, str]


def find(text: str) -> dict[str, Any] | None:
    """The first JSON Schema of an object that stands in a text."""
    decoder, at = json.JSONDecoder(), text.find("{")
    for _ in range(MAX_BRACES):
        if at < 0:
            break
        try:
            found, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and isinstance(found.get("properties"), dict):
            return found
        at = text.find("{", at + 1)
    return None


def reply(schema: Schema, seen: Sequence[Measured]) -> str:
    """A sentence of prose, then the JSON in a fence, as models like to answer.

    seen are the files of the question; a clip's sound may come beside its pictures.
    """
    filled = _Filler(schema, seen).fill(schema)
    data = json.dumps(filled, ensure_ascii=False, indent=2)
    return (
        f"{answer.OPENING} these fields hold measured facts.\n\n```json\n{data}\n```\n"
    )


def wrong(schema: Schema) -> str:
    """A reply that no reader can mend: the fields are there with other types."""
    keys = ", ".join(f"'{key}': {{'sandbox': [1, 2" for key in schema["properties"])
    return f"{answer.OPENING} this JSON is broken on purpose: {{{keys}"


def happenings(found: Measured) -> list[Happening]:
    """What can be measured of when something happens: cuts, and stretches of sound."""
    told = [(cut, cut, "Sandbox: a cut") for cut in found.cuts]
    if found.has_audio:
        edges = [0.0, *(t for quiet in found.silences for t in quiet), found.duration_s]
        loud = zip(edges[::2], edges[1::2], strict=True)
        # The picture's last frame may outlast the sound: that is no sound either.
        last = found.duration_s - TAIL_S
        told += [
            (a, b, "Sandbox: a sound")
            for a, b in loud
            if b - a >= LEAST_SOUND_S and a < last
        ]
    return sorted(told)


class _Filler:
    """Walks a schema; times stay within the file's duration."""

    def __init__(self, root: Schema, seen: Sequence[Measured]) -> None:
        found = seen[0] if seen else None
        self.root, self.seen, self.found = root, seen, found
        self.kind = found.kind if found else "text"
        self.duration = found.duration_s if found else 0.0
        facts = answer.facts(found) if found else ["No file came along."]
        self.parts = 3 if self.duration >= 6 else 1
        self.facts = [f"Sandbox: {fact}" for fact in facts]

    def fill(self, schema: Schema, name: str = "", nth: int = 0, depth: int = 0) -> Any:
        """A value for a schema; nth tells the items of a list apart."""
        schema = self._resolved(schema)
        if "const" in schema:
            return schema["const"]
        if schema.get("enum"):
            return schema["enum"][nth % len(schema["enum"])]
        kind = schema.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        if depth > MAX_DEPTH or kind == "null":
            return None
        if kind == "object" or "properties" in schema:
            return self._object(schema, nth, depth)
        if kind == "array":
            return self._list(schema, name, depth)
        if kind in ("number", "integer"):
            return self._number(schema, name, nth, whole=kind == "integer")
        return True if kind == "boolean" else self._text(schema, name, nth)

    def _resolved(self, schema: Schema) -> Schema:
        for _ in range(MAX_DEPTH):
            choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
            if "$ref" in schema:
                found: Any = self.root
                for key in str(schema["$ref"]).removeprefix("#/").split("/"):
                    found = found.get(key, {})
                schema = found
            elif choices:
                schema = choices[0]
            else:
                break
        return schema

    def _object(self, schema: Schema, nth: int, depth: int) -> dict[str, Any]:
        fields: Schema = schema.get("properties", {})
        return {k: self.fill(v, k, nth, depth + 1) for k, v in fields.items()}

    def _list(self, schema: Schema, name: str, depth: int) -> list[Any]:
        items: Schema = schema.get("items", {})
        if name == "events" and self.seen and self._is_range(items):
            told = sorted(one for found in self.seen for one in happenings(found))
            most = int(schema.get("maxItems", MAX_EVENTS))
            return [self._event(items, one) for one in told[:most]]
        least = int(schema.get("minItems", 0))
        if self._is_range(items) and not self.duration and not least:
            return []  # a picture has no times to show
        usual = self.parts if self._is_range(items) else min(3, len(self.facts))
        count = min(max(usual, least), int(schema.get("maxItems", 20)))
        return [self.fill(items, name, nth, depth + 1) for nth in range(count)]

    def _event(self, items: Schema, told: Happening) -> dict[str, Any]:
        """What happens, in the words and times of the schema's own fields."""
        start, end, text = told
        fields: dict[str, Any] = {}
        for key, schema in self._resolved(items).get("properties", {}).items():
            moment = start if _means(key, _STARTS) else end
            timed = _means(key, (*_STARTS, *_ENDS))
            plain = self._resolved(schema).get("type") in ("number", "integer")
            said = moment if plain else _clock(moment, fine=True)
            fields[key] = said if timed else text
        return fields

    def _is_range(self, items: Schema) -> bool:
        keys = self._resolved(items).get("properties", {})
        return any(_means(key, _STARTS) for key in keys)

    def _number(self, schema: Schema, name: str, nth: int, *, whole: bool) -> float:
        value = float(nth + 1)
        if _means(name, (*_STARTS, *_ENDS)):
            value = self._time(name, nth)
        least, most = schema.get("minimum", value), schema.get("maximum", value)
        value = min(max(value, least), most)
        return int(value) if whole else int(value * 100) / 100

    def _time(self, name: str, nth: int) -> float:
        """The start or end of the nth part of the file."""
        return self.duration / self.parts * (nth % self.parts + _means(name, _ENDS))

    def _text(self, schema: Schema, name: str, nth: int) -> str:
        if _means(name, (*_STARTS, *_ENDS)):
            return _clock(self._time(name, nth), fine=self.parts == 1)
        if any(word in name for word in ("keyword", "tag")):
            text = self._term(nth, hashed="hash" in name)
        else:
            known = None if nth else self._known(name)
            text = known or self.facts[nth % len(self.facts)]
        while len(text) < int(schema.get("minLength", 0)):
            text += " Measured, not understood."
        return text[: int(schema.get("maxLength", 2000))]

    def _term(self, nth: int, *, hashed: bool) -> str:
        named = [name for name, _ in self.found.colours] if self.found else []
        terms = ["sandbox", "no AI", self.kind, *named]
        term = terms[nth % len(terms)]
        return f"#{term.replace(' ', '')}" if hashed else term

    def _known(self, name: str) -> str | None:
        """A text for a field whose name says what it is for."""
        texts = {
            "headline": f"Sandbox: a measured {self.kind}",
            "audience": "Sandbox: whom this speaks to cannot be measured.",
            "action": "Sandbox: choose a real model to write this.",
            **self._measured(),
        }
        return next((say for key, say in texts.items() if key in name), None)

    def _measured(self) -> dict[str, str]:
        found = self.found
        if found is None:
            return {}
        texts = {
            "music": f"Sandbox: {answer.facts(found, 'music')[0]}",
            "descr": f"Sandbox: {' '.join(answer.facts(found))}",
        }
        if found.colours:
            size = f"{found.width} by {found.height} pixels"
            colours = answer.colour_words(found)
            texts["alt"] = f"Sandbox: {found.kind}, {size}, mostly {colours}."
            texts["mood"] = f"Sandbox: {answer.light(found)}"
        return texts


def _clock(seconds: float, *, fine: bool) -> str:
    """Minutes and seconds, with a tenth in short files; never past the second."""
    tenth = f".{int(seconds * 10) % 10}" if fine else ""
    return f"{answer.clock(seconds)}{tenth}"


def _means(name: str, words: tuple[str, ...]) -> bool:
    """Whether a field's name is one of the words, alone or with a unit."""
    return name.lower().split("_")[0] in words
