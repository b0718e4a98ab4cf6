"""Places drawn with Pillow for the third set of labelled films."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFilter

from tests.library import films_other_art as art


def office(rng: random.Random, size: art.Size, blur: float = 0) -> Image.Image:
    """A wall with blinds, a plant, a board with notes and a lamp's light."""
    w, h = size
    image = art.stuff(rng, size, art.hue(rng, 130, 215), (2, 6, 120))
    draw = ImageDraw.Draw(image)
    x0 = int(w * rng.uniform(0.02, 0.15))
    for y in range(int(h * 0.06), int(h * 0.6), max(4, h // 36)):
        draw.rectangle((x0, y, x0 + w * 0.24, y + h // 70), (235, 238, 240))
    bx = w * 0.68
    draw.rectangle((bx, h * 0.12, w * 0.97, h * 0.5), (170, 125, 80), (90, 60, 40), 3)
    for _ in range(9):
        x, y = rng.uniform(0.69, 0.9) * w, rng.uniform(0.14, 0.4) * h
        draw.rectangle((x, y, x + w * 0.05, y + h * 0.07), art.hue(rng, 150, 250))
    for _ in range(14):
        x, y = w * rng.uniform(0.82, 0.98), h * rng.uniform(0.5, 0.72)
        draw.line((w * 0.9, h * 0.86, x, y), (30, rng.randint(80, 130), 45), 4)
    draw.rectangle((w * 0.86, h * 0.84, w * 0.94, h), (150, 90, 60))
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def studio(rng: random.Random, size: art.Size) -> Image.Image:
    """A dark set with lit panels."""
    w, h = size
    image = art.sky(size, (18, 22, 40), (50, 44, 70))
    draw = ImageDraw.Draw(image)
    tint = art.hue(rng, 60, 230)
    for n in range(7):
        x, dim = w * n / 7, 0.4 + 0.6 * (n % 2)
        colour = tuple(int(c * dim) for c in tint)
        draw.rectangle((x + 4, h * 0.08, x + w / 9, h * 0.75), colour, "white")
    draw.rectangle((0, h * 0.8, w, h), (70, 72, 80))
    return image.filter(ImageFilter.GaussianBlur(1.5))


def lights(rng: random.Random, size: art.Size) -> Image.Image:
    """A town at night, far out of focus."""
    w, h = size
    image = art.sky(size, (12, 14, 28), (44, 34, 40))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, r = rng.randrange(w), rng.uniform(0.2, 0.9) * h, rng.uniform(0.02, 0.06)
        draw.ellipse((x, y, x + r * h * 2, y + r * h * 2), art.hue(rng, 60, 230))
    return image.filter(ImageFilter.GaussianBlur(2))


def hall(rng: random.Random, size: art.Size) -> Image.Image:
    """A station's hall: windows, pillars, a board of trains, a tiled floor."""
    w, h = size
    image = art.stuff(rng, size, (190, 180, 165), (3, 80))
    draw = ImageDraw.Draw(image)
    for x in range(0, w, h // 3):
        draw.rectangle((x + 6, h * 0.04, x + h // 4, h * 0.38), (200, 220, 235))
        draw.line((x + h // 7, h * 0.04, x + h // 7, h * 0.38), (90,) * 3, 3)
        draw.rectangle((x, 0, x + 6, h * 0.55), (120, 110, 100))
    draw.rectangle((w * 0.3, h * 0.42, w * 0.7, h * 0.54), (15, 20, 30))
    for n in range(3):
        text = art.words(rng, 4)
        draw.text((w * 0.31, h * (0.42 + n * 0.035)), text, "orange", art.font(h // 28))
    floor = art.stuff(rng, (w, h), (150, 145, 140), (4, 60, 200))
    image.paste(floor, (0, int(h * 0.55)))
    for n in range(9):
        y = h * (0.55 + 0.45 * (n / 9) ** 1.6)
        draw.line((0, y, w, y), (120, 115, 112), 2)
    for n in range(-20, 21):
        draw.line((w / 2 + n * w / 14, h * 0.55, w / 2 + n * w / 3, h), (125,) * 3)
    return image


def market(rng: random.Random, size: art.Size) -> Image.Image:
    """Stalls with awnings and heaps of fruit."""
    w, h = size
    image = art.stuff(rng, size, (150, 160, 170), (4, 50))
    draw = ImageDraw.Draw(image)
    wide, x = h // 2, 0
    while x < w:
        tint = art.hue(rng, 60, 220)
        for n in range(8):
            stripe = tint if n % 2 else (240, 235, 225)
            left = x + n * wide / 8
            draw.rectangle((left, h * 0.16, left + wide / 8, h * 0.34), stripe)
        draw.rectangle((x, h * 0.34, x + wide - 6, h * 0.58), (60, 50, 45))
        draw.text((x + 8, h * 0.36), art.words(rng, 2), "white", art.font(h // 20))
        for _ in range(70):
            fx, fy = x + rng.random() * (wide - 12), h * rng.uniform(0.54, 0.72)
            r = h * 0.018
            draw.ellipse((fx, fy, fx + r * 2, fy + r * 2), art.hue(rng, 30, 240))
        draw.rectangle(
            (x, h * 0.72, x + wide - 6, h * 0.86), (120, 85, 55), (60, 40, 30)
        )
        x += wide
    image.paste(art.stuff(rng, (w, h), (110, 105, 100)), (0, int(h * 0.86)))
    return image


def town(rng: random.Random, size: art.Size) -> Image.Image:
    """A town from above: roofs, streets, trees."""
    w, h = size
    image = art.stuff(rng, size, (130, 128, 125), (6, 60, 160))
    draw, step = ImageDraw.Draw(image), 46
    for y in range(0, h, step):
        for x in range(0, w, step):
            a, b = rng.randint(20, 38), rng.randint(20, 38)
            if rng.random() < 0.25:
                draw.ellipse((x, y, x + a, y + b), (40, rng.randint(80, 130), 50))
                continue
            roof = art.hue(rng, 80, 210)
            draw.rectangle((x + 3, y + 3, x + a + 3, y + b + 3), (50, 50, 55))
            draw.rectangle((x, y, x + a, y + b), roof, (60, 50, 45))
            draw.line((x, y + b / 2, x + a, y + b / 2), (60, 50, 45))
    return image


def gym(rng: random.Random, size: art.Size) -> Image.Image:
    """A sports hall: bars on the wall, full benches, lines on the floor."""
    w, h = size
    image = art.stuff(rng, size, (200, 190, 160), (5, 70))
    draw = ImageDraw.Draw(image)
    for _ in range(w // 2):
        x, y = rng.randrange(w), rng.uniform(0.12, 0.42) * h
        draw.ellipse((x, y, x + h / 28, y + h / 20), art.hue(rng, 40, 240))
    for x in range(0, w, h // 2):
        draw.rectangle((x, h * 0.45, x + h // 2 - 5, h * 0.53), art.hue(rng, 20, 200))
        draw.text((x + 5, h * 0.45), art.words(rng, 1), "white", art.font(h // 14))
    image.paste(art.stuff(rng, (w, h), (205, 150, 90), (40, 160)), (0, int(h * 0.53)))
    for n in range(8):
        x = w * n / 8
        draw.line((x, h * 0.53, x - h * 0.2, h), "white", 4)
        draw.arc((x, h * 0.5, x + h, h * 1.1), 0, 180, (30, 60, 160), 5)
    return image
