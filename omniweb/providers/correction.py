"""Learns from settled calls by how much estimates were off; it never asks the ledger.

A correction is one factor for each kind of token. It is learned from what the
formulas alone said, never from an estimate that was corrected already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from omniweb.providers.plan import Tokens

INTO = ("text_in", "image_in", "video_in", "audio_in")
OUT = ("text_out", "audio_out", "reasoning_out")
# A few odd answers must not move an estimate, and nothing may move it out of sight.
_FEWEST = 3
_LEAST, _MOST = 0.05, 20.0
# Formulas that are right stay untouched by the rounding of small counts.
_EXACT = 0.005

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What to multiply each count by, and how many runs taught it."""

    text_in: float = 1.0
    image_in: float = 1.0
    video_in: float = 1.0
    audio_in: float = 1.0
    text_out: float = 1.0
    audio_out: float = 1.0
    reasoning_out: float = 1.0
    runs: int = 0

    def applied(self, tokens: Tokens) -> Tokens:
        """These counts corrected; what is sent at all stays at one token or more."""
        counts = {name: self._scaled(name, tokens) for name in INTO + OUT}
        return replace(tokens, **counts)

    def _scaled(self, name: str, tokens: Tokens) -> int:
        count: int = getattr(tokens, name)
        factor: float = getattr(self, name)
        return max(1, round(count * factor)) if count > 0 else count


NONE = Correction()


def learned(pairs: Sequence[tuple[Counts, Counts]]) -> Correction:
    """The correction that (formula, actual) counts of recent runs ask for.

    Each factor is the median of what the runs say of it; with fewer than three
    of them it stays 1.
    """
    samples: dict[str, list[float]] = {name: [] for name in INTO + OUT}
    for formula, actual in pairs:
        for name, ratio in _ratios(formula, actual).items():
            samples[name].append(ratio)
    enough = {name: found for name, found in samples.items() if len(found) >= _FEWEST}
    factors = {name: _factor(found) for name, found in enough.items()}
    runs = max((len(found) for found in enough.values()), default=0)
    return replace(NONE, **factors, runs=runs)


def _ratios(formula: Counts, actual: Counts) -> dict[str, float]:
    """What one run says of each count; nothing of what it leaves open.

    Some endpoints count their input in one number: then each part is off by as much
    as the whole. Speech or thought that was expected and did not come says nothing,
    and neither does the text beside it, which may hold its tokens.
    """
    into, out = (_expected(formula, side) for side in (INTO, OUT))
    found = _apart(into, actual) or _together(into, actual)
    return {**found, **_apart(out, actual)}


def _expected(formula: Counts, side: tuple[str, ...]) -> dict[str, int]:
    return {name: formula[name] for name in side if formula.get(name, 0) > 0}


def _apart(expected: Counts, actual: Counts) -> dict[str, float]:
    if not all(actual.get(name, 0) > 0 for name in expected):
        return {}
    return {name: actual[name] / count for name, count in expected.items()}


def _together(expected: Counts, actual: Counts) -> dict[str, float]:
    whole = sum(actual.get(name, 0) for name in INTO)
    if not expected or whole <= 0:
        return {}
    return dict.fromkeys(expected, whole / sum(expected.values()))


def _factor(ratios: Sequence[float]) -> float:
    middle = median(ratios)
    if abs(middle - 1) <= _EXACT:
        return 1.0
    return min(_MOST, max(_LEAST, middle))
