"""Films in which something calm goes on, of the third set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw

from tests.library import films_other_art as art
from tests.library import films_third_places as places
from tests.library.films_other_talks import Painter, cuts, look
from tests.library.films_third_life import concourse, herd

Flame = tuple[float, float, float, Callable[[float], float]]


def waves(rng: random.Random, size: art.Size) -> Painter:
    """A sea whose waves come to the shore, and clouds."""
    w, h = size
    sky = art.landscape(rng, size)
    rows = [
        art.stuff(
            rng, (w + h, h // 5), (40 + 9 * n, 90 + 8 * n, 120 + 7 * n), (9, 40, 150)
        )
        for n in range(9)
    ]

    def paint(t: float) -> Image.Image:
        image = sky.copy()
        draw = ImageDraw.Draw(image)
        for n, row in enumerate(rows):
            rise = math.sin(t * 1.5 - n * 0.9)
            x = int((0.5 + 0.45 * math.sin(t * 0.5 + n * 1.3)) * h)
            y = int(h * (0.35 + 0.07 * n + 0.018 * (1 + n / 3) * rise))
            image.paste(row.crop((x, 0, x + w, row.height)), (0, y))
            foam = [(k * w / 12, y + 4 * math.sin(k + t * 2 + n)) for k in range(13)]
            draw.line(foam, (225, 235, 240), 1 + int((1 + rise) * n / 3))
        return image

    return paint


def crate(rng: random.Random, size: art.Size) -> Painter:
    """A printed box that turns before a plain wall."""
    w, h = size
    back = art.sky(size, (230, 228, 224), (175, 172, 168))
    tall, half = int(h * 0.62), h * 0.3
    sides = []
    for _ in range(4):
        side = art.stuff(rng, (int(half * 2), tall), art.hue(rng, 90, 230), (5, 60))
        draw = ImageDraw.Draw(side)
        draw.rectangle((12, 12, side.width - 12, tall * 0.4), art.hue(rng), "white", 3)
        draw.text((18, tall * 0.5), art.words(rng, 2), "white", art.font(h // 15))
        draw.ellipse((30, tall * 0.65, 80, tall * 0.9), art.hue(rng, 60, 240))
        sides.append(side)

    def paint(t: float) -> Image.Image:
        image, angle = back.copy(), t * 0.75
        draw = ImageDraw.Draw(image)
        draw.ellipse(
            (w / 2 - half * 1.9, h * 0.7, w / 2 + half * 1.9, h * 0.95), (140,) * 3
        )
        for k, side in enumerate(sides):
            a = angle + k * math.pi / 2
            x0 = w / 2 + half * 1.41 * math.sin(a - math.pi / 4)
            x1 = w / 2 + half * 1.41 * math.sin(a + math.pi / 4)
            if math.cos(a) > 0 and x1 - x0 > 1:
                face = side.resize((int(x1) - int(x0), tall), Image.Resampling.BILINEAR)
                light = 0.5 + 0.5 * math.cos(a - 0.5)
                image.paste(
                    face.point(lambda v, m=light: int(v * m)), (int(x0), int(h * 0.2))
                )
        return image

    return paint


def stew(rng: random.Random, size: art.Size) -> Painter:
    """A pot from above that is stirred, and steam."""
    w, h = size
    top = art.stuff(rng, size, (70, 70, 74), (5, 120))
    r = int(h * 0.42)
    soup = art.stuff(rng, (r * 2, r * 2), (200, 110, 50), (6, 30))
    draw = ImageDraw.Draw(soup)
    for _ in range(46):
        x, y, k = rng.randrange(r * 2), rng.randrange(r * 2), rng.randint(6, 15)
        draw.ellipse((x, y, x + k, y + k), rng.choice(art.FOOD), (90, 50, 20))
    mask = Image.new("L", soup.size)
    ImageDraw.Draw(mask).ellipse((4, 4, r * 2 - 4, r * 2 - 4), fill=255)
    ImageDraw.Draw(top).ellipse(
        (w / 2 - r - 9, h / 2 - r - 9, w / 2 + r + 9, h / 2 + r + 9),
        (30,) * 3,
        (190,) * 3,
        5,
    )
    who, pace = art.body(rng), art.drift(rng, 0.4)

    def paint(t: float) -> Image.Image:
        image = top.copy()
        turn = t * 40 + pace(t) * 15
        turned = soup.rotate(-turn, Image.Resampling.BILINEAR)
        image.paste(turned, (w // 2 - r, h // 2 - r), mask)
        ink = ImageDraw.Draw(image)
        a = t * 2.4
        x, y = w / 2 + r * 0.55 * math.cos(a), h / 2 + r * 0.55 * math.sin(a)
        grip = w * 0.8 + x * 0.12 - w * 0.06, h * 0.8 + y * 0.2 - h * 0.1
        ink.line((x, y, *grip), (150, 105, 60), 11)
        ink.ellipse((x - 17, y - 12, x + 17, y + 12), (165, 118, 70))
        ink.line((*grip, w * 1.02, h * 1.1), who.top, int(h * 0.2))
        ink.ellipse(
            (grip[0] - 26, grip[1] - 22, grip[0] + 26, grip[1] + 24),
            who.skin,
            (90, 60, 50),
        )
        return image

    return paint


def belt(rng: random.Random, size: art.Size) -> Painter:
    """Parcels that ride by on a belt in a works hall, and an arm that stamps."""
    w, h = size
    back = places.hall(rng, size)
    band = art.stuff(rng, (w * 2, int(h * 0.2)), (60, 60, 65), (60, 200))
    ink = ImageDraw.Draw(band)
    for x in range(0, w * 2, w // 8):
        ink.line((x, 0, x, h), (110, 110, 60), 4)
    load = [(n * 0.27, rng.uniform(0.2, 0.36), art.hue(rng, 90, 220)) for n in range(9)]

    def paint(t: float) -> Image.Image:
        image, pace = back.copy(), 0.1
        image.paste(ImageChops.offset(band, int(t * pace * w), 0), (0, int(h * 0.72)))
        draw = ImageDraw.Draw(image)
        for x, tall, tint in load:
            px = ((x + t * pace) % 2.43 - 0.4) * w
            box = px, h * (0.78 - tall), px + w * 0.17, h * 0.78
            draw.rectangle(box, tint, (50, 40, 30), 2)
            draw.rectangle(
                (px + w * 0.07, box[1], px + w * 0.1, h * 0.78), (210, 190, 140)
            )
            draw.text(
                (px + 4, h * 0.7), art.WORDS[int(x * 9) % 24], "black", art.font(13)
            )
        y = h * (0.25 + 0.12 * math.sin(t * 2.3))
        draw.rectangle((w * 0.46, 0, w * 0.54, y), (220, 160, 30), (60,) * 3, 2)
        draw.rectangle(
            (w * 0.42, y, w * 0.58, y + h * 0.08), (90, 95, 100), (30,) * 3, 2
        )
        return image

    return paint


def _tongue(
    draw: ImageDraw.ImageDraw,
    size: art.Size,
    t: float,
    share: float,
    tint: art.Colour,
    flame: Flame,
) -> None:
    """One flame, or the brighter share of it."""
    (w, h), (x, tall, p, lick) = size, flame
    up = h * tall * share * (0.75 + 0.3 * lick(t))
    tip = w * (x + 0.05 * math.sin(2.2 * t + p)), h * 0.88 - up
    half = w * 0.07 * share
    draw.polygon(
        (
            w * x - half,
            h * 0.88,
            w * x - half / 2,
            h * 0.88 - up / 2,
            *tip,
            w * x + half / 2,
            h * 0.88 - up / 2,
            w * x + half,
            h * 0.88,
        ),
        tint,
    )


def fire(rng: random.Random, size: art.Size) -> Painter:
    """A camp fire, near, whose flames lick and whose sparks rise."""
    w, h = size
    back = art.stuff(rng, size, (40, 32, 30), (5, 60))
    tongues = [
        (
            rng.gauss(0.5, 0.16),
            rng.uniform(0.35, 0.85),
            rng.random() * 6,
            art.drift(rng, 1.6),
        )
        for _ in range(15)
    ]
    sparks = [(rng.random(), rng.random(), rng.uniform(0.15, 0.4)) for _ in range(30)]

    def paint(t: float) -> Image.Image:
        image = back.copy()
        draw = ImageDraw.Draw(image)
        for share, tint in (
            (1.0, (190, 60, 20)),
            (0.7, (235, 130, 30)),
            (0.4, (250, 220, 120)),
        ):
            for flame in tongues:
                _tongue(draw, size, t, share, tint, flame)
        for n in range(5):
            x = w * (0.2 + 0.12 * n)
            draw.line((x, h * 0.95, x + w * 0.2, h * 0.84), (60 + n * 9, 42, 30), 16)
        for x, y, pace in sparks:
            sx, sy = (
                w * (0.3 + 0.4 * x + 0.03 * math.sin(4 * t + x * 30)),
                (y - pace * t) % 1 * h,
            )
            draw.rectangle((sx, sy, sx + 2, sy + 2), (255, 190, 90))
        return image

    return paint


def aerial(rng: random.Random, size: art.Size) -> Painter:
    """A slow zoom over a town from high above, then over a second one."""
    w, h = size
    towns = [places.town(rng, (int(w * 1.8), int(h * 1.8))) for _ in range(3)]

    def shot(n: int) -> Painter:
        return lambda t: look(
            towns[n],
            size,
            0.5,
            0.5,
            0.75 + 0.04 * ((t + n) % 11 if n % 2 else 11 - t % 11),
        )

    return cuts((shot(0), shot(1), shot(2)), (4.3, 8.4))


def montage(rng: random.Random, size: art.Size) -> Painter:
    """Calm shots of several places, each of some seconds."""
    shots = (
        herd(rng, size),
        waves(rng, size),
        concourse(rng, size, 12),
        stew(rng, size),
    )
    return cuts(shots, (3.2, 6.6, 9.4))
