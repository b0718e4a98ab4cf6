"""What a picture track says of its pixels: how they stand, and what colours they mean.

It reads ffprobe's words; what they leave out it supplies as players do.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

Stream = dict[str, Any]
PQ, HLG = "smpte2084", "arib-std-b67"
HDR = frozenset({PQ, HLG})
# Above this many lines, colours that say nothing are those of HDTV (BT.709).
SD_LINES = 719
# ffprobe's words for a matrix, as zscale says them.
MATRICES = {
    "bt709": "709",
    "smpte170m": "170m",
    "bt470bg": "470bg",
    "bt2020nc": "2020_ncl",
    "bt2020c": "2020_cl",
    "ycgco": "ycgco",
    "gbr": "gbr",
}
PRIMARIES = re.compile(
    r"bt709|bt470b?[mg]|smpte(170m|240m|428|431|432)|film|bt2020|jedec-p22|ebu3213"
)
_RGB = re.compile(r"gbr|\d?rgb|\d?bgr|argb|abgr|pal8|x2")
_CLEAR = re.compile(r"yuva|gbrap|ya\d|rgba|bgra|argb|abgr|pal8|ayuv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """The colours of a track, in zscale's words, and whether it is clear or woven.

    clear: some of it may be transparent. woven: two fields of different moments
    in each frame.
    """

    matrix: str = "709"
    primaries: str = "bt709"
    curve: str = ""
    full: bool = False
    clear: bool = False
    woven: bool = False

    @property
    def hdr(self) -> bool:
        """Whether it is brighter than an ordinary screen."""
        return self.curve in HDR

    @property
    def plain(self) -> bool:
        """Whether it already means what an ordinary player takes it for."""
        usual = (self.matrix, self.primaries) == ("709", "bt709")
        return usual and not (self.hdr or self.full)


def pixels(stream: Stream) -> Pixels:
    """What ffprobe says of a track, completed."""
    name = str(stream.get("pix_fmt", ""))
    rgb = bool(_RGB.match(name))
    curve = str(stream.get("color_transfer", ""))
    said = str(stream.get("color_primaries", ""))
    usual = "bt2020" if curve in HDR else "bt709"
    alpha = stream.get("tags", {}).get("alpha_mode") == "1"
    order = stream.get("field_order", "unknown")
    woven = order not in ("unknown", "progressive")
    return Pixels(
        matrix="gbr" if rgb else _matrix(stream),
        primaries=said if PRIMARIES.fullmatch(said) else usual,
        curve=curve,
        full=rgb or name.startswith("yuvj") or stream.get("color_range") == "pc",
        clear=alpha or bool(_CLEAR.match(name)),
        # DV tells it in each frame, where a probe does not look.
        woven=woven or stream.get("codec_name") == "dvvideo",
    )


def _matrix(stream: Stream) -> str:
    said = MATRICES.get(str(stream.get("color_space", "")))
    if said and said != "gbr":
        return said
    if stream.get("color_transfer") in HDR:
        return "2020_ncl"
    return "709" if int(stream.get("height", 0)) > SD_LINES else "170m"


def stance(stream: Stream) -> tuple[int, bool]:
    """How it is put upright: mirrored left to right if so said, then turned clockwise
    by so many degrees."""
    for side in stream.get("side_data_list", []):
        words = re.findall(r"-?\d+", re.sub(r"\w+:", "", side.get("displaymatrix", "")))
        if len(words) >= 5:
            a, b, _, c, d = (int(word) for word in words[:5])
            turn = math.degrees(math.atan2(-c, d))
            return round(turn / 90) * 90 % 360, a * d - b * c < 0
    return 0, False
