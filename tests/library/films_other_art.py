"""Stills and people drawn with Pillow for the second set of labelled films."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Size = tuple[int, int]
Colour = tuple[int, int, int]
WORDS = (
    *("market", "river", "paper", "signal", "growth", "team", "plan", "summer"),
    *("window", "copper", "answer", "light", "report", "number", "season"),
    *("harbour", "method", "simple", "result", "garden", "budget", "morning"),
)


@cache
def font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The letters that come with Pillow."""
    return ImageFont.load_default(height)


def words(rng: random.Random, count: int) -> str:
    """A sentence without sense."""
    return " ".join(rng.choice(WORDS) for _ in range(count)).capitalize()


def hue(rng: random.Random, low: int = 40, high: int = 220) -> Colour:
    """A colour by chance."""
    return rng.randint(low, high), rng.randint(low, high), rng.randint(low, high)


def drift(rng: random.Random, pace: float) -> Callable[[float], float]:
    """A smooth wandering between -1 and 1 that turns pace times a second."""
    marks = [rng.uniform(-1, 1) for _ in range(int(20 * pace) + 3)]

    def at(t: float) -> float:
        n, share = divmod(max(0.0, t) * pace, 1)
        k = int(n) % (len(marks) - 1)
        ease = (1 - math.cos(math.pi * share)) / 2
        return marks[k] * (1 - ease) + marks[k + 1] * ease

    return at


def clouds(rng: random.Random, size: Size, *cells: int) -> Image.Image:
    """Grey noise of several grains."""
    image = Image.new("L", size, 128)
    for n, count in enumerate(cells):
        small = count, max(2, count * size[1] // size[0])
        layer = Image.frombytes("L", small, rng.randbytes(small[0] * small[1]))
        layer = layer.resize(size, Image.Resampling.BICUBIC)
        image = Image.blend(image, layer, 0.6 / (n + 1))
    return image


def stuff(
    rng: random.Random, size: Size, base: Colour, cells: tuple[int, ...] = (5, 40, 180)
) -> Image.Image:
    """A surface of that colour, as wall, cloth, grass or wood have it."""
    grey = clouds(rng, size, *cells)
    bands = [grey.point([c * (70 + v) // 200 for v in range(256)]) for c in base]
    return Image.merge("RGB", bands)


def sky(size: Size, top: Colour, foot: Colour) -> Image.Image:
    """One colour above that becomes another below."""
    ramp = Image.linear_gradient("L").resize(size)
    ground = Image.new("RGB", size, top)
    ground.paste(foot, (0, 0), ramp)
    return ground


def landscape(rng: random.Random, size: Size) -> Image.Image:
    """Hills behind hills, a meadow and trees."""
    w, h = size
    image = sky(size, (70, rng.randint(110, 150), 205), (235, 215, 190))
    white = Image.new("RGB", size, (250, 250, 250))
    bright = clouds(rng, size, 6, 20, 60).point(lambda v: max(0, v - 140) * 3)
    image.paste(white, (0, 0), bright)
    for n in range(4):
        ridge = drift(rng, 0.6 + n * 0.5)
        level = h * (0.38 + 0.13 * n)
        line = [(x, level + h * 0.1 * ridge(x / w * 12)) for x in range(0, w + 8, 8)]
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([*line, (w, h), (0, h)], fill=255)
        tint = (110 - 18 * n + rng.randint(0, 30), 135 - 8 * n, 140 - 28 * n)
        image.paste(stuff(rng, size, tint), (0, 0), mask)
    draw = ImageDraw.Draw(image)
    for _ in range(w // 18):
        x, y = rng.randrange(w), rng.uniform(0.68, 0.95) * h
        tall = (y - h * 0.5) * rng.uniform(0.3, 0.6)
        leaf = rng.randint(15, 50), rng.randint(60, 110), rng.randint(20, 50)
        draw.line((x, y, x, y - tall), fill=(60, 40, 25), width=3)
        draw.ellipse((x - tall / 3, y - tall * 1.4, x + tall / 3, y - tall / 3), leaf)
    return image


def street(rng: random.Random, size: Size) -> Image.Image:
    """Houses with windows and shop signs along a road."""
    w, h = size
    image = sky(size, (140, 170, 210), (225, 225, 220))
    draw = ImageDraw.Draw(image)
    x = -10
    while x < w:
        wide, top = rng.randint(h // 4, h // 2), int(h * rng.uniform(0.05, 0.3))
        wall = stuff(rng, (wide, h), hue(rng, 110, 220), (6, 60))
        image.paste(wall, (x, top))
        for wy in range(top + 12, int(h * 0.52), h // 9):
            for wx in range(x + 8, x + wide - h // 16, h // 11):
                glass = rng.choice(((60, 70, 90), (40, 50, 60), (210, 200, 150)))
                draw.rectangle((wx, wy, wx + h // 20, wy + h // 14), glass, (240,) * 3)
        draw.rectangle((x + 4, h * 0.57, x + wide - 4, h * 0.64), hue(rng, 30, 160))
        draw.text((x + 8, h * 0.57), words(rng, 1), "white", font(max(8, h // 18)))
        draw.rectangle((x + 8, h * 0.66, x + wide - 8, h * 0.78), (50, 55, 60))
        x += wide + 2
    image.paste(stuff(rng, (w, h), (150, 145, 140)), (0, int(h * 0.78)))
    image.paste(stuff(rng, (w, h), (85, 85, 90)), (0, int(h * 0.87)))
    for lane in range(0, w, 60):
        draw.rectangle((lane, h * 0.93, lane + 28, h * 0.945), (230, 230, 220))
    return image


def room(rng: random.Random, size: Size, blur: float = 0) -> Image.Image:
    """A wall with shelves of books, a picture, a lamp and a window."""
    w, h = size
    image = stuff(rng, size, hue(rng, 120, 210), (3, 90))
    draw = ImageDraw.Draw(image)
    left = rng.random() < 0.5
    x0, x1 = (0, w * 2 // 5) if left else (w * 3 // 5, w)
    for shelf in range(4):
        y, x = h * shelf // 4 + h // 4, x0 + 3
        draw.rectangle((x0, y - 6, x1, y), (90, 60, 40))
        while x < x1 - 14:
            wide, tall = rng.randint(5, 13), rng.randint(h // 8, h // 5)
            draw.rectangle((x, y - 6 - tall, x + wide, y - 7), hue(rng), (30, 30, 30))
            x += wide + (rng.random() < 0.15) * 20
    view = landscape(rng, (w // 4, h // 2))
    wx = w * 2 // 3 if left else w // 12
    image.paste(view, (wx, h // 10))
    draw.rectangle((wx, h // 10, wx + view.width, h // 10 + h // 2), None, "white", 5)
    image.paste(stuff(rng, (w // 2, h // 4), hue(rng, 60, 150)), (wx - 40, h * 4 // 5))
    return image.filter(ImageFilter.GaussianBlur(blur)) if blur else image


def crowd(rng: random.Random, size: Size) -> Image.Image:
    """A pitch with stripes before full stands and advertising boards."""
    w, h = size
    image = stuff(rng, size, (60, 60, 75))
    draw = ImageDraw.Draw(image)
    for _ in range(w * 2):
        x, y, r = rng.randrange(w), rng.uniform(0, 0.42) * h, rng.randint(2, 4)
        draw.ellipse((x - r, y - r, x + r, y + r * 2), hue(rng, 60, 250))
    for x in range(0, w, h // 2):
        draw.rectangle((x, h * 0.42, x + h // 2 - 4, h * 0.52), hue(rng, 20, 200))
        draw.text((x + 10, h * 0.43), words(rng, 1), "white", font(max(8, h // 14)))
    for n, x in enumerate(range(0, w, h // 3)):
        green = (60, 150, 60) if n % 2 else (45, 125, 50)
        image.paste(stuff(rng, (h // 3, h), green, (4, 60)), (x, int(h * 0.52)))
    draw.line((0, h * 0.56, w, h * 0.56), "white", 3)
    draw.ellipse((w * 0.4, h * 0.6, w * 0.6, h * 0.9), None, "white", 3)
    return image


FOOD = ((190, 40, 30), (60, 130, 40), (220, 150, 40), (235, 225, 190))


def table(rng: random.Random, size: Size) -> Image.Image:
    """A board seen from above, with cut vegetables and a bowl."""
    w, h = size
    grain = clouds(rng, (w * 6, h), 40, 200).resize(size)
    image = Image.composite(
        stuff(rng, size, (190, 140, 90)), stuff(rng, size, (130, 90, 55)), grain
    )
    draw = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, r = rng.randrange(w), rng.randrange(h), rng.uniform(0.02, 0.06) * h
        skin = rng.choice(FOOD)
        draw.ellipse((x - r, y - r * 0.8, x + r, y + r * 0.8), skin, (70, 40, 30))
        draw.arc((x - r / 2, y - r / 2, x + r / 2, y + r / 2), 0, 200, "white")
    draw.ellipse((w * 0.68, h * 0.08, w * 0.95, h * 0.6), (60, 62, 66), (200,) * 3, 6)
    return image


def photo(rng: random.Random, size: Size) -> Image.Image:
    """A photo of some place."""
    image = rng.choice((landscape, street, room, crowd, table))(rng, size)
    return ImageChops.multiply(image, Image.new("RGB", size, hue(rng, 200, 255)))


def page(rng: random.Random, size: Size, lines: int, dark: bool = False) -> Image.Image:
    """A slide: a title, lines of words, and a chart or a photo at the side."""
    w, h = size
    paper, ink = ((250, 249, 246), (35, 35, 35))
    if dark:
        paper, ink = ((24, 28, 38), (225, 228, 235))
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    strong = hue(rng, 30, 190)
    draw.rectangle((0, 0, w, h // 40), strong)
    draw.text((w * 0.06, h * 0.08), words(rng, 3), strong, font(h // 10))
    for n in range(lines):
        y = h * (0.28 + 0.11 * n)
        draw.ellipse((w * 0.06, y + h * 0.02, w * 0.075, y + h * 0.045), strong)
        draw.text((w * 0.1, y), words(rng, 4), ink, font(h // 18))
    box = int(w * 0.62), int(h * 0.3)
    if rng.random() < 0.5:
        image.paste(photo(rng, (w // 3, h // 2)), box)
        return image
    for n in range(6):
        tall, x = rng.uniform(0.05, 0.5) * h, box[0] + n * w // 18
        draw.rectangle((x, h * 0.82 - tall, x + w // 24, h * 0.82), hue(rng))
    draw.line((box[0] - 6, h * 0.82, w * 0.96, h * 0.82), ink, 2)
    return image


@dataclass(frozen=True, kw_only=True)
class Body:
    """How somebody looks."""

    skin: Colour
    hair: Colour
    top: Colour
    legs: Colour


def body(rng: random.Random) -> Body:
    """Somebody."""
    tone = rng.randint(90, 225)
    return Body(
        skin=(tone, int(tone * 0.78), int(tone * 0.62)),
        hair=hue(rng, 15, 110),
        top=hue(rng, 40, 220),
        legs=hue(rng, 20, 110),
    )


def figure(
    draw: ImageDraw.ImageDraw, who: Body, x: float, foot: float, tall: float, p: float
) -> None:
    """Somebody whole; p is the phase of the step or of the dance."""
    hip, neck, thick = foot - tall * 0.48, foot - tall * 0.82, max(2, int(tall * 0.09))
    arm = max(2, thick * 3 // 4)
    for side in (-1, 1):
        swing = math.sin(p + side * math.pi / 2)
        knee = x + swing * tall * 0.12, foot - tall * 0.25
        ankle = x + swing * tall * 0.2, foot - max(0, -swing) * tall * 0.08
        draw.line((x, hip, *knee, *ankle), who.legs, thick, "curve")
        elbow = x - swing * tall * 0.13, neck + tall * 0.18
        hand = x - swing * tall * 0.22 + side * 2, neck + tall * (0.3 - 0.08 * swing)
        draw.line((x, neck + 3, *elbow, *hand), who.top, arm, "curve")
        r = tall * 0.03
        draw.ellipse((hand[0] - r, hand[1] - r, hand[0] + r, hand[1] + r), who.skin)
    wide = tall * 0.11
    draw.rounded_rectangle((x - wide, neck, x + wide, hip + tall * 0.04), wide, who.top)
    for n in range(1, 4):
        y = neck + n * tall * 0.08
        draw.line((x - wide, y, x + wide, y), who.legs)
    r = tall * 0.075
    draw.ellipse((x - r, neck - r * 2.1, x + r, neck + r * 0.2), who.skin)
    draw.pieslice((x - r, neck - r * 2.3, x + r, neck), 180, 360, who.hair)
