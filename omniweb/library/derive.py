"""Makes one further form of a prepared file, as a recipe says; it stores nothing.

Most forms come from what was prepared for models before, which is small and clean;
what needs more than that holds comes from the original.
"""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import ffmpeg

from omniweb.facts import MediaFacts
from omniweb.library import animation, filters, graph, phase, pictures, running, slides
from omniweb.library.frames import packed
from omniweb.library.made import Made
from omniweb.library.opening import opened
from omniweb.library.probe import Inspection, inspect
from omniweb.library.refusals import refuse
from omniweb.library.sniff import sniff
from omniweb.library.upright import straighten
from omniweb.providers.recipes import Recipe, box, fitted, foretold, frame_bytes

DEMUXERS = {"video/mp4": "mov", "audio/mpeg": "mp3", "audio/wav": "wav"}
MJPEG = "video/x-motion-jpeg"  # the frames of a list, one after another
# Each try is coarser, for content that runs over the rate it was given.
CRFS = (24, 30, 36, 42)
ENDINGS = {"audio/wav": "wav", "audio/mpeg": "mp3", "audio/ogg": "ogg"}


def derive(
    base: Path,
    held: MediaFacts,
    recipe: Recipe,
    facts: MediaFacts,
    outdir: Path,
    *,
    foreign: bool,
    stop: threading.Event | None = None,
) -> Made:
    """Write the form into outdir.

    base is the file it is made from and held its facts: a rendition of ours, or the
    original, which is foreign. facts are the original's, which decide what the form
    measures. Raises Rejected when it does not decode, jail.Stopped on stop.
    """
    if recipe.kind == "image":
        return pictures.page(base, sniff(base), recipe, outdir, stop)
    maker = {"audio": _sound, "frames": _frames, "video": _clip}[recipe.kind]
    found = inspect(base, stop) if foreign else None
    if found:
        base, found = animation.opened(base, found, outdir, stop)
    wanted = foretold(recipe, facts)
    return maker(_Work(base, held, recipe, wanted, outdir, found, stop))


@dataclass(frozen=True, slots=True)
class _Work:
    """One form in the making: from what, as what, to where."""

    base: Path
    held: MediaFacts
    recipe: Recipe
    wanted: MediaFacts
    outdir: Path
    found: Inspection | None
    stop: threading.Event | None

    def source(self) -> Any:
        """The base as ffmpeg's input, from where the part begins."""
        span = self.recipe.span
        part = {"ss": span[0], "t": span[1] - span[0]} if span else {}
        if self.found:
            return opened(self.base, self.found, self.wanted.fps or 8, **part)
        closed = {"f": DEMUXERS[self.held.mime], "protocol_whitelist": "file"}
        return ffmpeg.input(f"file:{self.base}", **closed, **part)

    def pictures(self, fps: float) -> Any:
        """The pictures at a rate, in the size that is wanted."""
        size = self.wanted.width or 2, self.wanted.height or 2
        if self.found and self.found.picture:
            stream = filters.sampled(self.source(), self.found.picture, size, fps)
        else:
            stream = self.source()["v"].filter("fps", fps, round="up", start_time=0)
            stream = stream.filter("scale", *size, flags="area").filter("setsar", 1)
        return stream.filter("format", pix_fmts="yuv420p")

    def voice(self) -> Any:
        """The sound as one channel: a form of ours is that, an original is mixed."""
        if self.found is None:
            return self.source()["a"]
        opposed = phase.opposed(self.base, self.found, self.stop)
        return filters.mono(self.source(), self.found, antiphase=opposed)

    def run(self, output: Any) -> None:
        """Run the command that writes the output; Rejected when that fails."""
        command = graph.compiled(output)
        running.ffmpeg(command, self.base, self.held, self.outdir, stop=self.stop)

    def made(self, path: Path, content_type: str, **measured: Any) -> Made:
        """The finished file, with the facts that its row will hold."""
        facts = replace(self.wanted, bytes=path.stat().st_size)
        return Made(self.recipe.spec, path, content_type, {**asdict(facts), **measured})


def _clip(work: _Work) -> Made:
    recipe, wanted = work.recipe, work.wanted
    path = work.outdir / f"{recipe.spec}.mp4"
    size, seconds = (wanted.width or 2, wanted.height or 2), wanted.duration_s or 0
    tracks = [work.pictures(recipe.fps)]
    if wanted.has_audio:
        tracks.append(work.voice())
    for crf in CRFS:
        options = graph.mp4(recipe, size, seconds, crf)
        work.run(ffmpeg.output(*tracks, f"file:{path}", **options, **graph.CLEAN))
        if path.stat().st_size <= wanted.bytes:
            break
    straighten(path)
    return work.made(path, wanted.mime)


def _sound(work: _Work) -> Made:
    recipe, mime = work.recipe, work.wanted.mime
    path = work.outdir / f"{recipe.spec}.{ENDINGS[mime]}"
    encoders: dict[str, dict[str, Any]] = {
        "audio/wav": {"f": "wav", "c:a": "pcm_s16le"},
        "audio/mpeg": {"f": "mp3", "c:a": "libmp3lame"},
        "audio/ogg": {"f": "ogg", "c:a": "libopus", "compression_level": 5},
    }
    options = encoders[mime] | {"ac": 1, "ar": 16_000}
    if mime != "audio/wav":
        options["b:a"] = f"{recipe.kbps}k"
    work.run(ffmpeg.output(work.voice(), f"file:{path}", **options, **graph.CLEAN))
    return work.made(path, mime)


def _frames(work: _Work) -> Made:
    recipe, wanted = work.recipe, work.wanted
    size = fitted((wanted.width or 2, wanted.height or 2), box(recipe.side))
    files = _each(work, size) if recipe.distinct else _steady(work, size)
    path = work.outdir / f"{recipe.spec}.mjpeg"
    sizes = packed(files, path, frame_bytes(recipe, size))
    return work.made(path, MJPEG, frames=len(sizes), sizes=sizes)


def _each(work: _Work, size: tuple[int, int]) -> list[Path]:
    """Each picture of a slideshow once; all of them, or Rejected."""
    moments, found = work.wanted.changes, work.found
    if found is None:
        raise ValueError("The pictures of a slideshow are taken from the original.")
    end = moments[0] + (work.wanted.duration_s or 0)
    for output in slides.outputs(work.base, found, moments, end, size, work.outdir):
        work.run(output)
    files = sorted(work.outdir.glob("frame-*.jpg"))
    if len(files) < len(moments):
        raise refuse("broken", work.held.kind)
    return files


def _steady(work: _Work, size: tuple[int, int]) -> list[Path]:
    recipe, seconds = work.recipe, work.wanted.duration_s or 1
    # The last frame stands a little longer, so that rounding costs none of the list.
    pictures = work.pictures(recipe.count / seconds)
    pictures = pictures.filter("tpad", stop_mode="clone", stop_duration=2)
    pattern = f"file:{work.outdir}/frame-%04d.jpg"
    options = {"f": "image2", "qscale:v": 2, "frames:v": recipe.count}
    output = filters.jpeg(pictures, *size)
    work.run(ffmpeg.output(output, pattern, **options, **graph.CLEAN))
    files = sorted(work.outdir.glob("frame-*.jpg"))
    if not files:
        raise refuse("broken", work.held.kind)
    return files
