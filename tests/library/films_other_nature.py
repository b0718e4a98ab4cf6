"""Films of places and weather, of the second set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw

from tests.library import films_other_art as art
from tests.library.films_other_talks import Painter, look


def pan(
    rng: random.Random,
    size: art.Size,
    place: Callable[..., Image.Image] = art.landscape,
    speed: float = 0.035,
    sway: float = 0.0,
) -> Painter:
    """A camera that turns slowly over a place."""
    w, h = size
    ground, hold = place(rng, (w * 5 // 2, h * 5 // 4)), art.drift(rng, 0.8)

    def paint(t: float) -> Image.Image:
        return look(ground, size, 0.25 + speed * t, 0.5 + sway * hold(t), 1.02)

    return paint


def lapse(rng: random.Random, size: art.Size) -> Painter:
    """Clouds that hurry over a country while the light changes."""
    w, h = size
    ground = art.landscape(rng, size)
    veil = art.clouds(rng, (w * 2, h), 7, 24, 60).point(
        lambda v: max(0, min(255, (v - 125) * 5))
    )
    white, fade = (
        Image.new("RGB", size, (245, 245, 250)),
        Image.linear_gradient("L").resize(size),
    )
    high = ImageChops.invert(fade).point(lambda v: max(0, min(255, (v - 120) * 4)))

    def paint(t: float) -> Image.Image:
        drawn = ImageChops.offset(veil, int(t * w * 0.11), 0).crop((0, 0, w, h))
        image = Image.composite(white, ground, ImageChops.multiply(drawn, high))
        day = 0.75 + 0.25 * math.sin(t * 0.5 + 0.6)
        shade = [day, day * 0.97, min(1.0, day * 1.05)]
        return image.point([int(v * k) for k in shade for v in range(256)])

    return paint


def garden(rng: random.Random, size: art.Size) -> Painter:
    """Flowers that bend in the wind, near, and a bee."""
    w, h = size
    back = art.landscape(rng, size).resize((w // 8, h // 8)).resize(size)
    plants = [
        (rng.random(), rng.uniform(0.3, 0.85), art.hue(rng, 90, 250), rng.random() * 6)
        for _ in range(24)
    ]
    wind, fly = art.drift(rng, 0.6), [art.drift(rng, 1.2) for _ in range(2)]

    def paint(t: float) -> Image.Image:
        image = back.copy()
        draw = ImageDraw.Draw(image)
        for x, y, tint, p in plants:
            bend = w * 0.04 * (wind(t + x * 2) + 0.4 * math.sin(2.2 * t + p))
            top, r = (x * w + bend, h * (1 - y)), h * 0.055
            draw.line(
                (x * w, h, x * w + bend * 0.3, h * (1 - y / 2), *top),
                (40, 110, 40),
                5,
                "curve",
            )
            for k in range(6):
                a = k * 1.05 + bend / 30
                px, py = top[0] + r * math.cos(a), top[1] + r * math.sin(a)
                draw.ellipse(
                    (px - r * 0.6, py - r * 0.6, px + r * 0.6, py + r * 0.6),
                    tint,
                    (90, 40, 60),
                )
            draw.ellipse(
                (top[0] - r / 2, top[1] - r / 2, top[0] + r / 2, top[1] + r / 2),
                (240, 200, 60),
            )
        x, y = w * (0.5 + 0.35 * fly[0](t)), h * (0.4 + 0.25 * fly[1](t))
        draw.ellipse((x - 9, y - 6, x + 9, y + 6), (210, 160, 30), "black", 2)
        return image

    return paint
