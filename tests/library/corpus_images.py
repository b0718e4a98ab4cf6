"""Every kind of picture that people bring, made from the card of known colours."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, PngImagePlugin

from tests.library import card, clips, profiles, raw_images
from tests.library.card import PATCHES, Colour, drawn

pillow_heif.register_heif_opener()
Make = Callable[[Path], object]
GROUND = (90, 90, 90)
TO_2020 = (
    (0.627404, 0.329283, 0.043313),
    (0.069097, 0.919541, 0.011362),
    (0.016391, 0.088013, 0.895595),
)


@dataclass(frozen=True)
class Specimen:
    """One file and what must come of it: its size, its colours, or a refusal's code.

    seen is what each of the card's colours looks like in it.
    """

    make: Make
    kind: str = "image"
    size: tuple[int, int] = card.SIZE
    seen: Callable[[Colour], Colour] = lambda colour: colour
    pages: int = 1
    refused: str = ""


def saved(image: Callable[[], Image.Image], form: str, **options: Any) -> Make:
    """A file that Pillow writes."""
    return lambda path: image().save(path, form, **options)


def turned(form: str, way: int, **options: Any) -> Make:
    """The card stored so that only EXIF's orientation puts it upright."""

    def make(path: Path) -> None:
        exif, image = Image.Exif(), drawn()
        exif[clips.ORIENTATION] = way
        image = image.transpose(clips.UNDONE[way]) if way > 1 else image
        image.save(path, form, exif=exif.tobytes(), **options)

    return make


def informed(form: str, **options: Any) -> Make:
    """Upright as it is, though its EXIF says otherwise, which only informs there."""

    def make(path: Path) -> None:
        exif = Image.Exif()
        exif[clips.ORIENTATION], exif[clips.MAKE] = 1, "Maker"
        drawn().save(path, form, exif=exif.tobytes(), **options)
        data = bytearray(path.read_bytes())
        for mark, place in ((b"\x01\x12\x00\x03", 8), (b"\x12\x01\x03\x00", 8)):
            at = data.find(mark)
            if at >= 0:
                data[at + place : at + place + 2] = b"\0\6" if mark[0] == 1 else b"\6\0"
        path.write_bytes(data)

    return make


def deep(depth: int, **options: Any) -> Make:
    """A HEIC of more than eight bits."""

    def make(path: Path) -> None:
        raw = raw_images.sixteen(drawn())
        file = pillow_heif.from_bytes("RGB;16", card.SIZE, raw)
        pillow_heif.options.SAVE_HDR_TO_12_BIT = depth == 12
        file.save(path, **{**HEIC, **options})

    return make


def by_ffmpeg(*options: str) -> Make:
    """The card as ffmpeg writes it."""

    def make(path: Path) -> None:
        still = path.with_suffix(".source.png")
        drawn().save(still)
        clips.ffmpeg("-i", still, *options, path)

    return make


def inked(colour: Colour) -> tuple[int, int, int, int]:
    """A colour as plain CMYK without a profile."""
    black = 255 - max(colour)
    cyan, magenta, yellow = (255 - black - part for part in colour)
    return cyan, magenta, yellow, black


def unprofiled(colour: Colour) -> Colour:
    """What inked() looks like where nobody knows the press."""
    *inks, black = inked(colour)
    red, green, blue = (round((255 - i) * (255 - black) / 255) for i in inks)
    return red, green, blue


AMOUNTS = {
    colour: tuple(n / 4 for n in amounts)
    for colour, amounts in zip(
        (*PATCHES, *clips.CORNERS),
        ((1, 3, 0, 1), (0, 2, 4, 0), (3, 0, 3, 2), (0, 0, 2, 0), (0, 0, 0, 2),
         (2, 2, 2, 3), (0, 4, 4, 0), (4, 0, 4, 0), (4, 4, 0, 0), (0, 0, 4, 0)),
        strict=True,
    )
}  # fmt: skip


def pressed(colour: Colour) -> tuple[int, ...]:
    """The inks that a press of known colours takes for a patch of the card."""
    return tuple(round(255 * part) for part in AMOUNTS.get(colour, (0, 0, 0, 0)))


def dried(colour: Colour) -> Colour:
    """What these inks look like on paper."""
    return profiles.printed(AMOUNTS[colour])


def one_bit(colour: Colour) -> Colour:
    """Black or white."""
    return (255 if card.grey(colour) > 127 else 0,) * 3


def darker(colour: Colour) -> Colour:
    """A shade that a grey profile of a plain gamma explains."""
    light = (card.grey(colour) / 255) ** 1.5
    return (round(255 * card.encoded(light)),) * 3


def in_pq(colour: Colour) -> tuple[int, int, int]:
    """A colour at six tenths of a page's white, in PQ and BT.2020, as sixteen bits."""
    light = [0.6 * card.linear(part / 255) for part in colour]
    mixed = (sum(a * b for a, b in zip(row, light, strict=True)) for row in TO_2020)
    powers = ((203 * value / 10_000) ** 0.1593017578125 for value in mixed)
    red, green, blue = (
        round(65535 * ((0.8359375 + 18.8515625 * p) / (1 + 18.6875 * p)) ** 78.84375)
        for p in powers
    )
    return red, green, blue


def hdr(path: Path) -> None:
    """A HEIC of ten bits, as cameras keep HDR."""
    colours = drawn(
        "P", lambda c: (*clips.CORNERS, *PATCHES, GROUND).index(c)
    ).tobytes()
    coded = [in_pq(c) for c in (*clips.CORNERS, *PATCHES, GROUND)]
    raw = b"".join(struct.pack("<3H", *coded[n]) for n in colours)
    file = pillow_heif.from_bytes("RGB;16", card.SIZE, raw)
    pq = {"color_primaries": 9, "transfer_characteristics": 16}
    file.save(path, matrix_coefficients=9, **pq, **HEIC)


def dimmed(colour: Colour) -> Colour:
    """At six tenths of the light."""
    red, green, blue = (
        round(255 * card.encoded(0.6 * card.linear(part / 255))) for part in colour
    )
    return red, green, blue


def rgb() -> Image.Image:
    return drawn()


def greys() -> Image.Image:
    return drawn("L", card.grey)


def clear() -> Image.Image:
    return drawn("RGBA", card.clear)


def clear_greys() -> Image.Image:
    return drawn("LA", lambda c: (card.grey(c), card.ALPHAS.get(c, 255)))


def cmyk() -> Image.Image:
    return drawn("CMYK", inked)


def press() -> Image.Image:
    return drawn("CMYK", pressed)


def bits() -> Image.Image:
    return drawn("1", lambda c: one_bit(c)[0])


def palette() -> Image.Image:
    return drawn().convert("P", palette=Image.Palette.ADAPTIVE, colors=16)


def grey_on_white(colour: Colour) -> Colour:
    return card.on_white_as(card.greyed(colour), colour)


def wide(space: profiles.Space) -> Callable[[], Image.Image]:
    return lambda: drawn("RGB", space.coded)


def huge(width: int, height: int) -> Callable[[], Image.Image]:
    return lambda: drawn(size=(width, height))


def text() -> PngImagePlugin.PngInfo:
    """A PNG's texts, one of which inflates to fifty megabytes."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x" * 50_000_000, zip=True)
    return info


FINE = {"quality": 95, "subsampling": 0}
HEIC = {"quality": 92, "chroma": 444}
SHORT_CMYK = {"icc_profile": profiles.ink_profile()}
