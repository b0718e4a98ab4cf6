"""What the card's colours are in wide and bright colour spaces, by the standards' own
formulas: an oracle that shares nothing with ffmpeg.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from tests.library.card import Colour

Light = Sequence[float]
# From BT.709 in linear light: to BT.2020 (BT.2087) and to Display P3.
TO_2020 = (
    (0.6274, 0.3293, 0.0433),
    (0.0691, 0.9195, 0.0114),
    (0.0164, 0.0880, 0.8956),
)
TO_P3 = ((0.8225, 0.1775, 0.0), (0.0332, 0.9668, 0.0), (0.0171, 0.0724, 0.9105))
GAMMA = 2.4  # of the screens that video is graded on (BT.1886)
WHITE = 203  # the nits of what was white before HDR (BT.2408)


def _turned(light: Light, matrix: Sequence[Light]) -> list[float]:
    return [
        max(0.0, sum(a * b for a, b in zip(row, light, strict=True))) for row in matrix
    ]


def _light(colour: Colour) -> list[float]:
    return [(part / 255) ** GAMMA for part in colour]


def p3(colour: Colour) -> list[float]:
    """In Display P3's primaries, with an ordinary curve."""
    return [part ** (1 / GAMMA) for part in _turned(_light(colour), TO_P3)]


def bt2020(colour: Colour) -> list[float]:
    """In BT.2020's primaries, with an ordinary curve."""
    return [part ** (1 / GAMMA) for part in _turned(_light(colour), TO_2020)]


def pq(colour: Colour) -> list[float]:
    """As HDR10 codes it (SMPTE ST 2084)."""
    return [_pq(part * WHITE / 10_000) for part in _turned(_light(colour), TO_2020)]


def _pq(light: float) -> float:
    power = light ** (2610 / 16384)
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    return float(((c1 + c2 * power) / (1 + c3 * power)) ** (2523 / 32))


def hlg(colour: Colour) -> list[float]:
    """As HLG codes it for a screen of 1000 nits (BT.2100)."""
    shown = [part * WHITE / 1000 for part in _turned(_light(colour), TO_2020)]
    seen = sum(w * p for w, p in zip((0.2627, 0.678, 0.0593), shown, strict=True))
    return [_hlg(part * seen ** (1 / 1.2 - 1)) for part in shown] if seen else shown


def _hlg(scene: float) -> float:
    if scene <= 1 / 12:
        return math.sqrt(3 * scene)
    return 0.17883277 * math.log(12 * scene - 0.28466892) + 0.55991073


def _said(
    coded: Callable[[Colour], Light], primaries: str, curve: str, matrix: str
) -> dict[str, Any]:
    """How such a film is written and what it says of itself."""
    short = "2020_ncl" if matrix == "bt2020nc" else "709"
    return {
        "coded": coded,
        "into": f"zscale=m={short}:r=tv,format=yuv420p10le",
        "tags": (
            *("-color_primaries", primaries, "-color_trc", curve),
            *("-colorspace", matrix, "-color_range", "tv"),
        ),
    }


DISPLAY_P3 = _said(p3, "smpte432", "bt709", "bt709")
BT2020 = _said(bt2020, "bt2020", "bt709", "bt2020nc")
PQ = _said(pq, "bt2020", "smpte2084", "bt2020nc")
HLG = _said(hlg, "bt2020", "arib-std-b67", "bt2020nc")
