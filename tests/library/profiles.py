"""ICC profiles of known spaces, made from their numbers, and colours coded in them."""

from __future__ import annotations

import itertools
import struct
from dataclasses import dataclass

from tests.library.card import WHITE, Colour, encoded, lab, xyz

Matrix = tuple[tuple[float, float, float], ...]
GRID = 5


@dataclass(frozen=True)
class Space:
    """Three primaries as XYZ (D50) by rows, and a gamma; 0 is the curve of sRGB."""

    matrix: Matrix
    gamma: float

    def coded(self, colour: Colour) -> Colour:
        """An sRGB colour in this space."""
        light = _solved(self.matrix, xyz(colour))
        values = [
            max(0.0, part) ** (1 / self.gamma) if self.gamma else encoded(part)
            for part in light
        ]
        red, green, blue = (round(255 * min(1.0, value)) for value in values)
        return red, green, blue

    def profile(self) -> bytes:
        """Its ICC profile."""
        tags = {
            name: _xyz([row[n] for row in self.matrix])
            for n, name in enumerate((b"rXYZ", b"gXYZ", b"bXYZ"))
        }
        curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(self.gamma))
        return _profile(b"mntrRGB XYZ ", {**tags, **curves})


ADOBE = Space(
    (
        (0.6097559, 0.2052401, 0.1492240),
        (0.3111242, 0.6256560, 0.0632197),
        (0.0194811, 0.0608902, 0.7448387),
    ),
    2.19921875,
)
P3 = Space(
    (
        (0.5151187, 0.2919778, 0.1571035),
        (0.2411892, 0.6922441, 0.0665668),
        (-0.0010505, 0.0418791, 0.7840713),
    ),
    0,
)
PROPHOTO = Space(
    (
        (0.7976749, 0.1351917, 0.0313534),
        (0.2880402, 0.7118741, 0.0000857),
        (0.0, 0.0, 0.8252100),
    ),
    1.8,
)
# What a layer of each ink lets through of red, green and blue.
INKS = ((0.0, 0.65, 0.95), (0.85, 0.0, 0.65), (1.0, 0.9, 0.0), (0.1, 0.1, 0.1))


def grey_profile(gamma: float) -> bytes:
    """A grey whose curve is a plain gamma."""
    return _profile(b"mntrGRAYXYZ ", {b"kTRC": _curve(gamma)})


def printed(amounts: tuple[float, ...]) -> Colour:
    """The sRGB colour of so much of each ink."""
    seen = [1.0, 1.0, 1.0]
    for ink, amount in zip(INKS, amounts, strict=True):
        seen = [v * (1 - amount * (1 - p)) for v, p in zip(seen, ink, strict=True)]
    red, green, blue = (round(255 * value) for value in seen)
    return red, green, blue


def ink_profile() -> bytes:
    """A press that prints as printed() says, exactly so at quarters of an ink."""
    table = bytearray()
    for point in itertools.product(range(GRID), repeat=4):
        light, a, b = lab(printed(tuple(n / (GRID - 1) for n in point)))
        coded = light / 100 * 0xFF00, (a + 128) * 256, (b + 128) * 256
        table += struct.pack(">3H", *(min(0xFFFF, round(v)) for v in coded))
    one = 0x10000
    head = b"mft2" + bytes(4) + bytes((4, 3, GRID, 0))
    head += struct.pack(">9i2H", one, 0, 0, 0, one, 0, 0, 0, one, 2, 2)
    ramp = struct.pack(">2H", 0, 0xFFFF)
    return _profile(b"prtrCMYKLab ", {b"A2B0": head + ramp * 4 + table + ramp * 3})


def _profile(kind: bytes, tags: dict[bytes, bytes]) -> bytes:
    """kind is the device, the colours and what they are told in, four letters each."""
    tags = {b"wtpt": _xyz(list(WHITE)), b"desc": DESCRIBED, **tags}
    index, body = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        index += struct.pack(">4sII", name, start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    head = struct.pack(">I4sI12s", start + len(body), b"test", 0x02400000, kind)
    head += bytes(12) + b"acsp" + bytes(28) + _xyz(list(WHITE))[8:]
    return head.ljust(128, b"\0") + index + body


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def _xyz(values: list[float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(map(_fixed, values))


def _curve(gamma: float) -> bytes:
    if gamma:
        return b"curv" + bytes(4) + struct.pack(">IHH", 1, round(gamma * 256), 0)
    parts = 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045
    return b"para" + bytes(4) + struct.pack(">HH", 3, 0) + b"".join(map(_fixed, parts))


SECRET = b"profile-of-jane-doe"
DESCRIBED = b"desc" + bytes(4) + struct.pack(">I", len(SECRET) + 1) + SECRET + bytes(80)


def _solved(matrix: Matrix, target: list[float]) -> list[float]:
    """The three parts of which the matrix makes the target (Cramer's rule)."""
    whole = _determinant(matrix)
    found = []
    for n in range(3):
        rows = [
            tuple(target[r] if c == n else row[c] for c in range(3))
            for r, row in enumerate(matrix)
        ]
        found.append(_determinant(tuple(rows)) / whole)
    return found


def _determinant(m: Matrix) -> float:
    (a, b, c), (d, e, f), (g, h, i) = m
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
