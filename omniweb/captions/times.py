"""Reads times and time ranges that a model wrote; never invents one."""

from __future__ import annotations

import re
from typing import Any

from omniweb.analyses.structured import seconds

BETWEEN = re.compile(r"\s*(?:-->|->|\bto\b|[-\u2013\u2014])\s*")
# The frame sampler sees two frames a second (protocol 6.3); finer would be invented.
STEP_S = 0.5


def ranges(value: object, duration_s: float | None) -> list[dict[str, Any]]:
    """The {start, end} ranges in a value, in seconds, within the file.

    A range that runs over the end is cut there and marked clamped; one that lies
    beyond it altogether, or cannot be read, is left out.
    """
    items = value if isinstance(value, list) else [value]
    if len(items) == 2 and all(isinstance(item, int | float) for item in items):
        items = [items]
    found = (_range(item, duration_s) for item in items)
    return [item for item in found if item is not None]


def _range(value: object, duration_s: float | None) -> dict[str, Any] | None:
    start, end = _ends(value)
    if start is None:
        return None
    start, end = sorted((start, start if end is None else end))
    if duration_s is not None and start >= duration_s:
        return None
    over = duration_s is not None and end > duration_s + STEP_S
    last = _stepped(end) if duration_s is None else min(_stepped(end), duration_s)
    found: dict[str, Any] = {"start": _stepped(start), "end": last}
    if over:
        found["clamped"] = True
    return found


def _ends(value: object) -> tuple[float | None, float | None]:
    if isinstance(value, dict):
        start = value.get("start", value.get("from"))
        return seconds(start), seconds(value.get("end", value.get("to")))
    if isinstance(value, list | tuple):
        ends = [seconds(item) for item in value[:2]]
    else:
        ends = [seconds(item) for item in BETWEEN.split(str(value), maxsplit=1)]
    ends += [None] * (2 - len(ends))
    return ends[0], ends[1]


def _stepped(value: float) -> float:
    return round(value / STEP_S) * STEP_S
