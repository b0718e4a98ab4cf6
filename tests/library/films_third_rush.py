"""Rides, seen by who rides, of the third set of labelled films."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from tests.library import films_other_art as art
from tests.library import films_third_places as places
from tests.library.films_other_talks import Painter, look


def _floor(ground: Image.Image, size: art.Size, x: float, run: float) -> Image.Image:
    """A plain that goes off to the horizon; run is how far it has come, in pixels."""
    w, h = size
    # The picture's first line lies this far below the horizon.
    lead, across, deep = 40.0, h * 1.0, h * 190.0
    mid, base = ground.width / 2 + x, run % (ground.height / 2)
    base = ground.height / 2 - base - deep / (h + lead)
    data = (across / lead, mid / lead, mid - across * w / 2 / lead)
    data += (0, base / lead, base + deep / lead, 0, 1 / lead)
    way = Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR
    return ground.transform(size, *way, fillcolor=(150, 160, 165))


def _track(rng: random.Random, base: art.Colour, line: art.Colour) -> Image.Image:
    """A long strip of ground, twice the same, with marks across and along."""
    half = art.stuff(rng, (850, 350), base, (9, 60, 300)).resize((1700, 700))
    draw = ImageDraw.Draw(half)
    for _ in range(240):
        x, y, r = rng.randrange(1700), rng.randrange(680), rng.randint(4, 20)
        draw.ellipse((x, y, x + r, y + r * 2), art.hue(rng, 50, 200))
    for y in range(0, 700, 100):
        draw.rectangle((840, y, 860, y + 50), line)
    whole = Image.new("RGB", (1700, 1400))
    for y in (0, 700):
        whole.paste(half, (0, y))
    return whole


def rush(
    rng: random.Random,
    size: art.Size,
    base: art.Colour = (215, 220, 230),
    line: art.Colour = (60, 90, 160),
    pace: float = 700,
    jolt: float = 0.03,
    gates: bool = True,
) -> Painter:
    """A ride over the ground, seen by who rides; poles fly past."""
    w, h = size
    ground, far = _track(rng, base, line), art.landscape(rng, (w * 2, h))
    bend, shake, roll = art.drift(rng, 0.9), art.drift(rng, 7), art.drift(rng, 1.4)
    posts = [(n / 12, rng.choice((-1, 1)) * rng.uniform(0.3, 1)) for n in range(12)]

    def paint(t: float) -> Image.Image:
        image = look(far, size, 0.5 + 0.2 * bend(t), 0.5)
        top = int(h * (0.42 + jolt * shake(t)))
        plain = _floor(ground, (w, h - top), 120 * bend(t + 0.4), pace * t)
        image.paste(plain, (0, top))
        draw = ImageDraw.Draw(image)
        for phase, side in posts if gates else ():
            near = ((phase + t * 0.8) % 1) ** 2.5
            x, y = w / 2 + side * w * near * 1.5, top + h * 0.6 * near
            draw.line((x, y, x, y - h * near), (210, 40, 50), max(1, int(14 * near)))
            flag = x, y - h * near, x + w * 0.2 * near, y - h * 0.7 * near
            draw.rectangle(flag, (40, 80, 200))
        a = roll(t) * 7
        turned = image.rotate(a, Image.Resampling.BILINEAR)
        return look(turned, size, 0.5, 0.5 + jolt * shake(t + 3), 1.25)

    return paint


def coaster(rng: random.Random, size: art.Size) -> Painter:
    """The rails of a ride that climbs, drops and leans."""
    w, h = size
    far = places.town(rng, (w * 2, h * 2))
    lean, dive, turn = art.drift(rng, 1.1), art.drift(rng, 1.3), art.drift(rng, 0.9)

    def paint(t: float) -> Image.Image:
        image = look(
            far,
            size,
            0.5 + 0.2 * turn(t),
            0.5 + 0.22 * dive(t),
            0.85 + 0.4 * (t * 0.9 % 1),
        )
        draw = ImageDraw.Draw(image)
        for k in range(16):
            near = ((k + t * 14) % 16 / 16) ** 2.2
            mid = w / 2 + w * 0.5 * turn(t + 0.5) * (1 - near) ** 2
            y, half = h * (0.35 + 0.75 * near), w * (0.02 + 0.5 * near)
            draw.line(
                (mid - half, y, mid + half, y), (190, 40, 40), max(2, int(26 * near))
            )
            draw.line(
                (mid - half, y, mid - half, y + h * near),
                (90,) * 3,
                max(1, int(9 * near)),
            )
        turned = image.rotate(22 * lean(t), Image.Resampling.BILINEAR)
        return look(turned, size, 0.5, 0.5, 1.45)

    return paint
