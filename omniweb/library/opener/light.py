"""Colours that a file names by numbers instead of a profile (ITU-T H.273).

P3 and BT.2020 become sRGB, and HDR (PQ, HLG) is brought down to what a screen shows.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PIL import Image, ImageFilter

PQ, HLG = 16, 18
SRGB_PRIMARIES = (1, 2)  # 2 says that nobody knows
# Linear light of one set of primaries in those of sRGB, by rows.
P3 = (
    (1.2249402, -0.2249402, 0.0),
    (-0.0420570, 1.0420570, 0.0),
    (-0.0196376, -0.0786361, 1.0982736),
)
BT2020 = (
    (1.6604910, -0.5876411, -0.0728499),
    (-0.1245505, 1.1328999, -0.0083494),
    (-0.0181508, -0.1005789, 1.1187297),
)
MATRICES = {12: P3, 9: BT2020}
IDENTITY = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
GRID = 41
WHITE_NITS = 203.0  # of a page in an HDR picture (BT.2408)
KNEE = 0.7  # of a page's white: what is darker stays as it is
HEAD = 1 << 16


class Code(NamedTuple):  # a dataclass would take 9 ms to import
    """The numbers for primaries and transfer; 2 where a file says nothing."""

    primaries: int = 2
    transfer: int = 2


def code(image: Image.Image, path: str, kind: str) -> Code:
    """What a HEIF, an AVIF or a PNG says in numbers of its colours."""
    if kind == "HEIF":
        told = image.info.get("nclx_profile") or {}
        return Code(
            int(told.get("color_primaries", 2)),
            int(told.get("transfer_characteristics", 2)),
        )
    mark = {"AVIF": b"colrnclx", "PNG": b"cICP"}.get(kind)
    if mark is None:
        return Code()
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes long to import
        head = file.read(HEAD)
    at = head.find(mark)
    if at < 0 or len(head) < at + 12:
        return Code()
    if kind == "PNG":
        return Code(head[at + 4], head[at + 5])
    return Code(head[at + 9], head[at + 11])


def adapted(image: Image.Image, code: Code) -> Image.Image:
    """The picture in sRGB, by a table of colours; most need none."""
    wide = code.primaries in MATRICES
    if not wide and code.transfer not in (PQ, HLG):
        return image
    (rr, rg, rb), (gr, gg, gb), (br, bg, bb) = MATRICES.get(code.primaries, IDENTITY)
    hdr = code.transfer in (PQ, HLG)

    # Called 69,000 times, so it is written out: a loop would take half as long again.
    def colour(red: float, green: float, blue: float) -> tuple[float, float, float]:
        r, g, b = (
            _linear(red, code.transfer),
            _linear(green, code.transfer),
            _linear(blue, code.transfer),
        )
        if hdr:
            r, g, b = _toned(r, g, b)
        return (
            _encoded(rr * r + rg * g + rb * b),
            _encoded(gr * r + gg * g + gb * b),
            _encoded(br * r + bg * g + bb * b),
        )

    return image.filter(ImageFilter.Color3DLUT.generate(GRID, colour))


@lru_cache
def _linear(value: float, transfer: int) -> float:
    """Light of an encoded value, 1 being the white of a page."""
    if transfer == PQ:
        power = value ** (1 / 78.84375)
        light = max(power - 0.8359375, 0.0) / (18.8515625 - 18.6875 * power)
        return float(10_000 * light ** (1 / 0.1593017578125) / WHITE_NITS)
    if transfer == HLG:
        # On a screen of 1000 nits; the system's gamma is taken for each channel.
        low = value * value / 3
        high = (2.718281828 ** ((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
        return float(1000 * (low if value <= 0.5 else high) ** 1.2 / WHITE_NITS)
    if value <= 0.04045:
        return value / 12.92
    return float(((value + 0.055) / 1.055) ** 2.4)


def _toned(r: float, g: float, b: float) -> tuple[float, float, float]:
    """Lights above a page's white are squeezed, all channels of a colour alike."""
    most = max(r, g, b)
    if most <= KNEE:
        return r, g, b
    over, room = most - KNEE, 1 - KNEE
    share = (KNEE + room * over / (over + room)) / most
    return r * share, g * share, b * share


def _encoded(value: float) -> float:
    value = min(1.0, max(0.0, value))
    if value <= 0.0031308:
        return 12.92 * value
    return float(1.055 * value ** (1 / 2.4) - 0.055)
