"""Slideshows of the second set of labelled films."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from tests.library import films_other_art as art
from tests.library.films_other_talks import Painter, look


def deck(
    pages: Sequence[Image.Image],
    stays: Sequence[float],
    change: str = "cut",
    takes: float = 0.6,
) -> Painter:
    """Pages that stand; the next comes by a cut, a fade, by black, or pushes in."""
    starts = [sum(stays[:n]) for n in range(len(pages))]

    def paint(t: float) -> Image.Image:
        n = max(k for k, start in enumerate(starts) if t >= start)
        share = (t - starts[n]) / takes
        if n == 0 or share >= 1 or change == "cut":
            return pages[n]
        old, new = pages[n - 1], pages[n]
        if change == "black":
            nearer = old if share < 0.5 else new
            return nearer.point(lambda v: int(v * abs(1 - 2 * share)))
        if change == "push":
            image, at = old.copy(), int((1 - share) ** 2 * old.width)
            image.paste(new, (at, 0))
            image.paste(old, (at - old.width, 0))
            return image
        return Image.blend(old, new, share)

    return paint


def stays(rng: random.Random, count: int, low: float, high: float) -> list[float]:
    """How long each page stands."""
    return [rng.uniform(low, high) for _ in range(count)]


def talk(
    rng: random.Random, size: art.Size, change: str = "fade", dark: bool = False
) -> Painter:
    """The pages of a presentation."""
    pages = [art.page(rng, size, rng.randint(2, 5), dark) for _ in range(5)]
    return deck(pages, stays(rng, 5, 2.6, 4.5), change)


def bullets(rng: random.Random, size: art.Size) -> Painter:
    """One page whose lines come one after another, then a second one."""
    pages = []
    for _ in range(2):
        seed = rng.random()
        pages += [art.page(random.Random(seed), size, 5)]
        w, h = size
        for shown in range(4, 0, -1):
            less = pages[-1].copy()
            y = int(h * (0.27 + 0.11 * shown))
            ImageDraw.Draw(less).rectangle((0, y, w * 0.6, h), (250, 249, 246))
            pages.append(less)
        pages[-5:] = reversed(pages[-5:])
    return deck(pages, stays(rng, len(pages), 1.1, 2.2), "fade", 0.25)


def photos(
    rng: random.Random, size: art.Size, change: str = "cut", framed: bool = False
) -> Painter:
    """Photos that stand for some seconds, some with a frame and a line below."""
    pages = []
    for _ in range(5):
        page = art.photo(rng, size)
        if framed:
            back = page.filter(ImageFilter.GaussianBlur(14))
            small = art.photo(rng, (size[0] * 4 // 5, size[1] * 3 // 5))
            back.paste(small, (size[0] // 10, size[1] // 8))
            place = size[0] * 0.1, size[1] * 0.82
            text = art.words(rng, 3)
            ImageDraw.Draw(back).text(place, text, "white", art.font(size[0] // 18))
            page = back
        pages.append(page)
    return deck(pages, stays(rng, 5, 2.9, 4.6), change, 0.8)


def titles(rng: random.Random, size: art.Size) -> Painter:
    """White words on dark cards, by way of black."""
    w, h = size
    pages = []
    for _ in range(5):
        card = art.stuff(rng, size, art.hue(rng, 20, 80), (4, 120))
        draw = ImageDraw.Draw(card)
        text = art.words(rng, 3)
        draw.text((w / 2, h * 0.4), text, "white", art.font(h // 9), anchor="mm")
        text = art.words(rng, 6)
        draw.text((w / 2, h * 0.6), text, (200,) * 3, art.font(h // 20), anchor="mm")
        pages.append(card)
    return deck(pages, stays(rng, 5, 2.4, 3.8), "black", 0.9)


def _site(rng: random.Random, size: art.Size, tall: int) -> Image.Image:
    """A long page of a site: columns of small words with pictures."""
    w, h = size
    site = Image.new("RGB", (w, h * tall), (252, 252, 252))
    draw = ImageDraw.Draw(site)
    y = 30
    while y < h * tall:
        draw.text((w * 0.22, y), art.words(rng, 4), (20, 50, 120), art.font(15))
        for _ in range(rng.randint(3, 6)):
            y += 15
            draw.text((w * 0.22, y + 4), art.words(rng, 8), (60,) * 3, art.font(10))
        if rng.random() < 0.6:
            site.paste(art.photo(rng, (w // 2, h // 3)), (int(w * 0.22), y + 24))
            y += h // 3 + 14
        y += 34
    return site


def screen(rng: random.Random, size: art.Size) -> Painter:
    """A browser; now and then the page jumps on, and an arrow wanders."""
    w, h = size
    site = _site(rng, size, 4)
    jumps, aims = [0.0, 3.4, 4.1, 8.2], [art.drift(rng, 0.5) for _ in range(2)]

    def paint(t: float) -> Image.Image:
        n = sum(t >= at for at in jumps) - 1
        image = site.crop((0, n * h * 3 // 4, w, n * h * 3 // 4 + h))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, w, 24), (222, 225, 230))
        draw.rounded_rectangle((60, 4, w - 60, 20), 8, "white")
        for k, colour in enumerate(((240, 90, 80), (240, 190, 70), (90, 200, 90))):
            draw.ellipse((8 + k * 15, 7, 18 + k * 15, 17), colour)
        # The hand rests most of the time.
        s = t if t % 4 < 1.4 else t - t % 4 + 1.4
        x, y = w * (0.5 + 0.3 * aims[0](s)), h * (0.5 + 0.3 * aims[1](s))
        arrow = (x, y, x, y + 14, x + 4, y + 10, x + 10, y + 10)
        draw.polygon(arrow, "black", "white")
        return image

    return paint


def code(rng: random.Random, size: art.Size) -> Painter:
    """An editor in which somebody writes a line now and then."""
    w, h = size
    tints = ((220, 120, 170), (130, 190, 250), (170, 210, 130), (210, 210, 215))
    lines = [(art.words(rng, 4).lower(), rng.choice(tints)) for _ in range(40)]

    @cache
    def drawn(done: int, typed: int, blink: bool) -> Image.Image:
        image = Image.new("RGB", size, (30, 32, 40))
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, w * 0.2, h), (38, 41, 51))
        for n in range(9):
            draw.text((8, 10 + n * 18), lines[n + 20][0][:11], (150,) * 3, art.font(10))
        for n in range(done + 1):
            text, tint = lines[n]
            y = 12 + n * h // 18
            draw.text((w * 0.22, y), str(n + 1), (90,) * 3, art.font(12))
            shown = text[:typed] if n == done else text
            draw.text((w * 0.28 + n % 3 * 14, y), shown, tint, art.font(12))
        if blink:
            draw.rectangle((w * 0.26, y, w * 0.265, y + 14), (230,) * 3)
        return image

    def paint(t: float) -> Image.Image:
        return drawn(6 + int(t / 3), int(max(0.0, t % 3 - 1) * 14), t % 1 < 0.5)

    return paint


def old_photos(rng: random.Random, size: art.Size) -> Painter:
    """Brown photos with scratches that fade into each other."""
    pages = []
    for _ in range(4):
        grey = art.photo(rng, size).convert("L")
        page = Image.merge(
            "RGB", [grey.point(lambda v, k=k: int(v * k)) for k in (1, 0.85, 0.65)]
        )
        draw = ImageDraw.Draw(page)
        for _ in range(12):
            x = rng.randrange(size[0])
            draw.line((x, 0, x + rng.randint(-9, 9), size[1]), (200, 180, 150))
        pages.append(ImageChops.offset(page, rng.randint(-2, 2)))
    return deck(pages, stays(rng, 4, 3.2, 4.4), "fade", 1.0)


def charts(rng: random.Random, size: art.Size) -> Painter:
    """Pages of curves and of columns, each until a hard cut."""
    w, h = size
    pages = []
    for n in range(4):
        page = art.page(rng, size, 0, dark=n % 2 == 1)
        draw = ImageDraw.Draw(page)
        for _ in range(3):
            rise = art.drift(rng, 1)
            at = [
                (w * (0.08 + k * 0.01), h * (0.6 + 0.2 * rise(k / 5)))
                for k in range(50)
            ]
            draw.line(at, art.hue(rng), 3)
        for k in range(5):
            y = h * (0.35 + k * 0.11)
            draw.line((w * 0.07, y, w * 0.58, y), (150,) * 3)
            draw.text((4, y), str(rng.randint(10, 99)), (120,) * 3, art.font(h // 26))
        pages.append(page)
    return deck(pages, stays(rng, 4, 2.6, 4.4))


def thrown(rng: random.Random, size: art.Size) -> Painter:
    """A camera on a stand that films a wall on which pages are thrown."""
    w, h = size
    wall = art.room(rng, size, 1.5).point(lambda v: int(v * 0.45))
    pages = talk(rng, (w * 3 // 4, h * 3 // 4), "cut")

    def paint(t: float) -> Image.Image:
        image = wall.copy()
        image.paste(pages(t), (w // 8, h // 9))
        return look(image, size, 0.5, 0.5, 1.04)

    return paint
