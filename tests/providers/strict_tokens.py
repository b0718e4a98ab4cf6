"""Input tokens, written once more from protocol 6 and the vision guide alone.

Nothing here is taken from omniweb.providers: two writings of one page that agree are
worth more than one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Formula:
    """One column of the tables 6.1 to 6.3; areas in squares of side f."""

    f: int = 32
    a_second: float = 0
    image_least: int = 4
    image_most: int = 1280
    frame_most: int = 768
    total: int = 16_384
    frames: tuple[int, int] = (2, 128)


TURBO = Formula(f=28, a_second=25, frames=(4, 80))
FLASH3 = Formula(a_second=12.5)
# vLLM counts the prompt by the open encoder: 13 tokens for each hundred mel frames.
OPEN = Formula(a_second=-13)
OMNI35 = Formula(
    a_second=7, image_least=24, frame_most=640, total=180_224, frames=(2, 2048)
)
FLASH38 = OMNI35
# The vision guide gives the image's limits (2560 tokens unless more is asked for) and
# no clip's; those are the Chat Completions reference's (protocol 3.2) and P5's frames.
VISION = Formula(image_most=2560, frame_most=640, total=180_224, frames=(4, 512))
VISION_HIGH = Formula(image_most=16_384)


def audio(formula: Formula, seconds: float) -> int:
    """Table 6.1: under a second counts as one; fractions are rounded up."""
    if formula.a_second < 0:
        return encoded(round(100 * seconds))
    return math.ceil(formula.a_second * max(1, seconds))


def encoded(length: int) -> int:
    """The open encoder's own lines, as table 6.1 quotes them."""
    r = length % 100
    f = (r - 1) // 2 + 1
    return ((f - 1) // 2 + 1 - 1) // 2 + 1 + (length // 100) * 13


def image(formula: Formula, width: int, height: int) -> int:
    """Section 6.2."""
    f, square = formula.f, formula.f**2
    h, w = resized(
        formula,
        height,
        width,
        formula.image_least * square,
        formula.image_most * square,
    )
    return h * w // (f * f) + 2


def resized(
    formula: Formula, height: int, width: int, least: float, most: float
) -> tuple[int, int]:
    """Rounded to whole squares; floored above the most, raised below the least."""
    f = formula.f
    h, w = max(f, round(height / f) * f), max(f, round(width / f) * f)
    if h * w > most:
        beta = math.sqrt(height * width / most)
        # A strip thinner than one square still takes one.
        h = max(f, math.floor(height / beta / f) * f)
        w = max(f, math.floor(width / beta / f) * f)
    elif h * w < least:
        beta = math.sqrt(least / (height * width))
        h, w = math.ceil(height * beta / f) * f, math.ceil(width * beta / f) * f
    return h, w


def sampled(formula: Formula, seconds: float, total: int, rate: float = 2) -> int:
    """How many of a clip's frames are looked at (6.3)."""
    least, most = formula.frames
    whole = math.floor(seconds)
    kept = seconds if seconds - whole > 0.5 else whole
    top = min(most, total) // 2 * 2
    return max(1, int(min(max(kept * rate, least), top)))


def frames(formula: Formula, width: int, height: int, n: int) -> int:
    """What n frames take, listed or looked at; they are merged in pairs (6.3)."""
    f = formula.f
    least = 64 * f * f
    share = formula.total * f * f / n * 2
    most = max(min(formula.frame_most * f * f, share), int(least * 1.05))
    h, w = resized(formula, height, width, least, most)
    return math.ceil(n / 2) * (h // f) * (w // f) + 2


def text(words: str) -> int:
    """No document gives a formula; the least that is usual, a quarter of a letter."""
    wide = sum(ord(letter) >= 0x2E80 for letter in words)
    return wide + (len(words) - wide) // 4
