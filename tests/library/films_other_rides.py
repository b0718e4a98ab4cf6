"""Films of a camera that rushes on, of the second set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from tests.library import films_other_art as art
from tests.library.films_other_talks import Painter, look


def ride(
    rng: random.Random,
    size: art.Size,
    place: Callable[..., Image.Image] = art.landscape,
    pace: float = 1.4,
    rough: float = 1,
) -> Painter:
    """What a camera on a helmet sees that rushes on over rough ground."""
    w, h = size
    ground = place(rng, (int(w * 1.5), int(h * 1.5)))
    x, y, turn = art.drift(rng, 4.5), art.drift(rng, 6.5), art.drift(rng, 3)
    trees = [
        (rng.random(), rng.choice((-1, 1)) * rng.uniform(0.25, 1.3)) for _ in range(26)
    ]

    def paint(t: float) -> Image.Image:
        at = 0.5 + 0.1 * rough * x(t), 0.5 + 0.1 * rough * y(t)
        image = look(ground, size, *at, 1.05 + 0.1 * (t * pace % 1))
        draw = ImageDraw.Draw(image)
        mid, line = w / 2 + w * 0.1 * rough * turn(t), h * (0.5 + 0.05 * rough * y(t))
        for phase, place in sorted(trees, key=lambda one: (one[0] + t * pace / 2) % 1):
            near = ((phase + t * pace / 2) % 1) ** 3 + 0.02
            px, foot, tall = (
                mid + place * w * near * 1.6,
                line + h * 0.5 * near,
                h * near * 1.5,
            )
            draw.line((px, foot, px, foot - tall), (70, 48, 32), max(1, int(tall / 9)))
            leaf = int(30 + 90 * abs(place) / 1.3)
            box = px - tall / 3, foot - tall * 1.3, px + tall / 3, foot - tall * 0.4
            draw.ellipse(box, (leaf // 2, leaf, leaf // 3), (20, 40, 20))
        bar = h * (0.95 + 0.05 * y(t + 1))
        draw.line(
            (w * 0.2, bar + 15 * turn(t), w * 0.8, bar - 15 * turn(t)), (25, 25, 28), 14
        )
        return image

    return paint


def race(rng: random.Random, size: art.Size) -> Painter:
    """A racing game seen from behind the car."""
    w, h = size
    far = art.landscape(rng, (w * 2, h))
    bend, jolt = art.drift(rng, 0.9), art.drift(rng, 8)

    def paint(t: float) -> Image.Image:
        image = look(far, size, 0.5 + 0.22 * bend(t), 0.5)
        draw = ImageDraw.Draw(image)
        for n in range(30):
            near = ((n + 1) / 30) ** 1.6
            y, deep = h * (0.48 + 0.52 * (n / 30)), h / 55
            mid = w / 2 + w * 0.5 * bend(t + (1 - near)) * (1 - near)
            odd = int(5 / (near + 0.08) + t * 22) % 2
            draw.rectangle((0, y, w, y + deep), ((60, 140, 50), (40, 110, 35))[odd])
            for wide, tints in (
                (0.75, ("red", "white")),
                (0.66, ((80,) * 3, (70,) * 3)),
                (0.02, ("white", (75,) * 3)),
            ):
                draw.rectangle(
                    (mid - wide * w * near, y, mid + wide * w * near, y + deep),
                    tints[odd],
                )
        for k in range(8):
            near = ((k / 8 + t * 0.9) % 1) ** 2
            x = w / 2 + (k % 2 * 2 - 1) * w * 0.9 * near
            draw.rectangle(
                (x, h * 0.5 - h * near, x + 60 * near, h * (0.5 + 0.5 * near)),
                (60 + k * 20, 90, 70),
            )
        x, y = w * (0.5 + 0.2 * bend(t + 0.3)), h * (0.8 + 0.02 * jolt(t))
        draw.rounded_rectangle(
            (x - w * 0.1, y, x + w * 0.1, y + h * 0.14), 8, (190, 30, 40), "black"
        )
        draw.rectangle((x - w * 0.07, y - h * 0.06, x + w * 0.07, y + 2), (40, 50, 70))
        return image

    return paint


def drone(rng: random.Random, size: art.Size) -> Painter:
    """A flight low over roofs, that turns and tilts."""
    w, h = size
    town = art.stuff(rng, (1100, 1100), (90, 110, 80), (9, 90))
    draw = ImageDraw.Draw(town)
    for _ in range(520):
        x, y, r = rng.randrange(1100), rng.randrange(1100), rng.randint(14, 40)
        draw.rectangle((x, y, x + r, y + r), art.hue(rng, 70, 200), (40, 40, 40))
        draw.line((x, y, x + r, y + r), (50, 50, 50))
    turn = art.drift(rng, 0.8)

    def paint(t: float) -> Image.Image:
        angle, zoom = 1.6 * turn(t) + 0.5 * t, 0.9 + 0.3 * math.sin(1.7 * t)
        c, s = math.cos(angle) * zoom, math.sin(angle) * zoom
        x, y = 550 + 190 * math.sin(1.5 * t), 550 + 190 * math.cos(1.1 * t)
        data = (c, s, x - c * w / 2 - s * h / 2, -s, c, y + s * w / 2 - c * h / 2)
        return town.transform(
            size, Image.Transform.AFFINE, data, Image.Resampling.BILINEAR
        )

    return paint
