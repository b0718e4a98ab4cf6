"""Writes the commands that take each picture of a slideshow once; it runs none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ffmpeg

from omniweb.library import filters
from omniweb.library.graph import CLEAN
from omniweb.library.opening import opened
from omniweb.library.probe import Inspection
from omniweb.library.streams import Picture
from omniweb.providers.slides import REST_S, resting

PATTERN = "frame-%04d.jpg"
RATE = round(1 / REST_S)  # each picture rests in a frame of its own


def outputs(
    path: Path,
    found: Inspection,
    moments: tuple[float, ...],
    end: float,
    size: tuple[int, int],
    outdir: Path,
) -> list[Any]:
    """One output for each picture; a single one where key frames are few.

    Each look begins to decode at the key frame before it, so that looks at a recording
    without any would decode it as many times.
    """
    if found.picture is None:
        raise ValueError("This file has no pictures to take.")
    looks, gap = resting(moments, end), found.picture.key_gap_s
    if gap is None or gap * len(looks) > end - moments[0]:
        return [_together(path, found, found.picture, looks, size, outdir)]
    return [
        _one(path, found, found.picture, look, size, outdir / (PATTERN % number))
        for number, look in enumerate(looks, 1)
    ]


def _one(
    path: Path,
    found: Inspection,
    picture: Picture,
    look: float,
    size: tuple[int, int],
    target: Path,
) -> Any:
    stream = _from(path, found, picture, look, size)
    return _jpeg(stream, size, target, update=1, **{"frames:v": 1})


def _together(
    path: Path,
    found: Inspection,
    picture: Picture,
    looks: list[float],
    size: tuple[int, int],
    outdir: Path,
) -> Any:
    numbers: list[int] = []
    for look in looks:
        least = numbers[-1] + 1 if numbers else 0
        numbers.append(max(least, round((look - looks[0]) * RATE)))
    stream = _from(path, found, picture, looks[0], size)
    stream = stream.filter("tpad", stop_mode="clone", stop_duration=1)
    stream = stream.filter("select", "+".join(f"eq(n,{n})" for n in numbers))
    stream = stream.filter("setpts", f"N/({RATE}*TB)")
    return _jpeg(stream, size, outdir / PATTERN, **{"frames:v": len(numbers)})


def _from(
    path: Path,
    found: Inspection,
    picture: Picture,
    look: float,
    size: tuple[int, int],
) -> Any:
    """The pictures from a moment on, the first of them what stands then.

    An exact seek would begin with the first that appears after the moment, and in a
    recording that has a frame for each change alone that is another picture.
    """
    every = max(picture.fps, RATE)  # nothing is left out while decoding
    source = opened(
        path,
        found,
        every,
        ss=look,
        noaccurate_seek=None,
    )
    return filters.sampled(source, picture, size, RATE)


def _jpeg(stream: Any, size: tuple[int, int], target: Path, **options: Any) -> Any:
    stream = filters.jpeg(stream.filter("format", pix_fmts="yuv420p"), *size)
    form = {"f": "image2", "qscale:v": 2, **options, **CLEAN}
    return ffmpeg.output(stream, f"file:{target}", **form)
