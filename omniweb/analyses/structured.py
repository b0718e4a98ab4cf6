"""Reads what a model found in a part of a clip, however it wrote it; never asks it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

import json_repair

from omniweb.providers.clock import clock
from omniweb.providers.spans import Span

CLOCK = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2}(?:[.,]\d+)?)")
PLAIN = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:s|sec|secs|seconds?)?")
# A model that counts frames is off by one of them at the end.
SLACK_S = 0.5
MOST_EVENTS, LONGEST_TEXT = 400, 500
EVENT = {
    "type": "object",
    "properties": {
        "start": {"type": "number", "description": "seconds from the part's start"},
        "end": {"type": "number", "description": "seconds from the part's start"},
        "text": {"type": "string"},
    },
    "required": ["start", "end", "text"],
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "answer": {"type": "string"},
        "events": {"type": "array", "items": EVENT},
    },
    "required": ["answer", "events"],
    "additionalProperties": False,
}
Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a part's reply says; events are {start, end, text} in the clip's seconds.

    notes are sentences about what was put right.
    """

    text: str
    events: tuple[Event, ...] = ()
    notes: tuple[str, ...] = ()


def found_in(text: str, span: Span) -> Found | None:
    """What a reply about the part says, with the clip's own times; None if unreadable.

    An event that runs over the part's end is cut there; one that lies beyond it, or
    has no readable time, is left out. Both are said.
    """
    told = json_object(text)
    answer, listed = (told or {}).get("answer"), (told or {}).get("events")
    if not isinstance(answer, str) and not isinstance(listed, list):
        return None
    said = answer.strip() if isinstance(answer, str) else ""
    items = listed if isinstance(listed, list) else []
    read = [_event(item, span) for item in items[:MOST_EVENTS]]
    kept = [event for event in read if event is not None]
    found = Found(said, tuple(sorted(map(_told, kept), key=lambda one: one["start"])))
    cut = sum(bool(event.get("cut")) for event in kept)
    return replace(found, notes=_notes(span, len(items) - len(kept), cut))


def json_object(text: str) -> dict[str, Any] | None:
    """The JSON object in a reply, through fences, prose and trailing commas."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        found = json.JSONDecoder().raw_decode(text, start)[0]
    except ValueError:
        found = json_repair.loads(text[start:])
    if isinstance(found, list):  # the object, and what json_repair made of the prose
        found = next((item for item in found if isinstance(item, dict)), None)
    return found if isinstance(found, dict) and found else None


def seconds(value: object) -> float | None:
    """A time in seconds from 64, "1:04", "0:01:04.5" or "64 s"; else None."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if value >= 0 else None
    text = str(value).strip().strip("[]()")
    if found := CLOCK.fullmatch(text):
        hours, minutes, rest = found.groups()
        whole = int(hours or 0) * 3600 + int(minutes) * 60
        return whole + float(rest.replace(",", "."))
    if found := PLAIN.fullmatch(text):
        return float(found.group(1).replace(",", "."))
    return None


def _event(item: object, span: Span) -> Event | None:
    if not isinstance(item, dict):
        return None
    start, end = seconds(item.get("start")), seconds(item.get("end"))
    text = " ".join(str(item.get("text") or "").split())[:LONGEST_TEXT]
    length = span[1] - span[0]
    if start is None or not text or start >= length + SLACK_S:
        return None
    end = start if end is None else max(start, end)
    return {
        "start": round(span[0] + min(start, length), 2),
        "end": round(span[0] + min(end, length), 2),
        "text": text,
        "cut": end > length + SLACK_S,
    }


def _told(event: Event) -> Event:
    return {name: event[name] for name in ("start", "end", "text")}


def _notes(span: Span, dropped: int, cut: int) -> tuple[str, ...]:
    where = f"In the part from {clock(span[0])} to {clock(span[1])}"
    notes = []
    if dropped:
        notes.append(f"{where} {_events(dropped)} left out, with times outside it.")
    if cut:
        notes.append(f"{where} {_events(cut)} cut at its end.")
    return tuple(notes)


def _events(count: int) -> str:
    return f"{count} event was" if count == 1 else f"{count} events were"
