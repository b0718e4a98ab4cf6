"""How many tokens media and text take, by the published formulas; no prices here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from omniweb.providers.capabilities import Family

FPS = 2
FRAME_FACTOR = 2
# 20 text tokens were spoken in 83 / 12.5 s, three a second (protocol 1.3).
TEXT_TOKENS_PER_SPOKEN_SECOND = 3.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """One family's constants (protocol 6); pixels in units of side squared."""

    audio_in: float
    audio_out: float
    side: int
    image_min: int
    frame_max: int
    total: int
    frames: tuple[int, int]


_RULES: dict[Family, _Rules] = {
    "qwen-omni-turbo": _Rules(25, 25, 28, 4, 768, 16_384, (4, 80)),
    "qwen3-omni-flash": _Rules(12.5, 12.5, 32, 4, 768, 16_384, (2, 128)),
    "qwen3.5-omni": _Rules(7, 12.5, 32, 24, 640, 180_224, (2, 2048)),
    "qwen3.8-omni-flash": _Rules(7, 0, 32, 24, 640, 180_224, (2, 2048)),
}
_IMAGE_MAX, _IMAGE_MAX_HIGH, _FRAME_MIN = 1280, 16_384, 64


@dataclass(frozen=True, slots=True)
class VideoTokens:
    """Frames taken, their size in pixels after the server's resizing, and tokens."""

    frames: int
    width: int
    height: int
    tokens: int


def audio_in(family: Family, seconds: float) -> int:
    """Tokens of that much sound as input; under a second counts as one (6.1)."""
    return math.ceil(max(1.0, seconds) * _RULES[family].audio_in)


def audio_out(family: Family, seconds: float) -> int:
    """Tokens of that much speech as output; 0 where the family does not speak (6.1)."""
    return math.ceil(max(1.0, seconds) * _RULES[family].audio_out)


def spoken(family: Family, text_tokens: int) -> int:
    """Speech tokens for a text of that many tokens; a rough guess."""
    return audio_out(family, text_tokens / TEXT_TOKENS_PER_SPOKEN_SECOND)


def image(
    family: Family,
    width: int,
    height: int,
    *,
    high_resolution: bool = False,
    max_pixels: int | None = None,
) -> int:
    """Tokens of one image of that size in pixels (protocol 6.2).

    high_resolution and max_pixels exist for 3.5 and 3.8 alone; the first one wins.
    """
    rules = _RULES[family]
    area = rules.side**2
    most = _IMAGE_MAX * area
    if rules.image_min == 24:
        most = max_pixels or most
        most = _IMAGE_MAX_HIGH * area if high_resolution else most
    w, h = _resized(width, height, rules.side, rules.image_min * area, most)
    return w * h // area + 2


def video(
    family: Family, width: int, height: int, duration_s: float, fps: float = 30.0
) -> VideoTokens:
    """What a clip's pictures take (protocol 6.3); its sound comes on top.

    width and height in pixels, fps of the file that is sent: a clip at less than
    two frames a second has fewer frames to take.
    """
    rules = _RULES[family]
    n = _frames(duration_s, fps, rules.frames)
    area = rules.side**2
    share = rules.total * area / n * FRAME_FACTOR
    least = _FRAME_MIN * area
    most = max(min(rules.frame_max * area, share), int(least * 1.05))
    w, h = _resized(width, height, rules.side, least, most)
    return VideoTokens(n, w, h, math.ceil(n / 2) * (w * h // area) + 2)


def text(words: str) -> int:
    """Tokens of a text, roughly: a character each for wide scripts, else a quarter."""
    wide = sum(1 for c in words if ord(c) >= 0x2E80)
    other = sum(1 for c in words if 0x80 <= ord(c) < 0x2E80)
    return math.ceil(wide + other / 2 + (len(words) - wide - other) / 4)


def _frames(duration_s: float, fps: float, span: tuple[int, int]) -> int:
    least, most = span
    total = max(1, round(duration_s * fps))
    # The published code lets a last half second go, unless nothing else is left.
    kept = duration_s if duration_s % 1 > 1 / FPS else float(int(duration_s))
    top = min(most, total) // FRAME_FACTOR * FRAME_FACTOR
    return max(int(min(max(kept * FPS, least), top)), 1)


def _resized(
    width: int, height: int, side: int, least: float, most: float
) -> tuple[int, int]:
    w, h = (max(side, round(x / side) * side) for x in (width, height))
    if w * h > most:
        shrink = math.sqrt(width * height / most)
        w, h = (max(side, int(x / shrink / side) * side) for x in (width, height))
    elif w * h < least:
        grow = math.sqrt(least / (width * height))
        w, h = (math.ceil(x * grow / side) * side for x in (width, height))
    return w, h
