"""Makes every rendition of a file in one pass; it stores nothing and writes no rows.

The door to ffmpeg, which runs jailed on the command that graph.py writes.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.library import (
    animation,
    frames,
    graph,
    jail,
    pairs,
    phase,
    pictures,
    timeline,
)
from omniweb.library.content import Watch
from omniweb.library.graph import Shape
from omniweb.library.made import Made
from omniweb.library.peaks import RATE, Peaks
from omniweb.library.probe import Inspection
from omniweb.library.refusals import Rejected, refuse
from omniweb.library.running import FFMPEG, ffmpeg
from omniweb.library.upright import straighten
from omniweb.providers.recipes import CLIP

Progress = Callable[[float], None]
TELL_S = 0.25  # how often progress is told at most
POSTER_MIME = "image/jpeg"


def render(
    path: Path,
    found: Inspection,
    outdir: Path,
    *,
    progress: Progress = lambda seconds: None,
    stop: threading.Event | None = None,
) -> list[Made]:
    """Write all renditions of a file into outdir; progress takes the seconds done.

    Raises Rejected when the content does not decode, jail.Stopped on stop.
    """
    if found.facts.kind == "image":
        return list(found.made or pictures.render(path, found.format, outdir, stop))
    path, found = animation.opened(path, found, outdir, stop)
    if found.picture:
        return _video(path, found, outdir, progress, stop)
    return _audio(path, found, outdir, progress, stop)


def mp3(source: Path, target: Path, *, bitrate: str = "128k") -> None:
    """Encode a WAV that omniweb wrote as MP3; raises Rejected if it is no sound."""
    command = [FFMPEG, "-nostdin", "-v", "error", "-y", "-f", "wav"]
    command += ["-protocol_whitelist", "file", "-i", f"file:{source}"]
    command += ["-c:a", "libmp3lame", "-b:a", bitrate, "-f", "mp3", f"file:{target}"]
    result = jail.run(
        command, jail.Limits(wall_s=300), reads=[source], writes=target.parent
    )
    if result.code:
        raise refuse("broken", "audio")


def _steps(progress: Progress, each: float) -> Callable[[int], None]:
    """Call progress some times a second with the seconds that a count stands for."""
    told = [0.0]

    def step(count: int) -> None:
        now = time.monotonic()
        if now - told[0] >= TELL_S:
            told[0] = now
            progress(count * each)

    return step


def _video(
    path: Path,
    found: Inspection,
    outdir: Path,
    progress: Progress,
    stop: threading.Event | None,
) -> list[Made]:
    shape = graph.shape(found)
    watch = Watch(*shape.tile, shape.recipe.fps)
    seen = frames.Frames(*shape.tile, shape.recipe.fps, watch.take)
    step = _steps(progress, 1 / shape.recipe.fps)

    def sink(data: bytes) -> None:
        seen.take(data)
        step(seen.count)

    _run(path, found, outdir, sink, stop)
    if shape.recipe.fps < CLIP.fps:
        _burst(path, found, outdir, stop)
    posters = sorted(outdir.glob("poster-*.jpg"))
    if not seen.count or not posters:
        raise refuse("broken", "video")
    poster, strip = frames.best(posters), outdir / "filmstrip.jpg"
    return [
        Made("poster", poster, POSTER_MIME, dict(frames.size_of(poster))),
        Made("filmstrip", strip, POSTER_MIME, seen.strip(strip)),
        _clip(found, shape, seen.count, outdir),
        *_sounds(found, _peaks(found, outdir), outdir),
        timeline.made(found, watch.seen(pairs.moved(outdir)), outdir),
    ]


def _run(
    path: Path,
    found: Inspection,
    outdir: Path,
    sink: Callable[[bytes], None],
    stop: threading.Event | None,
) -> None:
    flipped = phase.opposed(path, found, stop)
    command = graph.command(path, found, outdir, antiphase=flipped)
    ffmpeg(command, path, found.facts, outdir, sink=sink, stop=stop)


def _burst(
    path: Path, found: Inspection, outdir: Path, stop: threading.Event | None
) -> None:
    """Some moments more of a clip of which only key frames were decoded."""
    if found.picture:
        command = graph.compiled(pairs.bursts(path, found, found.picture, outdir))
        # They only tell the content; a file that was read to its end is not refused.
        with suppress(Rejected):
            ffmpeg(command, path, found.facts, outdir, stop=stop)


def _peaks(found: Inspection, outdir: Path) -> Peaks:
    peaks = Peaks()
    if found.sound:
        with (outdir / "peaks.pcm").open("rb") as pcm:
            while data := pcm.read(1 << 20):
                peaks.take(data)
    return peaks


def _audio(
    path: Path,
    found: Inspection,
    outdir: Path,
    progress: Progress,
    stop: threading.Event | None,
) -> list[Made]:
    peaks = Peaks()
    step = _steps(progress, 1 / RATE)

    def sink(data: bytes) -> None:
        peaks.take(data)
        step(peaks.samples)

    try:
        _run(path, found, outdir, sink, stop)
    except Rejected:
        if found.cover is None:
            raise
        # A cover that does not decode must not cost the sound.
        return _audio(path, replace(found, cover=None), outdir, progress, stop)
    if not peaks.samples:
        raise refuse("broken", "audio")
    made = [*_sounds(found, peaks, outdir), timeline.made(found, None, outdir)]
    poster = outdir / "poster-01.jpg"
    if found.cover is not None and poster.exists():
        made.append(Made("poster", poster, POSTER_MIME, dict(frames.size_of(poster))))
    return made


def _sounds(found: Inspection, peaks: Peaks, outdir: Path) -> list[Made]:
    """The waveform and the model's sound; none where a track turned out empty."""
    if not peaks.samples:
        return []
    waveform = outdir / "waveform.json"
    shown = peaks.to_json()
    waveform.write_text(json.dumps(shown, separators=(",", ":")))
    path = outdir / graph.sound_name(found)
    wav = path.suffix == ".wav"
    facts = MediaFacts(
        kind="audio",
        mime="audio/wav" if wav else "audio/mpeg",
        bytes=path.stat().st_size,
        duration_s=shown["duration_s"],
        has_audio=True,
        sample_rate=16000,
        channels=1,
        audio_codec="pcm_s16le" if wav else "mp3",
    )
    about: dict[str, Any] = {"buckets": len(shown["peaks"])}
    return [
        Made("waveform", waveform, "application/json", about),
        Made("model-audio", path, facts.mime, facts.to_json()),
    ]


def _clip(found: Inspection, shape: Shape, count: int, outdir: Path) -> Made:
    path = outdir / f"{shape.recipe.spec}.mp4"
    straighten(path)
    facts = MediaFacts(
        kind="video",
        mime="video/mp4",
        bytes=path.stat().st_size,
        width=shape.model[0],
        height=shape.model[1],
        duration_s=found.facts.duration_s,
        fps=shape.recipe.fps,
        frames=count,
        has_audio=found.sound is not None,
        sample_rate=16000 if found.sound else None,
        channels=1 if found.sound else None,
        video_codec="h264",
        audio_codec="aac" if found.sound else None,
    )
    return Made(shape.recipe.spec, path, facts.mime, facts.to_json())
