"""Films that whip, shake or cut by the beat, of the third set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw

from tests.library import films_other_art as art
from tests.library import films_third_places as places
from tests.library.films_other_talks import Painter, look


def whips(
    rng: random.Random,
    size: art.Size,
    place: Callable[..., Image.Image] = places.market,
    stop: float = 0.7,
) -> Painter:
    """A camera in a hurried hand that whips from here to there and never rests."""
    w, h = size
    ground = place(rng, (w * 4, int(h * 1.4)))
    x, y = [0.3], [0.5]
    for _ in range(30):
        side = 1 if x[-1] < 0.4 else -1 if x[-1] > 0.6 else rng.choice((-1, 1))
        x.append(x[-1] + side * rng.uniform(0.15, 0.3))
        y.append(rng.uniform(0.38, 0.62))
    shake = art.drift(rng, 6), art.drift(rng, 7)

    def paint(t: float) -> Image.Image:
        n, share = divmod(t / stop, 1)
        ease, k = share * share * (3 - 2 * share), int(n)
        at = x[k] + (x[k + 1] - x[k]) * ease, y[k] + (y[k + 1] - y[k]) * ease
        return look(
            ground, size, at[0] + 0.01 * shake[0](t), at[1] + 0.03 * shake[1](t)
        )

    return paint


def shooter(rng: random.Random, size: art.Size) -> Painter:
    """A game seen by its hero, who turns and runs through halls."""
    w, h = size
    ground = places.hall(rng, (w * 4, int(h * 1.5)))
    yaw, pitch, foes = (
        art.drift(rng, 1.5),
        art.drift(rng, 1.8),
        [art.body(rng) for _ in range(5)],
    )

    def paint(t: float) -> Image.Image:
        x, bob = 0.5 + 0.32 * yaw(t), math.sin(t * 11)
        image = look(
            ground, size, x, 0.5 + 0.1 * pitch(t) + 0.012 * bob, 1 + 0.3 * (t * 1.3 % 1)
        )
        draw = ImageDraw.Draw(image)
        for n, who in enumerate(foes):
            fx = (0.2 * n + 0.1 - x) * w * 4 + w / 2
            art.figure(draw, who, fx, h * (0.95 - 0.4 * pitch(t)), h * 0.55, t * 12 + n)
        gx, gy = w * 0.66 - 22 * yaw(t + 0.1), h * 0.74 + 9 * bob
        draw.polygon(
            (gx, gy, gx + 26, gy - 12, w * 0.95, h, w * 0.72, h), (45, 48, 52), "black"
        )
        if t % 0.5 < 0.09:
            draw.regular_polygon((gx, gy, 24), 7, int(t * 90), (255, 230, 140))
        draw.line((w / 2 - 8, h / 2, w / 2 + 8, h / 2), (90, 255, 90), 2)
        draw.text((12, h * 0.9), f"HP {100 - int(t * 6)}", "white", art.font(h // 14))
        return image

    return paint


def court(rng: random.Random, size: art.Size) -> Painter:
    """A match in a hall: the camera runs with the ball from end to end."""
    w, h = size
    ground = places.gym(rng, (w * 4, int(h * 1.15)))
    kit = [art.body(rng) for _ in range(2)]
    team = [
        (rng.random(), rng.uniform(0.7, 1.0), art.drift(rng, 1.2)) for _ in range(16)
    ]
    shake = art.drift(rng, 4)

    def paint(t: float) -> Image.Image:
        x = 0.5 + 0.34 * math.sin(t * 1.25) + 0.03 * math.sin(t * 4.1)
        image = look(ground, size, x, 0.5 + 0.05 * shake(t))
        draw = ImageDraw.Draw(image)
        for k, (at, foot, run) in enumerate(team):
            fx = (
                0.5
                + (at - 0.5) * 0.4
                + 0.3 * math.sin(t * 1.25 - at)
                + 0.05 * run(t)
                - x
            ) * w * 4 + w / 2
            art.figure(draw, kit[k % 2], fx, foot * h, h * 0.5 * foot, t * 14 + k)
        bx, by = (
            w * (0.5 + 0.15 * math.sin(t * 3)),
            h * (0.7 - 0.5 * abs(math.sin(t * 2.6))),
        )
        draw.ellipse((bx - 9, by - 9, bx + 9, by + 9), (220, 110, 40), "black", 2)
        return image

    return paint


def beats(
    rng: random.Random, size: art.Size, beat: float = 0.42, punch: float = 0.5
) -> Painter:
    """Another place on each beat; the camera leaps in or away at once."""
    w, h = size
    kinds = (
        places.market,
        places.hall,
        places.gym,
        places.town,
        art.landscape,
        art.street,
        places.lights,
    )
    grounds = [kind(rng, (w * 5 // 4, h * 5 // 4)) for kind in kinds]
    hops = [(rng.uniform(-0.15, 0.15), rng.choice((-1, 1))) for _ in range(40)]
    crew = [art.body(rng) for _ in range(4)]

    def paint(t: float) -> Image.Image:
        n = int(t / beat)
        s = t / beat - n
        dx, side = hops[n]
        zoom = 1.25 + punch * side * (s - 0.5) * 0.8
        image = look(grounds[n * 3 % 7], size, 0.5 + dx * s, 0.5, zoom)
        if n % 2:
            x = w * (0.5 + side * (0.4 - 0.6 * s))
            art.figure(ImageDraw.Draw(image), crew[n % 4], x, h * 1.3, h * 1.3, t * 15)
        return image

    return paint


def _arms(
    draw: ImageDraw.ImageDraw, size: art.Size, t: float, skin: art.Colour
) -> None:
    """Two arms that beat with sticks."""
    w, h = size
    for side in (-1, 1):
        hit = math.sin(t * 24 + side * 1.5)
        ex, ey = w * (0.5 + side * 0.35), h * 0.98
        hx, hy = (
            w * (0.5 + side * 0.2 + 0.1 * math.sin(t * 5)),
            h * (0.55 + 0.2 * hit),
        )
        draw.line((ex, ey, hx, hy), skin, h // 9)
        draw.line(
            (hx, hy, hx - side * w * 0.16, hy + h * 0.14 * hit), (225, 200, 150), 7
        )


def drummer(rng: random.Random, size: art.Size) -> Painter:
    """Drums and arms from four shaken cameras, which change twice a second."""
    w, h = size
    stage = art.stuff(rng, (int(w * 1.4), int(h * 1.4)), (110, 60, 90), (4, 30, 120))
    shake, skin = (art.drift(rng, 8), art.drift(rng, 7)), art.body(rng).skin
    lit = [
        stage.point([min(255, int(v * k)) for v in range(256)] * 3)
        for k in (1, 0.6, 1.3)
    ]
    views = [
        [
            (
                rng.random(),
                rng.uniform(0.4, 1),
                rng.uniform(0.12, 0.35),
                art.hue(rng, 60, 240),
            )
            for _ in range(6)
        ]
        for _ in range(7)
    ]

    def paint(t: float) -> Image.Image:
        dx, dy, n = shake[0](t) * 0.05, shake[1](t) * 0.06, int(t / 0.48)
        image = look(lit[n % 3], size, 0.5 + dx, 0.5 + dy)
        draw = ImageDraw.Draw(image)
        for k, (x, y, r, tint) in enumerate(views[n % 7]):
            cx, cy = (x - dx) * w, (y - dy) * h
            rad = r * h * (1 + 0.08 * math.sin(t * 25 + k))
            draw.rectangle((cx - rad, cy, cx + rad, cy + rad), tint, "black", 2)
            top = cx - rad, cy - rad / 2, cx + rad, cy + rad / 2
            draw.ellipse(top, (230, 225, 215), "black", 3)
        _arms(draw, size, t, skin)
        return image

    return paint


def passing(rng: random.Random, size: art.Size) -> Painter:
    """A street past the window of a fast car, posts close by."""
    w, h = size
    ground = art.street(rng, (w * 5, h))
    jolt, posts = art.drift(rng, 6), [rng.random() for _ in range(5)]

    def paint(t: float) -> Image.Image:
        x = 0.1 + 0.8 * (t * 0.16 % 1)
        image = look(ground, size, x, 0.5 + 0.03 * jolt(t), 1.1)
        draw = ImageDraw.Draw(image)
        for k, at in enumerate(posts):
            px = (1.3 - (at + k + t * 2.2) % 3) * w
            draw.rectangle((px, 0, px + w * 0.03, h), (50 + 20 * k, 55, 60))
            leaf = px - w * 0.15, h * 0.5, px + w * 0.2, h * 1.1
            draw.ellipse(leaf, (40, 80 + 12 * k, 40), (20, 40, 20))
        return image

    return paint
