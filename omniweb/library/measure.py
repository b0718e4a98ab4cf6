"""States what can be measured in one media file; it recognises and invents nothing."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from omniweb.facts import Kind
from omniweb.library import colours, jail, listening
from omniweb.library.refusals import Rejected
from omniweb.library.sniff import sniff

SEEN_SECONDS = 900  # the part of a long file that is looked at
HEARD_SECONDS = 60  # the part of a sound that is judged as speech or not
WALL_SECONDS = 60
MAX_PIXELS = 120_000_000
CUT_SCORE = 0.3
PARTS = ("cuts.txt", "seen.rgb", "heard.pcm")


class Unmeasurable(Exception):
    """The file is not a picture, sound or film that can be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Facts of one file. Times in seconds, shares and brightness 0 to 1.

    cuts are the times of scene changes; colours are plain names with their share
    of the picture; silences are start and end. None: the file has no such side.
    """

    kind: Kind
    mime: str
    bytes: int
    sha256: str
    width: int = 0
    height: int = 0
    duration_s: float = 0.0
    fps: float = 0.0
    cuts: tuple[float, ...] = ()
    colours: tuple[tuple[str, float], ...] = ()
    brightness: float | None = None
    has_audio: bool = False
    lufs: float | None = None
    peak_db: float | None = None
    silences: tuple[tuple[float, float], ...] = ()
    speech: bool | None = None


def measure(path: Path) -> Measured:
    """Measure a local file of any kind, in bounded time; blocks, so not on a loop.

    Raises Unmeasurable with a sentence. At most the first SEEN_SECONDS are seen.
    """
    try:
        form = sniff(path)
    except Rejected as rejected:
        raise Unmeasurable(str(rejected)) from rejected
    base: dict[str, Any] = {"mime": form.mime, "sha256": _digest(path)}
    base["bytes"] = path.stat().st_size
    if form.reader == "image":
        return Measured(kind="image", **base, **_picture(path, form.name))
    return Measured(**base, **_film(path, form.name))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = sha256()
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _picture(path: Path, form: str) -> dict[str, Any]:
    try:
        with Image.open(path, formats=[form]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Unmeasurable("The picture has too many pixels.")
            size = image.size
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
            image.thumbnail((48, 48), reducing_gap=2.0)
            small = ImageOps.exif_transpose(image).convert("RGBA")
            flat = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
            rgb = flat.convert("RGB").tobytes()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Unmeasurable("The picture cannot be opened.") from error
    width, height = reversed(size) if turned else size
    seen = {"colours": colours.shares(rgb), "brightness": colours.brightness(rgb)}
    return {"width": width, "height": height, **seen}


def _film(path: Path, demuxer: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="omniweb-measure-") as name:
        folder = Path(name)
        facts = _probe(path.resolve(), demuxer, folder)
        log = _run(_pass(path.resolve(), demuxer, facts), folder).stderr
        cuts, seen, heard = (_content(folder / part) for part in PARTS)
    if facts["kind"] == "video":
        times = re.findall(rb"pts_time:([\d.]+)", cuts)
        facts["cuts"] = tuple(round(float(t), 2) for t in times)
        facts["colours"] = colours.shares(seen)
        facts["brightness"] = colours.brightness(seen)
    if facts["has_audio"]:
        sound = listening.loudness(log)
        facts |= {"lufs": sound.lufs, "peak_db": sound.peak_db}
        facts |= {"silences": sound.silences, "speech": listening.speechlike(heard)}
    return facts


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _pass(path: Path, demuxer: str, facts: dict[str, Any]) -> list[str]:
    """One decode for everything: cuts, colours, loudness, and sound to judge."""
    graph, outputs = [], []
    if facts["kind"] == "video":
        graph += [
            "[0:v:0]split[a][b]",
            f"[a]scale=160:90,select='gt(scene,{CUT_SCORE})',"
            f"metadata=print:file={PARTS[0]}[cuts]",
            "[b]fps=1:round=up,scale=16:16:flags=area,format=rgb24[seen]",
        ]
        outputs += ["-map", "[cuts]", "-f", "null", "-"]
        outputs += ["-map", "[seen]", "-frames:v", "300", "-f", "rawvideo", PARTS[1]]
    if facts["has_audio"]:
        graph += [
            "[0:a:0]asplit[c][d]",
            "[c]ebur128=framelog=verbose,volumedetect,silencedetect=n=-45dB:d=0.4[loud]",
            f"[d]atrim=end={HEARD_SECONDS},aresample={listening.RATE}[heard]",
        ]
        outputs += ["-map", "[loud]", "-f", "null", "-"]
        outputs += ["-map", "[heard]", "-ac", "1", "-f", "s16le", PARTS[2]]
    head = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-threads", "1"]
    source = ["-t", str(SEEN_SECONDS), *_source(path, demuxer)]
    return [*head, *source, "-filter_complex", ";".join(graph), *outputs]


def _source(path: Path, demuxer: str) -> list[str]:
    closed = ["-protocol_whitelist", "file", "-format_whitelist", demuxer]
    return [*closed, "-f", demuxer, "-i", f"file:{path}"]


def _probe(path: Path, demuxer: str, folder: Path) -> dict[str, Any]:
    show = ["-show_entries", "format=duration:stream=codec_type,width,height,duration"]
    show[1] += ",avg_frame_rate:stream_disposition=attached_pic"
    head = ["ffprobe", "-v", "error", "-of", "json", *show]
    read = json.loads(_run([*head, *_source(path, demuxer)], folder).stdout)
    streams = read.get("streams", [])
    films = [s for s in streams if s.get("codec_type") == "video"]
    films = [s for s in films if not s.get("disposition", {}).get("attached_pic")]
    sound = any(s.get("codec_type") == "audio" for s in streams)
    if not films and not sound:
        raise Unmeasurable("The file holds neither picture nor sound.")
    times = [read.get("format", {}), *films, *streams]
    duration = next((float(t["duration"]) for t in times if "duration" in t), 0.0)
    facts: dict[str, Any] = {"kind": "video" if films else "audio", "has_audio": sound}
    facts["duration_s"] = round(duration, 3)
    if films:
        top, _, bottom = films[0].get("avg_frame_rate", "0/1").partition("/")
        fps = Fraction(int(top), int(bottom)) if int(bottom or 0) else Fraction(0)
        facts |= {side: films[0].get(side, 0) for side in ("width", "height")}
        facts["fps"] = round(float(fps), 3)
    return facts


def _run(command: list[str], folder: Path) -> jail.Result:
    program = shutil.which(command[0])
    if program is None:
        raise Unmeasurable(f"{command[0]} is not installed on this machine.")
    limits = jail.Limits(wall_s=WALL_SECONDS)
    try:
        done = jail.run([program, *command[1:]], limits, cwd=folder)
    except jail.Overrun as overrun:
        raise Unmeasurable(str(overrun)) from overrun
    if done.code:
        raise Unmeasurable("The file cannot be opened.")
    return done
