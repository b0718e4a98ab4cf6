"""People and animals that go by, of the third set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from tests.library import films_other_art as art
from tests.library import films_third_places as places
from tests.library.films_other_talks import Painter, look

Fish = tuple[float, float, float, float, art.Colour]


def concourse(
    rng: random.Random,
    size: art.Size,
    people: int = 22,
    place: Callable[..., Image.Image] = places.hall,
    glide: float = 0.0,
) -> Painter:
    """People who walk through a hall; the camera stands or turns slowly."""
    w, h = size
    wide = int(w * (1 + glide * 13))
    ground = place(rng, (wide, h))
    walk = []
    for _ in range(people):
        depth = rng.random()
        speed = rng.choice((-1, 1)) * rng.uniform(0.06, 0.1) * (0.6 + depth)
        walk.append((depth, art.body(rng), rng.random(), speed))
    walk.sort(key=lambda one: one[0])

    def paint(t: float) -> Image.Image:
        left = glide * t * w
        image = ground.transform(
            size,
            Image.Transform.AFFINE,
            (1, 0, left, 0, 1, 0),
            Image.Resampling.BILINEAR,
        )
        draw = ImageDraw.Draw(image)
        for depth, who, x, speed in walk:
            at = ((x + (speed / 1.4 - glide) * t) % 1.4 - 0.2) * w
            foot, tall = h * (0.66 + 0.32 * depth), h * (0.22 + 0.26 * depth)
            art.figure(draw, who, at, foot, tall, t * 7 + x * 9)
        return image

    return paint


def _fish(draw: ImageDraw.ImageDraw, size: art.Size, t: float, one: Fish) -> None:
    """A fish at that time."""
    (w, h), (x, y, long, pace, tint) = size, one
    side = 1 if pace > 0 else -1
    fx = ((x + pace * t) % 1.4 - 0.2) * w
    fy, r = (y + 0.02 * math.sin(t * 1.3 + x * 9)) * h, long * w / 2
    tail = r * 0.3 * math.sin(t * 7 + x * 20)
    end = fx - side * r * 1.5
    draw.polygon(
        (
            fx - side * r * 0.7,
            fy,
            end,
            fy - r / 2 + tail,
            end,
            fy + r / 2 + tail,
        ),
        tint,
    )
    draw.ellipse((fx - r, fy - r * 0.45, fx + r, fy + r * 0.45), tint, (30, 30, 40))
    draw.line((fx, fy - r * 0.4, fx, fy + r * 0.4), (240, 240, 230), 3)
    ex = fx + side * r * 0.6
    draw.ellipse((ex - 3, fy - 4, ex + 3, fy + 2), "white", "black")


def reef(rng: random.Random, size: art.Size) -> Painter:
    """Fish that swim by in a tank, weeds that bend, bubbles that rise."""
    w, h = size
    back = art.sky(size, (20, 110, 160), (10, 40, 80))
    back = Image.blend(back, art.stuff(rng, size, (60, 120, 140), (5, 30)), 0.3)
    back.paste(art.stuff(rng, (w, h), (190, 165, 120), (20, 200)), (0, int(h * 0.88)))
    weeds = [(rng.random(), rng.uniform(0.3, 0.7), rng.random() * 6) for _ in range(16)]
    fish = []
    for _ in range(13):
        long, pace = (
            rng.uniform(0.07, 0.2),
            rng.choice((-1, 1)) * rng.uniform(0.05, 0.13),
        )
        fish.append(
            (rng.random(), rng.uniform(0.1, 0.8), long, pace, art.hue(rng, 70, 250))
        )
    air = [(rng.random(), rng.random(), rng.uniform(0.1, 0.2)) for _ in range(24)]

    def paint(t: float) -> Image.Image:
        image = back.copy()
        draw = ImageDraw.Draw(image)
        for x, tall, p in weeds:
            line = []
            for k in range(7):
                bend = 0.006 * k * math.sin(1.6 * t + p + k * 0.5)
                line.append(((x + bend) * w, h * (1 - tall * k / 6)))
            draw.line(line, (30, 90 + int(p * 12), 60), w // 50, "curve")
        for one in fish:
            _fish(draw, size, t, one)
        for x, y, pace in air:
            bx, by = (x + 0.01 * math.sin(3 * t + y * 9)) * w, (y - pace * t) % 1 * h
            draw.ellipse((bx, by, bx + 6, by + 6), None, (200, 230, 240))
        return image

    return paint


def _cow(
    draw: ImageDraw.ImageDraw, at: tuple[float, float], s: float, t: float, p: float
) -> None:
    """A cow whose feet are there."""
    cx, y = at
    for k in (-1, -0.6, 0.6, 1):
        step = s * 0.25 * math.sin(t * 3.4 + p + k * 4)
        draw.line(
            (cx + k * s, y - s, cx + k * s + step, y),
            (70, 50, 40),
            max(3, int(s / 5)),
        )
    draw.ellipse(
        (cx - s * 1.3, y - s * 1.8, cx + s * 1.3, y - s * 0.6),
        (120 + int(p * 15), 80, 55),
        (50, 35, 30),
    )
    draw.ellipse((cx - s * 0.6, y - s * 1.7, cx + s * 0.2, y - s), (235, 230, 220))
    hy = y - s * (1.3 + 0.6 * math.sin(t * 0.8 + p))
    draw.line((cx + s, y - s * 1.4, cx + s * 1.7, hy), (110, 75, 50), int(s / 2))
    draw.ellipse(
        (cx + s * 1.4, hy - s * 0.3, cx + s * 2.1, hy + s * 0.25), (95, 65, 45)
    )


def herd(rng: random.Random, size: art.Size, glide: float = 0.03) -> Painter:
    """Cows that walk and graze, while the camera turns slowly with them."""
    w, h = size
    ground = art.landscape(rng, (int(w * 1.6), h))
    cows = sorted(
        (
            rng.uniform(0.6, 0.95),
            rng.uniform(0, 1.3),
            rng.uniform(0.02, 0.06),
            rng.random() * 6,
        )
        for _ in range(8)
    )

    def paint(t: float) -> Image.Image:
        left = glide * t * w
        image = look(ground, size, (left + w / 2) / ground.width, 0.5)
        draw = ImageDraw.Draw(image)
        for foot, x, pace, p in cows:
            s = h * 0.34 * (foot - 0.35)
            cx, y = (x + pace * t) * w - left, foot * h
            _cow(draw, (cx, y), s, t, p)
        return image

    return paint
