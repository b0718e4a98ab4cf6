"""A card of known colours: drawn in any colour space, and read back from a picture.

Four corners tell how it stands, six patches whether its colours are right.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageDraw, ImageStat

from tests.library.clips import CORNERS

Colour = tuple[int, int, int]
SIZE = (400, 240)
PATCHES: tuple[Colour, ...] = (
    (200, 60, 50),
    (60, 140, 70),
    (50, 80, 170),
    (230, 200, 60),
    (128, 128, 128),
    (40, 36, 44),
)
# How much of these patches covers what lies below, where a picture has such a thing.
ALPHAS = {PATCHES[0]: 128, PATCHES[1]: 0}


def places(size: tuple[int, int]) -> list[tuple[Colour, tuple[int, int, int, int]]]:
    """Each colour with the box that it fills."""
    width, height = size
    w, h, step = width // 4, height // 4, width / len(PATCHES)
    corners = (0, 0), (width - w, 0), (width - w, height - h), (0, height - h)
    found = [
        (colour, (x, y, x + w, y + h))
        for colour, (x, y) in zip(CORNERS, corners, strict=True)
    ]
    for n, colour in enumerate(PATCHES):
        box = round(n * step), h, round((n + 1) * step), height - h
        found.append((colour, box))
    return found


def drawn(
    mode: str = "RGB",
    coded: Callable[[Colour], Any] = lambda colour: colour,
    size: tuple[int, int] = SIZE,
) -> Image.Image:
    """The card in a mode, each colour as coded says."""
    image = Image.new(mode, size, coded((90, 90, 90)))
    draw = ImageDraw.Draw(image)
    for colour, (left, top, right, foot) in places(size):
        draw.rectangle((left, top, right - 1, foot - 1), fill=coded(colour))
    return image


def grey(colour: Colour) -> int:
    """A colour's shade."""
    return round(0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2])


def greyed(colour: Colour) -> Colour:
    """A colour as its shade."""
    return (grey(colour),) * 3


def clear(colour: Colour) -> tuple[int, int, int, int]:
    """A colour with how much it covers."""
    return *colour, ALPHAS.get(colour, 255)


def on_white(colour: Colour) -> Colour:
    """What is seen of it on white."""
    return on_white_as(colour, colour)


def on_white_as(shown: Colour, colour: Colour) -> Colour:
    """What is seen of shown, which covers as much as the card's colour does."""
    alpha = ALPHAS.get(colour, 255) / 255
    red, green, blue = (round(part * alpha + 255 * (1 - alpha)) for part in shown)
    return red, green, blue


def farthest(
    image: Image.Image,
    seen: Callable[[Colour], Colour] = lambda colour: colour,
    among: tuple[Colour, ...] = CORNERS + PATCHES,
) -> float:
    """How far (Delta E 1976) the worst colour of the card is from what it should be."""
    image = image.convert("RGB")
    return max(
        distance(_middle(image, box), seen(colour))
        for colour, box in places(image.size)
        if colour in among
    )


def _middle(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[float, ...]:
    left, top, right, foot = box
    w, h = (right - left) // 4, (foot - top) // 4
    middle = image.crop((left + w, top + h, max(left + w + 1, right - w), foot - h))
    return tuple(ImageStat.Stat(middle).mean)


def linear(value: float) -> float:
    """Light of an sRGB value, both from 0 to 1."""
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def encoded(light: float) -> float:
    """The sRGB value of light."""
    light = min(1.0, max(0.0, light))
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


# sRGB's primaries as XYZ by rows, adapted to the white of ICC profiles (D50).
SRGB = (
    (0.4360747, 0.3850649, 0.1430804),
    (0.2225045, 0.7168786, 0.0606169),
    (0.0139322, 0.0971045, 0.7141733),
)
WHITE = (0.9642, 1.0, 0.8249)


def xyz(colour: tuple[float, ...]) -> list[float]:
    """An sRGB colour in XYZ, D50."""
    light = [linear(part / 255) for part in colour]
    return [sum(a * b for a, b in zip(row, light, strict=True)) for row in SRGB]


def lab(colour: tuple[float, ...]) -> tuple[float, float, float]:
    """An sRGB colour in CIE Lab."""
    x, y, z = (
        (v / white) ** (1 / 3) if v / white > 0.008856 else 7.787 * v / white + 16 / 116
        for v, white in zip(xyz(colour), WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Delta E of 1976, which is stricter on strong colours than its successors."""
    return math.dist(lab(one), lab(other))
