"""Films that move calmly, of the second set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw

from tests.library import films_other_art as art
from tests.library.films_other_nature import pan
from tests.library.films_other_talks import Painter, cuts, look


def turntable(rng: random.Random, size: art.Size) -> Painter:
    """A tin with a label that turns on a plate."""
    w, h = size
    back = art.sky(size, (215, 215, 220), (150, 152, 158))
    wide, tall = int(h * 0.5), int(h * 0.62)
    label = art.stuff(rng, (wide * 3, tall), art.hue(rng, 90, 220), (9, 80))
    draw = ImageDraw.Draw(label)
    for n in range(5):
        x = n * wide * 3 // 5
        draw.rectangle((x + 12, tall * 0.2, x + 80, tall * 0.75), art.hue(rng), "white")
        draw.text((x + 14, tall * 0.4), art.words(rng, 1), "white", art.font(14))
    shade = Image.new("L", (wide, tall))
    ink = ImageDraw.Draw(shade)
    for x in range(wide):
        ink.line(
            (x, 0, x, tall), int(60 + 195 * math.sin(math.pi * (x + 1) / (wide + 2)))
        )
    light = Image.merge("RGB", [shade] * 3)
    edges = [math.acos(1 - 2 * k / 24) / math.pi for k in range(25)]

    def paint(t: float) -> Image.Image:
        image, side = back.copy(), Image.new("RGB", (wide, tall))
        ring = ImageChops.offset(label, -int(t * wide * 0.42), 0)
        for k in range(24):
            box = edges[k] * wide * 1.5, 0, edges[k + 1] * wide * 1.5, tall
            x = wide * k // 24
            strip = wide * (k + 1) // 24 - x, tall
            side.paste(ring.resize(strip, Image.Resampling.BILINEAR, box), (x, 0))
        draw = ImageDraw.Draw(image)
        x, y = (w - wide) // 2, int(h * 0.16)
        draw.ellipse((x - 50, h * 0.7, x + wide + 50, h * 0.92), (95, 97, 102), "white")
        image.paste(ImageChops.multiply(side, light), (x, y))
        draw.ellipse((x, y - 14, x + wide, y + 14), (190, 192, 196), (90, 90, 90))
        draw.text((w * 0.04, h * 0.06), "N° 7", (60,) * 3, art.font(h // 12))
        return image

    return paint


def burns(rng: random.Random, size: art.Size, stay: float = 3.4) -> Painter:
    """Photos over which the camera glides, and that dissolve into each other."""
    w, h = size
    grounds = [art.photo(rng, (w * 3 // 2, h * 3 // 2)) for _ in range(5)]
    moves = [(rng.uniform(-0.06, 0.06), rng.choice((-0.07, 0.07))) for _ in grounds]

    def one(n: int, t: float) -> Image.Image:
        dx, dz = moves[n]
        s = t - n * stay
        return look(grounds[n], size, 0.5 + dx * (s - 1.7), 0.5, 1.1 + dz * (s - 1.7))

    def paint(t: float) -> Image.Image:
        n, share = int(t / stay), t % stay
        image = one(n, t)
        return (
            image
            if n == 0 or share > 0.9
            else Image.blend(one(n - 1, t), image, share / 0.9)
        )

    return paint


def _car(
    draw: ImageDraw.ImageDraw, size: art.Size, at: float, tint: art.Colour
) -> None:
    """A car whose back is there."""
    w, h = size
    y, long, dark = h * 0.9, w * 0.26, (30, 30, 30)
    roof = at + long * 0.2, y - h * 0.13, at + long * 0.75, y
    draw.rounded_rectangle(roof, 9, tint, dark)
    side = at, y - h * 0.06, at + long, y + h * 0.04
    draw.rounded_rectangle(side, 7, tint, dark)
    glass = at + long * 0.28, y - h * 0.11, at + long * 0.68, y - h * 0.06
    draw.rectangle(glass, (70, 90, 110))
    for wheel in (0.2, 0.78):
        x, r = at + long * wheel, h * 0.035
        draw.ellipse((x - r, y + h * 0.01, x + r, y + h * 0.08), dark, (150,) * 3)


def passers(
    rng: random.Random,
    size: art.Size,
    people: int = 7,
    cars: int = 0,
    tall: float = 0.32,
) -> Painter:
    """A street where people walk and cars drive by; the camera stands."""
    w, h = size
    ground = art.street(rng, size)
    walk = [
        (
            art.body(rng),
            rng.random(),
            rng.choice((-1, 1)) * rng.uniform(0.06, 0.11),
            rng.uniform(0.8, 0.95),
        )
        for _ in range(people)
    ]
    drive = [(art.hue(rng), rng.random(), rng.uniform(0.16, 0.26)) for _ in range(cars)]

    def paint(t: float) -> Image.Image:
        image = ground.copy()
        draw = ImageDraw.Draw(image)
        for who, x, speed, foot in sorted(walk, key=lambda one: one[3]):
            at = ((x + speed * t) % 1.3 - 0.15) * w
            art.figure(draw, who, at, foot * h, tall * h, t * 6 + x * 9)
        for tint, x, speed in drive:
            _car(draw, size, ((x + speed * t) % 1.8 - 0.4) * w, tint)
        return image

    return paint


def _hand(
    draw: ImageDraw.ImageDraw,
    at: tuple[float, float],
    r: float,
    skin: art.Colour,
    tool: str,
) -> None:
    """A hand from above, and what it holds."""
    x, y = at
    draw.ellipse((x - r, y - r, x + r, y + r), skin, (110, 70, 55))
    for k in range(4):
        fx = x + (k - 1.5) * r * 0.5
        draw.line((fx, y - r * 0.4, fx, y - r * 1.5), skin, int(r * 0.4))
    if tool == "knife":
        blade = (x - 12, y - r, x - 110, y - r - 34, x - 104, y - r - 8)
        draw.polygon(blade, (205, 208, 212), (90, 90, 90))
    elif tool == "brush":
        draw.line((x, y - r, x - 60, y - r - 50), (170, 60, 40), 6)


def hands(
    rng: random.Random,
    size: art.Size,
    place: Callable[..., Image.Image] = art.table,
    tool: str = "knife",
) -> Painter:
    """Two hands that work on a board, from above."""
    w, h = size
    ground, who = place(rng, size), art.body(rng)
    sleeve = art.stuff(rng, (w // 3, h // 2), who.top, (4, 60))
    aims = [art.drift(rng, pace) for pace in (0.9, 1.1, 0.5, 0.6)]

    def paint(t: float) -> Image.Image:
        image = ground.copy()
        draw = ImageDraw.Draw(image)
        chop = math.sin(t * 11) * (aims[2](t) > -0.2)
        for n, side in enumerate((-1, 1)):
            x = w * (0.5 + side * 0.17 + 0.1 * aims[n](t))
            y = h * (0.5 + 0.09 * aims[n + 2](t) + (0.03 * chop if n else 0))
            elbow = w * (0.5 + side * 0.42), h * 1.1
            draw.line((*elbow, x, y), who.skin, int(h * 0.15))
            cuff = elbow[0] - w / 6 - side * 12, h * 0.76 + (y - h / 2) / 2
            image.paste(sleeve, (int(cuff[0]), int(cuff[1])))
            _hand(draw, (x, y), h * 0.12, who.skin, tool if n else "")
        return image

    return paint


def b_roll(rng: random.Random, size: art.Size) -> Painter:
    """Calm and moving shots in turn, each of some seconds."""
    shots = (
        pan(rng, size),
        passers(rng, size, people=9),
        hands(rng, size),
        pan(rng, size, art.room, 0.02),
    )
    return cuts(shots, (3.1, 6.8, 10.2))


def logo(rng: random.Random, size: art.Size) -> Painter:
    """Signs that fly in, turn and join, with words that slide along."""
    w, h = size
    back = art.stuff(rng, size, (128, 128, 128), (4, 9))
    back = Image.blend(art.sky(size, art.hue(rng), art.hue(rng)), back, 0.25)
    places = [(rng.uniform(0.12, 0.88), rng.uniform(0.2, 0.62)) for _ in range(6)]
    signs = [(*at, art.hue(rng, 60, 250), rng.randint(3, 7)) for at in places]
    texts = [art.words(rng, 2) for _ in range(6)]

    def paint(t: float) -> Image.Image:
        image = back.copy()
        draw = ImageDraw.Draw(image)
        scene, s = divmod(t, 4.2)
        for k, (x, y, tint, corners) in enumerate(signs):
            come = 1 - math.exp(-3 * max(0.0, s - k * 0.35))
            cx, cy = w * (x * come + (1 - come) * (k % 2)), h * y + h * (1 - come) * 0.7
            r = h * (0.08 + 0.02 * math.sin(2 * t + k))
            place = (cx + 12 * math.sin(t + k), cy, r)
            draw.regular_polygon(place, corners, int(30 * t + 40 * k), tint, "white")
            draw.line((cx, cy, w / 2, h * 0.45), tint, 2)
        slide = min(1.0, s / 0.8)
        text = texts[int(scene) % 6]
        place = w * (1.3 - 0.8 * slide * (2 - slide)), h * 0.84
        draw.text(place, text, "white", art.font(h // 8), "mm", stroke_width=2)
        return image

    return paint
