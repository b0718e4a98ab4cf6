"""A slideshow as its pictures, each once, and the moments at which they appear.

It knows times only; it opens no file and makes no picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from omniweb.facts import MediaFacts
from omniweb.providers.clock import clock

# So long after a change a transition is over, and the picture rests.
REST_S = 0.25


def appearing(
    facts: MediaFacts, span: tuple[float, float] | None = None
) -> tuple[float, ...]:
    """When the pictures of a part appear; the one that stands at its start is first.

    Nothing where nobody looked for changes.
    """
    start, end = span or (0.0, facts.duration_s or 0.0)
    if not facts.changes:
        return ()
    return (start, *(moment for moment in facts.changes if start < moment < end))


def resting(moments: Sequence[float], end: float) -> list[float]:
    """When to look at each picture: a little after it appears, while it stands."""
    return [
        min(moment + REST_S, (moment + gone) / 2)
        for moment, gone in pairwise((*moments, end))
    ]


def told(moments: Sequence[float]) -> str:
    """The moments in words, for a model that is shown the pictures alone."""
    if not moments:
        return ""
    times = ", ".join(clock(moment) for moment in moments)
    return f"The pictures are from these moments of the clip: {times}."
