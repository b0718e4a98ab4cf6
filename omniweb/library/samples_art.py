"""Draws the scenes of the built-in samples with Pillow; all of it is our own."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1280, 720)
NIGHT, DAWN = (38, 26, 32), (236, 148, 96)
CREAM, CLAY, BEAN = (250, 238, 220), (196, 84, 58), (84, 48, 34)


def draw(directory: Path) -> list[Path]:
    """Write the three scenes as PNG, and answer where they are."""
    found = []
    for name, scene in (("cup", _cup), ("beans", _beans), ("words", _words)):
        path = directory / f"{name}.png"
        scene().save(path)
        found.append(path)
    return found


def _sky(top: tuple[int, int, int], foot: tuple[int, int, int]) -> Image.Image:
    column = Image.new("RGB", (1, SIZE[1]))
    for y in range(SIZE[1]):
        share = y / SIZE[1]
        column.putpixel(
            (0, y),
            tuple(round(a + (b - a) * share) for a, b in zip(top, foot, strict=True)),
        )
    return column.resize(SIZE)


def _cup() -> Image.Image:
    """A cup with steam before a rising sun."""
    image = _sky(NIGHT, DAWN)
    draw = ImageDraw.Draw(image)
    draw.ellipse((760, 180, 1120, 540), fill=(252, 206, 140))
    draw.rectangle((0, 560, 1280, 720), fill=(92, 54, 44))
    draw.arc((720, 370, 860, 510), -90, 90, fill=CREAM, width=30)
    draw.rounded_rectangle((440, 330, 790, 590), 60, fill=CREAM)
    draw.rectangle((440, 330, 790, 400), fill=CREAM)
    draw.ellipse((440, 296, 790, 366), fill=(228, 208, 184))
    draw.ellipse((462, 304, 768, 358), fill=BEAN)
    draw.ellipse((380, 570, 850, 630), fill=(216, 196, 172))
    steam = Image.new("RGBA", SIZE)
    lines = ImageDraw.Draw(steam)
    for x in (530, 615, 700):
        wave = [(x + 26 * math.sin(y / 34), y) for y in range(90, 300, 4)]
        lines.line(wave, fill=(255, 255, 255, 150), width=16)
    steam = steam.filter(ImageFilter.GaussianBlur(7))
    image.paste(steam, (0, 0), steam)
    return image


def _beans() -> Image.Image:
    """Rows of coffee beans, each turned a little further."""
    image = _sky((222, 186, 148), (184, 136, 96))
    bean = Image.new("RGBA", (150, 150))
    draw = ImageDraw.Draw(bean)
    draw.ellipse((18, 38, 132, 112), fill=BEAN)
    draw.arc((-30, 72, 180, 150), 215, 325, fill=(46, 24, 18), width=7)
    for row in range(5):
        for column in range(9):
            turned = bean.rotate(37 * row + 23 * column)
            image.paste(turned, (column * 145 - 40 + row % 2 * 70, row * 140), turned)
    return image


def _words() -> Image.Image:
    """The brand's card."""
    image = Image.new("RGB", SIZE, CLAY)
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((60, 60, 1220, 660), 40, outline=CREAM, width=6)
    lines = (("Harbour Roast", 118, 240), ("Small batches. Slow mornings.", 52, 410))
    for text, size, y in lines:
        font = ImageFont.load_default(size)
        draw.text((640, y), text, fill=CREAM, font=font, anchor="mm")
    draw.text(
        (640, 540),
        "Now in 250 g tins",
        fill=DAWN,
        font=ImageFont.load_default(44),
        anchor="mm",
    )
    return image
