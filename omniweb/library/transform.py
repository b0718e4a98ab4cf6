"""Makes every rendition of a file in one pass; it stores nothing and writes no rows.

The door to ffmpeg, which runs jailed on the command that graph.py writes.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.library import animation, frames, graph, jail, pictures
from omniweb.library.graph import Shape
from omniweb.library.made import Made
from omniweb.library.peaks import RATE, Peaks
from omniweb.library.probe import Inspection, input_options
from omniweb.library.refusals import Rejected, refuse
from omniweb.library.upright import straighten

FFMPEG = shutil.which("ffmpeg") or "ffmpeg"
Progress = Callable[[int], None]
POSTER_MIME = "image/jpeg"


def render(
    path: Path,
    found: Inspection,
    outdir: Path,
    *,
    progress: Progress = lambda percent: None,
    stop: threading.Event | None = None,
) -> list[Made]:
    """Write all renditions of a file into outdir; progress takes whole percents.

    Raises Rejected when the content does not decode, jail.Stopped on stop.
    """
    if found.facts.kind == "image":
        return pictures.render(path, found.format, outdir, stop)
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


def _limits(found: Inspection) -> jail.Limits:
    """Room by length and size: eight times real time at most, and three gigabytes."""
    seconds = found.facts.duration_s or 0
    return jail.Limits(
        wall_s=120 + 8 * seconds,
        memory=3 * jail.GIB,
        file_size=2 * jail.GIB,
        threads=graph.THREADS,
    )


def _run(
    path: Path,
    found: Inspection,
    outdir: Path,
    sink: Callable[[bytes], None],
    stop: threading.Event | None,
) -> None:
    flipped = _antiphase(path, found, stop)
    command = graph.command(path, found, outdir, antiphase=flipped)
    try:
        result = jail.run(
            [FFMPEG, *command],
            _limits(found),
            reads=[path],
            writes=outdir,
            sink=sink,
            stop=stop,
        )
    except jail.Overrun as error:
        raise refuse("too_hard", found.facts.kind) from error
    if result.code:
        raise refuse("too_hard" if result.code < 0 else "broken", found.facts.kind)


def _steps(progress: Progress, total: float) -> Callable[[float], None]:
    """Call progress once for each whole percent, never 100 before the end."""
    last = [-1]

    def step(done: float) -> None:
        percent = min(99, int(100 * done / total)) if total else 0
        if percent > last[0]:
            last[0] = percent
            progress(percent)

    return step


def _video(
    path: Path,
    found: Inspection,
    outdir: Path,
    progress: Progress,
    stop: threading.Event | None,
) -> list[Made]:
    shape = graph.shape(found)
    seen = frames.Frames(*shape.tile, graph.FPS)
    step = _steps(progress, (found.facts.duration_s or 0) * graph.FPS)

    def sink(data: bytes) -> None:
        seen.take(data)
        step(seen.count)

    _run(path, found, outdir, sink, stop)
    posters = sorted(outdir.glob("poster-*.jpg"))
    if not seen.count or not posters:
        raise refuse("broken", "video")
    poster, strip = frames.best(posters), outdir / "filmstrip.jpg"
    made = [
        Made("poster", poster, POSTER_MIME, dict(frames.size_of(poster))),
        Made("filmstrip", strip, POSTER_MIME, seen.strip(strip)),
        _model_video(found, shape, seen.count, outdir),
    ]
    if found.sound:
        peaks = Peaks()
        with (outdir / "peaks.pcm").open("rb") as pcm:
            while data := pcm.read(1 << 20):
                peaks.take(data)
        made += _sounds(found, peaks, outdir)
    return made


def _audio(
    path: Path,
    found: Inspection,
    outdir: Path,
    progress: Progress,
    stop: threading.Event | None,
) -> list[Made]:
    peaks = Peaks()
    step = _steps(progress, (found.facts.duration_s or 0) * RATE)

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
    made = _sounds(found, peaks, outdir)
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


def _model_video(found: Inspection, shape: Shape, count: int, outdir: Path) -> Made:
    path = outdir / "model-video.mp4"
    straighten(path)
    facts = MediaFacts(
        kind="video",
        mime="video/mp4",
        bytes=path.stat().st_size,
        width=shape.model[0],
        height=shape.model[1],
        duration_s=found.facts.duration_s,
        fps=graph.FPS,
        frames=count,
        has_audio=found.sound is not None,
        sample_rate=16000 if found.sound else None,
        channels=1 if found.sound else None,
        video_codec="h264",
        audio_codec="aac" if found.sound else None,
    )
    return Made("model-video", path, facts.mime, facts.to_json())


LEVEL = re.compile(r"RMS level dB: (\S+)")


def _antiphase(path: Path, found: Inspection, stop: threading.Event | None) -> bool:
    """Whether left and right cancel out: their sum is 20 dB below their difference."""
    if not found.sound or found.sound.channels != 2:
        return False
    options = [
        str(p) for k, v in input_options(found.format).items() for p in ("-" + k, v)
    ]
    mix = "pan=stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0-0.5*c1"
    stats = "astats=measure_perchannel=RMS_level:measure_overall=none"
    command = [FFMPEG, "-nostdin", "-hide_banner", "-v", "info", *options]
    command += ["-t", "120", "-i", f"file:{path}", "-map", f"0:{found.sound.index}"]
    command += ["-af", f"{mix},aresample=8000,{stats}", "-f", "null", "-"]
    limits = jail.Limits(wall_s=60, memory=2 * jail.GIB, file_size=1024**2)
    try:
        result = jail.run(command, limits, reads=[path], stop=stop)
    except jail.Overrun:
        return False  # the pass itself will say what is wrong
    levels = [float(text) for text in LEVEL.findall(result.stderr)]
    return len(levels) == 2 and levels[0] < levels[1] - 20


def work_directory(parent: Path) -> tempfile.TemporaryDirectory[str]:
    """A directory for one pass, gone with everything in it at the end."""
    parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=parent, prefix="prepare-")
