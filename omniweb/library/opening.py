"""How a foreign file is opened by ffmpeg, and how much of it is decoded.

It writes the input's options; the command is graph.py's, and it runs elsewhere.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import ffmpeg

from omniweb.library.decoders import CLEAR, DECODERS, SKIPPABLE
from omniweb.library.probe import MAX_PIXELS, Inspection, input_options
from omniweb.library.streams import Picture
from omniweb.providers.recipes import CLIP, Recipe

THREADS = max(1, min(4, os.cpu_count() or 1))
# Shorter clips are decoded whole: there is little to gain and few frames to lose.
SHORT_S = 10
# A key frame may come so much later than the frame that is wanted.
LATE = 1.1
MANY = 6  # times more frames than are wanted: the others are never missed


def base(found: Inspection) -> Recipe:
    """The clip that the one pass makes of a video.

    Of a camera that writes a key frame each second nothing else need be decoded, and
    that takes a tenth of the time (media notes); a clip that needs more frames later
    is made from the original.
    """
    gap = _gap(found)
    sparse = gap is not None and LATE / CLIP.fps < gap <= LATE
    return replace(CLIP, fps=1) if sparse else CLIP


def opened(
    path: Path, found: Inspection, fps: float, **more: float | str | None
) -> Any:
    """A foreign file as an input, of which so many frames a second are wanted.

    more may hold ss and t, where to begin and how long to go on, in seconds, and
    whatever else this look at it wants of ffmpeg.
    """
    return ffmpeg.input(f"file:{path}", **{**_options(found, fps), **more})


def _options(found: Inspection, fps: float) -> dict[str, Any]:
    """How the file is opened: its own demuxer, the decoders of its own tracks."""
    codecs = [part.codec for part in (found.picture, found.sound) if part]
    if found.cover is not None:
        codecs += ["mjpeg", "png"]
    allowed = [name for codec in codecs for name in DECODERS[codec]]
    options: dict[str, Any] = {
        **input_options(found.format),
        "codec_whitelist": ",".join(dict.fromkeys(allowed)),
        "max_pixels": MAX_PIXELS,
        "max_alloc": 512 * 1024**2,
        "threads": THREADS,
        "noautorotate": None,
    }
    picture = found.picture
    if picture and picture.pixels.clear and picture.codec in CLEAR:
        options[f"c:{picture.index}"] = CLEAR[picture.codec]
    return options | (_skipped(found, picture, fps) if picture else {})


def _skipped(found: Inspection, picture: Picture, fps: float) -> dict[str, str]:
    """Which frames need no decoding."""
    gap = _gap(found)
    if gap is not None and gap <= LATE / fps:
        return {"skip_frame": "nokey"}
    if _skippable(found) and picture.fps >= MANY * fps:
        return {"skip_frame": "noref", "skip_loop_filter": "noref"}
    return {}


def _skippable(found: Inspection) -> bool:
    picture = found.picture
    if picture is None or picture.codec not in SKIPPABLE:
        return False
    # Of two fields coded apart the second is no key frame, and would be missing.
    return not picture.pixels.woven and (found.facts.duration_s or 0) > SHORT_S


def _gap(found: Inspection) -> float | None:
    """Seconds between key frames, where the others can be left out."""
    return found.picture.key_gap_s if found.picture and _skippable(found) else None
