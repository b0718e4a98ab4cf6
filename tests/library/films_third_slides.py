"""Slideshows of the third set of labelled films."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

from tests.library import films_other_art as art
from tests.library import films_third_places as places
from tests.library.films_other_slides import deck, stays
from tests.library.films_other_talks import Painter

Pages = Callable[[random.Random, art.Size, int], list[Image.Image]]


def shown(
    rng: random.Random,
    size: art.Size,
    pages: Pages,
    change: str = "cut",
    takes: float = 0.5,
    stay: tuple[float, float] = (2.4, 4.6),
) -> Painter:
    """Six pages one after another."""
    return deck(pages(rng, size, 6), stays(rng, 6, *stay), change, takes)


def recipes(rng: random.Random, size: art.Size, count: int) -> list[Image.Image]:
    """Cards with a dish and a list of what it takes."""
    w, h = size
    cards = []
    for n in range(count):
        card = art.stuff(rng, size, (240, 230, 205), (3, 200))
        draw = ImageDraw.Draw(card)
        dish = art.table(rng, (int(w * 0.44), int(h * 0.76)))
        card.paste(dish, (int(w * (0.04 if n % 2 else 0.52)), int(h * 0.12)))
        x = w * (0.52 if n % 2 else 0.05)
        draw.text((x, h * 0.1), art.words(rng, 2), (140, 40, 30), art.font(h // 11))
        for k in range(6):
            line = f"{rng.randint(1, 9)}0 g  {art.words(rng, 2).lower()}"
            draw.text((x, h * (0.28 + k * 0.09)), line, (60, 50, 40), art.font(h // 20))
        cards.append(card)
    return cards


def quotes(rng: random.Random, size: art.Size, count: int) -> list[Image.Image]:
    """A large sentence on one colour, with who said it."""
    w, h = size
    cards = []
    for _ in range(count):
        card = Image.new("RGB", size, art.hue(rng, 30, 200))
        draw = ImageDraw.Draw(card)
        for k in range(4):
            place = w * 0.08, h * (0.2 + 0.13 * k)
            draw.text(place, art.words(rng, 4), "white", art.font(min(w, h) // 16))
        draw.text((w * 0.08, h * 0.8), art.words(rng, 2), (235,) * 3, art.font(14))
        cards.append(card)
    return cards


def scans(rng: random.Random, size: art.Size, count: int) -> list[Image.Image]:
    """Written pages as a scanner sees them, with a stamp and a signature."""
    w, h = size
    sheets = []
    for _ in range(count):
        sheet = art.stuff(rng, size, (225, 222, 212), (2, 150))
        draw = ImageDraw.Draw(sheet)
        y = int(h * 0.06)
        while y < h * 0.85:
            text = art.words(rng, rng.choice((3, 8, 9, 9)))
            draw.text((w * 0.09, y), text, (50, 50, 60), art.font(max(9, h // 36)))
            y += max(11, h // 28) * rng.choice((1, 1, 1, 2))
        x = rng.uniform(0.5, 0.7) * w
        draw.ellipse((x, h * 0.78, x + w * 0.2, h * 0.95), None, (160, 40, 60), 3)
        sheets.append(sheet.rotate(rng.uniform(-1, 1), fillcolor=(200, 198, 190)))
    return sheets


def albums(rng: random.Random, size: art.Size, count: int) -> list[Image.Image]:
    """Two photos on each page of an album, some turned a little."""
    w, h = size
    pages = []
    for _ in range(count):
        page = art.stuff(rng, size, (60, 50, 45), (4, 120))
        for n in range(2):
            box = (int(w * 0.42), int(h * 0.6)) if w > h else (int(w * 0.8), h * 2 // 5)
            photo = rng.choice((places.market, art.landscape, places.hall, art.street))
            print_ = Image.new("RGB", (box[0] + 12, box[1] + 12), (240, 238, 230))
            print_.paste(photo(rng, box), (6, 6))
            print_ = print_.convert("RGBA").rotate(rng.uniform(-4, 4), expand=True)
            at = (n * w // 2 + 4, h // 6) if w > h else (w // 15, 8 + n * h // 2)
            page.paste(print_, at, print_)
        pages.append(page)
    return pages


def single(rng: random.Random, size: art.Size, count: int) -> list[Image.Image]:
    """One photo over the whole picture each time."""
    kinds = (places.market, places.hall, places.town, art.landscape, places.gym)
    return [kinds[n % 5](rng, size) for n in range(count)]


def lecture(rng: random.Random, size: art.Size) -> Painter:
    """A lecture's pages with a number and a small clock that ticks."""
    w, h = size
    pages = shown(rng, size, lambda r, s, n: [art.page(r, s, 4) for _ in range(n)])

    def paint(t: float) -> Image.Image:
        image = pages(t).copy()
        draw = ImageDraw.Draw(image)
        draw.text((w * 0.88, h * 0.93), f"14:07:{int(t):02}", (90,) * 3, art.font(11))
        draw.text((w * 0.04, h * 0.93), art.WORDS[3], (150,) * 3, art.font(11))
        return image

    return paint


def diagram(rng: random.Random, size: art.Size) -> Painter:
    """Boxes and arrows that come one after another."""
    w, h = size
    page = Image.new("RGB", size, (248, 248, 252))
    ImageDraw.Draw(page).text((16, 10), art.words(rng, 3), (30, 40, 90), art.font(22))
    pages = [page]
    for n in range(6):
        page = page.copy()
        draw = ImageDraw.Draw(page)
        x, y = w * (0.06 + 0.32 * (n % 3)), h * (0.25 + 0.38 * (n // 3))
        box = x, y, x + w * 0.24, y + h * 0.24
        draw.rounded_rectangle(box, 8, art.hue(rng, 120, 230), (60,) * 3, 2)
        draw.text((x + 8, y + 12), art.words(rng, 2), (20,) * 3, art.font(h // 19))
        if n % 3:
            draw.line((x - w * 0.07, y + h * 0.12, x - 3, y + h * 0.12), (60,) * 3, 4)
        pages.append(page)
    return deck(pages, stays(rng, 7, 2.0, 2.6), "fade", 0.3)


def pins(rng: random.Random, size: art.Size) -> Painter:
    """A map on which pins and a route come; then another map."""
    w, h = size
    pages = []
    for _ in range(2):
        page = art.stuff(rng, size, (205, 220, 190), (5, 9))
        draw = ImageDraw.Draw(page)
        for _ in range(14):
            ends = [(rng.randrange(w), rng.randrange(h)) for _ in range(3)]
            draw.line(ends, rng.choice(("white", (240, 200, 110))), rng.randint(2, 6))
        last = (w * 0.1, h * 0.8)
        for _ in range(3):
            page = page.copy()
            draw, at = (
                ImageDraw.Draw(page),
                (rng.uniform(0.2, 0.9) * w, rng.random() * h),
            )
            draw.line((*last, *at), (30, 90, 220), 4)
            draw.ellipse((at[0] - 8, at[1] - 8, at[0] + 8, at[1] + 8), (210, 40, 40))
            draw.text((at[0] + 10, at[1] - 9), art.words(rng, 1), "black", art.font(14))
            last = at
            pages.append(page)
    return deck(pages, stays(rng, 6, 2.0, 3.2))


def sheet(rng: random.Random, size: art.Size) -> Painter:
    """A table of numbers whose cells are filled; an arrow moves at times."""
    w, h = size
    page = Image.new("RGB", size, (253, 253, 253))
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, w, h * 0.13), (33, 115, 70))
    draw.text((10, 5), art.words(rng, 3), "white", art.font(h // 15))
    for row in range(12):
        for column in range(7):
            x, y = column * w / 7, h * (0.13 + row * 0.073)
            draw.rectangle((x, y, x + w / 7, y + h * 0.073), None, (205,) * 3)
            text = art.words(rng, 1) if column == 0 else str(rng.randint(10, 9999))
            if column < 4 or row < 3:
                draw.text((x + 4, y + 2), text, (40,) * 3, art.font(h // 24))
    aims = [art.drift(rng, 0.4) for _ in range(2)]
    numbers = [str(rng.randint(10, 9999)) for _ in range(30)]

    def paint(t: float) -> Image.Image:
        image = page.copy()
        ink = ImageDraw.Draw(image)
        for n in range(int(t * 0.8)):
            x, y = (4 + n % 3) * w / 7, h * (0.13 + (3 + n // 3) * 0.073)
            ink.text((x + 4, y + 2), numbers[n], (20, 60, 150), art.font(h // 24))
        s = t if t % 5 < 1.2 else t - t % 5 + 1.2
        x, y = w * (0.6 + 0.3 * aims[0](s)), h * (0.5 + 0.3 * aims[1](s))
        ink.polygon((x, y, x, y + 15, x + 4, y + 11, x + 11, y + 11), "white", "black")
        return image

    return paint


def quiz(rng: random.Random, size: art.Size) -> Painter:
    """Questions with three answers; a small count runs, then one turns green."""
    w, h = size
    pages = []
    for _ in range(3):
        page = Image.new("RGB", size, (45, 30, 90))
        ink = ImageDraw.Draw(page)
        ink.text((w * 0.08, h * 0.12), art.words(rng, 5), "white", art.font(w // 20))
        right, names = rng.randrange(3), rng.sample(art.WORDS, 3)
        for told in (False, True):
            page = page.copy()
            ink = ImageDraw.Draw(page)
            for k in range(3):
                tint = (50, 160, 80) if told and k == right else (90, 75, 150)
                y = h * (0.35 + 0.18 * k)
                box = w * 0.08, y, w * 0.7, y + h * 0.13
                ink.rounded_rectangle(box, 9, tint, "white")
                text = names[k]
                ink.text((w * 0.12, y + h * 0.03), text, "white", art.font(w // 24))
            pages.append(page)
    asked = deck(pages, [2.6, 2.0] * 3)

    def paint(t: float) -> Image.Image:
        image = asked(t).copy()
        left = max(0, 3 - int(t % 4.6))
        ImageDraw.Draw(image).text((w * 0.9, 8), str(left), "yellow", art.font(w // 18))
        return image

    return paint


def lyrics(rng: random.Random, size: art.Size) -> Painter:
    """A song's lines over one blurred photo that stands."""
    w, h = size
    back = art.landscape(rng, size).filter(ImageFilter.GaussianBlur(5))
    pages = []
    for _ in range(6):
        page = back.copy()
        draw = ImageDraw.Draw(page)
        for k in range(3):
            text, y = art.words(rng, 4), h * (0.35 + 0.14 * k)
            letters = art.font(w // 18)
            draw.text(
                (w / 2, y),
                text,
                "white",
                letters,
                "mm",
                stroke_width=2,
                stroke_fill=(20, 20, 30),
            )
        pages.append(page)
    return deck(pages, stays(rng, 6, 2.0, 3.2), "fade", 0.3)
