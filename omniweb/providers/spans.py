"""Cuts a length into parts that a model takes, where nobody is interrupted.

It knows times only; it cuts no file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Span = tuple[float, float]
# Of a part's most; the rest of it is where an end is looked for.
KEPT = 2 / 3


def parts(
    seconds: float, most: float, pauses: Sequence[Span], cuts: Sequence[float]
) -> list[Span]:
    """The fewest parts of at most so many seconds, one after another.

    Each ends in the middle of a pause where one lies in the last third of it, else at a
    cut there, else at the limit; never so early that one more part would be needed.
    """
    found: list[Span] = []
    start = 0.0
    while seconds - start > most:
        limit, later = start + most, math.ceil((seconds - start) / most) - 1
        # What the later parts can hold must be enough for the rest.
        least = max(start + most * KEPT, seconds - later * most)
        middles = ((begin + end) / 2 for begin, end in pauses)
        end = _last(middles, least, limit) or _last(cuts, least, limit) or limit
        found.append((start, end))
        start = end
    return [*found, (start, seconds)]


def _last(times: Iterable[float], least: float, limit: float) -> float | None:
    return max((time for time in times if least <= time <= limit), default=None)
