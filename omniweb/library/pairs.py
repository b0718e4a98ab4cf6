"""Frames an eighth of a second apart, two by two: how fast the things in a clip move.

It adds to a command, or writes a small one; what the pairs mean is told by content.py.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import ffmpeg
from PIL import Image, ImageStat

from omniweb.library.content import changed
from omniweb.library.opening import opened
from omniweb.library.probe import Inspection
from omniweb.library.streams import Picture

FILE = "pairs.gray"
SIZE = 160, 90
RATE = 8  # frames a second, of which two that follow make a pair
MOST = 120  # pairs of a clip; a longer one has them farther apart
BURSTS = 4  # pairs of a clip that is decoded by its key frames alone
# A rough picture is enough, and a second thread would decode what nobody looks at.
HASTE = {"noaccurate_seek": None, "threads": 1, "skip_loop_filter": "all"}
SHOWN = 2  # frames a second at which they are written, whenever they were


def outputs(
    source: Any, found: Inspection, picture: Picture, folder: Path
) -> list[Any]:
    """What the one pass writes for it: a pair each second, or at longer steps."""
    rate = _rate(picture)
    every = rate * max(1, math.ceil((found.facts.duration_s or 0) / MOST))
    stream = source[str(picture.index)]
    stream = stream.filter("fps", rate, round="up", start_time=0)
    return [_written(stream.filter("select", f"lt(mod(n,{every}),2)"), folder)]


def bursts(path: Path, found: Inspection, picture: Picture, folder: Path) -> Any:
    """The output of a command of its own, for a clip with a key frame each second.

    Each burst begins at a key frame, so that nothing before it is decoded.
    """
    seconds, gap = found.facts.duration_s or 0, picture.key_gap_s or 1
    rate, streams = _rate(picture), []
    for n in range(BURSTS):
        at = math.floor(seconds * (n + 0.5) / BURSTS / gap) * gap + 0.01
        source = opened(path, found, rate, ss=at, t=1.12 / rate, **HASTE)
        track = source[str(picture.index)]
        stream = track.filter("fps", rate, round="up")
        streams.append(_small(stream.filter("trim", end_frame=2)))
    return _written(ffmpeg.concat(*streams), folder)


def _rate(picture: Picture) -> int:
    return max(2, min(RATE, int(picture.fps or RATE)))


def _small(stream: Any) -> Any:
    """Grey and small; how it stands and in which colours does not matter."""
    stream = stream.filter("scale", *SIZE, flags="area").filter("setsar", 1)
    return stream.filter("format", pix_fmts="gray")


def _written(stream: Any, folder: Path) -> Any:
    stream = _small(stream).filter("setpts", f"N/({SHOWN}*TB)")
    return ffmpeg.output(stream, f"file:{folder}/{FILE}", f="rawvideo", r=SHOWN)


def moved(folder: Path) -> list[float]:
    """The share of pixels that changed within each pair, 0 to 1."""
    path, each = folder / FILE, SIZE[0] * SIZE[1]
    data = path.read_bytes() if path.exists() else b""
    shots = [
        _even(Image.frombytes("L", SIZE, data[at : at + each]))
        for at in range(0, len(data) - each + 1, each)
    ]
    return [changed(*pair) for pair in zip(shots[::2], shots[1::2], strict=False)]


def _even(shot: Image.Image) -> Image.Image:
    """As bright as any other on average: a lamp that flickers is no motion."""
    shift = 128 - ImageStat.Stat(shot).mean[0]
    return shot.point([max(0, min(255, round(grey + shift))) for grey in range(256)])
