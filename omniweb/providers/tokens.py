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
    """One family's constants (protocol 6); pixels in units of side squared.

    detail: whether the request may raise what one image takes.
    """

    audio_in: float
    audio_out: float
    side: int
    image_min: int
    image_max: int
    frame_max: int
    total: int
    frames: tuple[int, int]
    detail: bool = False


# Of the vision models only the images are documented (the visual understanding guide);
# their clips are reckoned by the ranges of the Chat Completions reference.
_RULES: dict[Family, _Rules] = {
    "qwen-omni-turbo": _Rules(25, 25, 28, 4, 1280, 768, 16_384, (4, 80)),
    "qwen3-omni-flash": _Rules(12.5, 12.5, 32, 4, 1280, 768, 16_384, (2, 128)),
    "qwen3-omni-open": _Rules(13, 12.5, 32, 4, 1280, 768, 16_384, (2, 128)),
    "qwen3.5-omni": _Rules(7, 12.5, 32, 24, 1280, 640, 180_224, (2, 2048), True),
    "qwen3.8-omni-flash": _Rules(7, 0, 32, 24, 1280, 640, 180_224, (2, 2048), True),
    "qwen-vl": _Rules(0, 0, 32, 4, 2560, 640, 131_072, (4, 512), True),
}
_IMAGE_MAX_HIGH, _FRAME_MIN = 16_384, 64


@dataclass(frozen=True, slots=True)
class VideoTokens:
    """Frames taken, their size in pixels after the server's resizing, and tokens."""

    frames: int
    width: int
    height: int
    tokens: int


def audio_in(family: Family, seconds: float) -> int:
    """Tokens of that much sound as input; under a second counts as one (6.1).

    The open weights are counted by their own encoder, which knows no such least.
    """
    if family == "qwen3-omni-open":
        return _encoded(round(seconds * 100))
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

    high_resolution and max_pixels exist where the family has detail; the first wins.
    """
    rules = _RULES[family]
    area = rules.side**2
    most = rules.image_max * area
    if rules.detail:
        most = max_pixels or most
        most = _IMAGE_MAX_HIGH * area if high_resolution else most
    w, h = _resized(width, height, rules.side, rules.image_min * area, most)
    return w * h // area + 2


def video(
    family: Family,
    width: int,
    height: int,
    duration_s: float,
    fps: float = 30.0,
    rate: float = FPS,
) -> VideoTokens:
    """What a clip's pictures take (protocol 6.3); its sound comes on top.

    width and height in pixels, fps of the file that is sent: a clip at less than
    two frames a second has fewer frames to take. rate is what the service samples at;
    only the vision models let the request set it.
    """
    n = _frames(duration_s, fps, _RULES[family].frames, rate)
    return listed(family, width, height, n)


def listed(family: Family, width: int, height: int, count: int) -> VideoTokens:
    """What that many frames of a size take, be they sampled or sent as a list."""
    rules = _RULES[family]
    area = rules.side**2
    share = rules.total * area / count * FRAME_FACTOR
    least = _FRAME_MIN * area
    most = max(min(rules.frame_max * area, share), int(least * 1.05))
    w, h = _resized(width, height, rules.side, least, most)
    return VideoTokens(count, w, h, math.ceil(count / 2) * (w * h // area) + 2)


def text(words: str) -> int:
    """Tokens of a text, roughly: a character each for wide scripts, else a quarter."""
    wide = sum(1 for c in words if ord(c) >= 0x2E80)
    other = sum(1 for c in words if 0x80 <= ord(c) < 0x2E80)
    return math.ceil(wide + other / 2 + (len(words) - wide - other) / 4)


def _encoded(frames: int) -> int:
    """Tokens of so many hundredths of a second in the open encoder (protocol 6.1)."""
    whole, rest = divmod(frames, 100)
    for _ in range(3):
        rest = (rest - 1) // 2 + 1
    return whole * 13 + rest


def _frames(duration_s: float, fps: float, span: tuple[int, int], rate: float) -> int:
    least, most = span
    total = max(1, round(duration_s * fps))
    # The published code lets a last half second go, unless nothing else is left.
    kept = duration_s if duration_s % 1 > 1 / FPS else float(int(duration_s))
    top = min(most, total) // FRAME_FACTOR * FRAME_FACTOR
    return max(int(min(max(kept * rate, least), top)), 1)


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
