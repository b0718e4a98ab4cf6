"""Cuts a length into parts that a model takes, where nobody is interrupted.

It knows times only; it cuts no file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Span = tuple[float, float]
# Of the length that is meant: so far around it an end is looked for.
AROUND = 1 / 3
# A word's end fades into the pause after it, and its beginning out of the one before.
PAUSE_EDGE_S = 0.2


def parts(
    seconds: float,
    target: float,
    pauses: Sequence[Span],
    cuts: Sequence[float],
    most: float = math.inf,
) -> list[Span]:
    """Parts near the target length and of at most so many seconds, in tenths.

    Each ends in a pause as near to the target as there is one within a third of it,
    else at a cut there, else at the target. None is shorter than a third of it.
    """
    target = min(target, most)
    reach = min(most, target * (1 + AROUND))
    found: list[Span] = []
    start = 0.0
    while seconds - start > reach:
        limit = min(start + reach, seconds - target * AROUND)
        meant, least = min(start + target, limit), start + target * (1 - AROUND)
        held = (_held(pause, meant) for pause in pauses)
        end = _nearest(held, meant, least, limit)
        end = end or _nearest(cuts, meant, least, limit) or meant
        # Recipes are named in tenths of a second; down, for the most is a limit.
        end = math.floor(end * 10 + 1e-6) / 10
        found.append((start, end))
        start = end
    return [*found, (start, seconds)]


def _held(pause: Span, meant: float) -> float:
    """The moment within a pause that is nearest to the one meant, off its edges."""
    begin, end = pause
    edge = min(PAUSE_EDGE_S, (end - begin) / 2)
    return min(max(meant, begin + edge), end - edge)


def _nearest(
    times: Iterable[float], meant: float, least: float, limit: float
) -> float | None:
    inside = (time for time in times if least <= time <= limit)
    return min(inside, key=lambda time: abs(time - meant), default=None)
