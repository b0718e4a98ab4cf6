"""Writes the one ffmpeg command for a file; it never runs it.

The graph is built with ffmpeg-python and compiled to arguments (media notes).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ffmpeg

from omniweb.library import filters, pairs, timeline
from omniweb.library.opening import THREADS, base, opened
from omniweb.library.peaks import RATE
from omniweb.library.probe import Inspection
from omniweb.library.streams import Picture
from omniweb.providers.recipes import CLIP, WAV_SECONDS, Recipe, box, bps, fitted

TILE = (160, 160)
POSTER = (640, 640)
CANDIDATES = 8
CLEAN = {
    "map_metadata": -1,
    "map_chapters": -1,
    "fflags": "+bitexact",
    "flags": "+bitexact",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the pass will make of a video: its clip, and the sizes of the pictures."""

    recipe: Recipe
    model: tuple[int, int]
    tile: tuple[int, int]
    every: int  # each so many frames one poster candidate


def shape(found: Inspection) -> Shape:
    """What to make of a video."""
    size = found.facts.width or 2, found.facts.height or 2
    recipe = base(found)
    expected = math.ceil((found.facts.duration_s or 0) * recipe.fps)
    return Shape(
        recipe=recipe,
        model=fitted(size, box(recipe.side)),
        tile=fitted(size, TILE),
        every=max(1, expected // CANDIDATES),
    )


def command(
    path: Path, found: Inspection, outdir: Path, *, antiphase: bool
) -> list[str]:
    """The whole command: small frames, or the PCM of a sound, go to stdout."""
    source = opened(path, found, base(found).fps)
    outputs = []
    voices = _voices(source, found, antiphase)
    if found.picture:
        outputs += _seen(source, found, found.picture, outdir, voices)
    elif found.cover is not None:
        outputs.append(_cover(source[str(found.cover)], outdir))
    if found.sound:
        outputs += _heard(found, outdir, voices)
    merged = ffmpeg.merge_outputs(*outputs) if len(outputs) > 1 else outputs[0]
    return compiled(merged)


def compiled(outputs: Any) -> list[str]:
    """The arguments of a command, which asks nothing and speaks of errors alone."""
    said = outputs.global_args("-nostdin", "-hide_banner", "-v", "error", "-y")
    whole: list[str] = ffmpeg.compile(said, cmd="ffmpeg")
    return whole[1:]


def _seen(
    source: Any,
    found: Inspection,
    picture: Picture,
    outdir: Path,
    voices: dict[str, Any],
) -> list[Any]:
    made = shape(found)
    fps = made.recipe.fps
    stream = filters.sampled(source, picture, made.model, fps)
    parts = stream.filter("format", pix_fmts="yuv420p").split()
    poster = parts[1].filter("fps", f"{fps}/{made.every}", round="up", start_time=0)
    poster = filters.jpeg(poster, *fitted(made.model, POSTER))
    small = filters.rgb(parts[2], *made.tile)
    capped = (found.facts.duration_s or 0) + 2
    tracks = [parts[0], voices["video"]] if voices else [parts[0]]
    posters = {"qscale:v": 3, "frames:v": 2 * CANDIDATES + 2}
    fast = [] if fps < CLIP.fps else pairs.outputs(source, found, picture, outdir)
    return [
        *fast,
        ffmpeg.output(small, "pipe:1", f="rawvideo", pix_fmt="rgb24", t=capped),
        ffmpeg.output(
            poster,
            f"file:{outdir}/poster-%02d.jpg",
            f="image2",
            **posters,
            **CLEAN,
        ),
        ffmpeg.output(
            *tracks,
            f"file:{outdir}/{made.recipe.spec}.mp4",
            t=capped,
            **mp4(made.recipe, made.model, found.facts.duration_s or 0),
            **CLEAN,
        ),
    ]


def mp4(
    recipe: Recipe, size: tuple[int, int], seconds: float, crf: int = 24
) -> dict[str, Any]:
    """x264 whose rate lets what lasts up to a few minutes go inline.

    Frames half a second apart have little in common, so that a slower search for it
    costs twice as much and gains nothing at this rate; the same holds for AAC.
    """
    most = bps(recipe, size, seconds)
    return {
        "f": "mp4",
        "c:v": "libx264",
        "preset": "superfast",
        "crf": crf,
        "maxrate": most,
        "bufsize": most * 2,
        "g": 30,
        "threads": THREADS,
        "c:a": "aac",
        "aac_coder": "fast",
        "b:a": f"{recipe.kbps or 64}k",
        "movflags": "+faststart",
    }


def _voices(source: Any, found: Inspection, antiphase: bool) -> dict[str, Any]:
    """The sound as one channel, split for each output that wants it."""
    if not found.sound:
        return {}
    stream = filters.mono(source, found, antiphase=antiphase)
    names = ["file", "peaks", "line", *(["video"] if found.picture else [])]
    parts = stream.asplit()
    return {name: parts[n] for n, name in enumerate(names)}


def sound_name(found: Inspection) -> str:
    """The model's sound: WAV under 30 s, else MP3 (protocol 3.1)."""
    short = (found.facts.duration_s or 0) < WAV_SECONDS
    return "model-audio.wav" if short else "model-audio.mp3"


def _heard(found: Inspection, outdir: Path, voices: dict[str, Any]) -> list[Any]:
    name = sound_name(found)
    if name.endswith("wav"):
        options: dict[str, Any] = {"f": "wav", "c:a": "pcm_s16le"}
    else:
        options = {"f": "mp3", "c:a": "libmp3lame", "b:a": "64k"}
    peaks = voices["peaks"].filter("aresample", RATE)
    pcm = f"file:{outdir}/peaks.pcm" if found.picture else "pipe:1"
    capped = (found.facts.duration_s or 0) + 2
    return [
        ffmpeg.output(
            voices["file"], f"file:{outdir}/{name}", t=capped, **options, **CLEAN
        ),
        ffmpeg.output(peaks, pcm, f="u8", **{"c:a": "pcm_u8"}, t=capped),
        ffmpeg.output(timeline.filters(voices["line"]), "-", f="null", t=capped),
    ]


def _cover(stream: Any, outdir: Path) -> Any:
    fit = {"force_original_aspect_ratio": "decrease", "force_divisible_by": 2}
    w, h = f"min({POSTER[0]},iw)", f"min({POSTER[1]},ih)"
    stream = stream.filter("scale", w=w, h=h, flags="area", **fit)
    stream = stream.filter("format", pix_fmts="yuvj420p")
    return ffmpeg.output(
        stream,
        f"file:{outdir}/poster-01.jpg",
        f="image2",
        update=1,
        **{"frames:v": 1, "qscale:v": 3},
        **CLEAN,
    )
