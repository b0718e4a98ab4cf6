"""States what can be measured in one media file; it recognises and invents nothing."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from omniweb.facts import Kind
from omniweb.library import colours, jail, listening, pictures
from omniweb.library.probe import Inspection, input_options, inspect
from omniweb.library.refusals import refuse
from omniweb.library.running import FFMPEG

SEEN_SECONDS = 900  # the part of a long file that is looked at
HEARD_SECONDS = 60  # the part of a sound that is judged as speech or not
LIMITS = jail.Limits(wall_s=60)
CUT_SCORE = 0.3
PARTS = ("cuts.txt", "seen.rgb", "heard.pcm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Facts of one file. Times in seconds, shares and brightness 0 to 1.

    cuts are the times of scene changes; colours are plain names with their share
    of the picture; silences are start and end. None: the file has no such side.
    """

    kind: Kind
    mime: str
    bytes: int
    width: int = 0
    height: int = 0
    duration_s: float = 0.0
    fps: float = 0.0
    has_audio: bool = False
    cuts: tuple[float, ...] = ()
    colours: tuple[tuple[str, float], ...] = ()
    brightness: float | None = None
    lufs: float | None = None
    peak_db: float | None = None
    silences: tuple[tuple[float, float], ...] = ()
    speech: bool | None = None


def measure(path: Path) -> Measured:
    """Measure a local file of any kind, in bounded time; blocks, so not on a loop.

    Raises Rejected with a sentence. At most the first SEEN_SECONDS are seen.
    """
    found = inspect(path)
    with tempfile.TemporaryDirectory(prefix="omniweb-measure-") as name:
        more = (_picture if found.format.reader == "image" else _film)(
            path.resolve(), found, Path(name)
        )
    facts = found.facts
    return Measured(
        kind=facts.kind,
        mime=facts.mime,
        bytes=facts.bytes,
        width=facts.width or 0,
        height=facts.height or 0,
        duration_s=facts.duration_s or 0.0,
        fps=facts.fps or 0.0,
        has_audio=facts.has_audio,
        **more,
    )


def _picture(path: Path, found: Inspection, folder: Path) -> dict[str, Any]:
    """The colours of the poster, which the jailed child has written afresh."""
    pictures.render(path, found.format, folder)
    with Image.open(folder / "poster.jpg", formats=["JPEG"]) as poster:
        poster.thumbnail((48, 48), reducing_gap=2.0)
        return _looks(poster.convert("RGB").tobytes())


def _film(path: Path, found: Inspection, folder: Path) -> dict[str, Any]:
    done = jail.run(_pass(path, found), LIMITS, reads=[path], writes=folder)
    if done.code:
        raise refuse("broken", found.facts.kind)
    cuts, seen, heard = (_content(folder / part) for part in PARTS)
    more: dict[str, Any] = {}
    if found.picture:
        times = re.findall(rb"pts_time:([\d.]+)", cuts)
        more = {"cuts": tuple(round(float(t), 2) for t in times), **_looks(seen)}
    if found.sound:
        sound = listening.loudness(done.stderr)
        more |= {"lufs": sound.lufs, "peak_db": sound.peak_db}
        more |= {"silences": sound.silences, "speech": listening.speechlike(heard)}
    return more


def _looks(rgb: bytes) -> dict[str, Any]:
    return {"colours": colours.shares(rgb), "brightness": colours.brightness(rgb)}


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _pass(path: Path, found: Inspection) -> list[str]:
    """One decode for everything: cuts, colours, loudness, and sound to judge."""
    graph: list[str] = []
    outputs: list[str] = []
    if found.picture:
        graph += [
            f"[0:{found.picture.index}]split[a][b]",
            f"[a]scale=160:90,select='gt(scene,{CUT_SCORE})',"
            f"metadata=print:file={PARTS[0]}[cuts]",
            "[b]fps=1:round=up,scale=16:16:flags=area,format=rgb24[seen]",
        ]
        outputs += ["-map", "[cuts]", "-f", "null", "-"]
        outputs += ["-map", "[seen]", "-frames:v", "300", "-f", "rawvideo", PARTS[1]]
    if found.sound:
        graph += [
            f"[0:{found.sound.index}]asplit[c][d]",
            "[c]ebur128=framelog=verbose,volumedetect,silencedetect=n=-45dB:d=0.4[loud]",
            f"[d]atrim=end={HEARD_SECONDS},aresample={listening.RATE}[heard]",
        ]
        outputs += ["-map", "[loud]", "-f", "null", "-"]
        outputs += ["-map", "[heard]", "-ac", "1", "-f", "s16le", PARTS[2]]
    closed = [
        str(x) for k, v in input_options(found.format).items() for x in (f"-{k}", v)
    ]
    head = [FFMPEG, "-nostdin", "-hide_banner", "-nostats", "-threads", "1"]
    source = ["-t", str(SEEN_SECONDS), *closed, "-i", f"file:{path}"]
    return [*head, *source, "-filter_complex", ";".join(graph), *outputs]
