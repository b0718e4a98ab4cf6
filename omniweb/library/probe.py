"""Measures a file without trusting it; it never decodes a whole one.

The door to ffprobe, and by pictures.py to Pillow's reading of headers.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.library import jail, pictures, streams
from omniweb.library.decoders import SKIPPABLE
from omniweb.library.made import Made
from omniweb.library.refusals import Rejected, refuse
from omniweb.library.sniff import Format, sniff
from omniweb.library.streams import Picture, Sound

__all__ = ["Inspection", "Rejected", "input_options", "inspect", "probe"]

FFPROBE = shutil.which("ffprobe") or "ffprobe"
MAX_STREAMS = 64
MAX_HOURS = 6
MAX_PIXELS = 36_000_000  # a video frame; 8K is 33 million
LIMITS = jail.Limits(wall_s=30, memory=jail.GIB, file_size=1024**2)
# Where the header's duration is absent or a guess from the bit rate.
# Of a GIF, whose frames cost the same however few bytes they take.
MOST_FRAMES = 20_000
MOST_FRAMES_PIXELS = 4_000_000_000
UNTIMED = frozenset({"mp3", "aac", "amr"})


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that a pass over the file needs to know; sound and picture may be None.

    made is what a still picture's one opening wrote already.
    """

    facts: MediaFacts
    format: Format
    picture: Picture | None = None
    sound: Sound | None = None
    cover: int | None = None
    made: tuple[Made, ...] = ()


def probe(path: Path, stop: threading.Event | None = None) -> MediaFacts:
    """The measured facts of a file; raises Rejected with the reason."""
    return inspect(path, stop).facts


def inspect(
    path: Path, stop: threading.Event | None = None, outdir: Path | None = None
) -> Inspection:
    """The facts and the streams of a file; raises Rejected with the reason.

    With an outdir, what is made of a still picture is written there on the way.
    """
    path = path.absolute()  # a child works elsewhere
    found = sniff(path)
    if found.reader == "image":
        facts, made = pictures.measure(path, found, outdir, stop)
        return Inspection(facts, found, made=made)
    shown = _shown(path, found, stop)
    return _read(path, found, shown, stop)


def input_options(found: Format) -> dict[str, str | int]:
    """What every opening of a foreign file says: one demuxer, files only, caps."""
    return {
        "f": found.name,
        "protocol_whitelist": "file",
        "format_whitelist": found.name,
        "max_streams": MAX_STREAMS,
        "probesize": 20_000_000,
        "analyzeduration": 20_000_000,
    }


def _command(path: Path, found: Format, *wanted: str) -> list[str]:
    options = [
        str(part) for k, v in input_options(found).items() for part in ("-" + k, v)
    ]
    quiet = ["-v", "error", "-max_alloc", str(256 * 1024**2), "-of", "json"]
    return [FFPROBE, *quiet, *options, *wanted, "-i", f"file:{path}"]


def _shown(path: Path, found: Format, stop: threading.Event | None) -> dict[str, Any]:
    what = found.mime.split("/")[0]
    counted = ["-count_packets"] if found.name == "gif" else []
    command = _command(path, found, "-show_format", "-show_streams", *counted)
    try:
        result = jail.run(command, LIMITS, reads=[path], stop=stop)
    except jail.Overrun as error:
        raise refuse("too_hard", what) from error
    if "max_streams" in result.stderr:
        raise refuse("too_many_streams", what, most=MAX_STREAMS)
    if result.code:
        raise refuse("broken", what)
    shown: dict[str, Any] = json.loads(result.stdout or b"{}")
    return shown


def _read(
    path: Path, found: Format, shown: dict[str, Any], stop: threading.Event | None
) -> Inspection:
    listed = shown.get("streams", [])
    picture = streams.picture(listed, found)
    sound = streams.sound(listed)
    if picture is None and sound is None:
        raise refuse("no_streams" if listed else "broken")
    what = "video" if picture else "audio"
    _check(listed, picture, what)
    if found.name == "gif":
        _count(listed, picture, what)
    duration = streams.duration(shown, picture, sound)
    # A sound alone in a transport stream is told short by its last packet's frames.
    packed = found.name == "mpegts" and picture is None
    if duration is None or packed or found.name in UNTIMED:
        main = picture.index if picture else sound.index if sound else 0
        duration = _timed(path, found, main, stop)
    if duration > MAX_HOURS * 3600:
        hours = round(duration / 3600, 1)
        raise refuse("too_long", what, hours=hours, most=MAX_HOURS)
    if picture and picture.codec in SKIPPABLE:
        keys = streams.KeyClock()
        _packets(path, found, picture.index, "pts_time,flags", keys.take, stop)
        picture = replace(picture, key_gap_s=keys.seconds)
    facts = streams.facts(found, path.stat().st_size, duration, picture, sound)
    cover = None if picture else streams.cover(listed)
    return Inspection(facts, found, picture, sound, cover)


def _check(listed: list[dict[str, Any]], picture: Picture | None, what: str) -> None:
    unknown = streams.unreadable(listed)
    if unknown:
        raise refuse("codec", what, name=unknown)
    if picture and picture.coded_width * picture.coded_height > MAX_PIXELS:
        raise refuse(
            "too_many_pixels",
            what,
            width=picture.coded_width,
            height=picture.coded_height,
            most=MAX_PIXELS // 10**6,
        )


def _count(listed: list[dict[str, Any]], picture: Picture | None, what: str) -> None:
    """Of a GIF every frame was counted: it takes a few bytes, and a screen each."""
    frames = max(int(track.get("nb_read_packets", 0)) for track in listed)
    pixels = picture.coded_width * picture.coded_height if picture else 0
    if frames > MOST_FRAMES or frames * pixels > MOST_FRAMES_PIXELS:
        raise refuse("too_many_frames", what, frames=frames)


def _timed(
    path: Path, found: Format, index: int, stop: threading.Event | None
) -> float:
    """The duration by the packets' own times, where the header gives none."""
    clock = streams.PacketClock()
    _packets(path, found, index, "pts_time,duration_time", clock.take, stop)
    if clock.seconds <= 0:
        raise refuse("broken", found.mime.split("/")[0])
    return clock.seconds


def _packets(
    path: Path,
    found: Format,
    index: int,
    fields: str,
    sink: Callable[[bytes], None],
    stop: threading.Event | None,
) -> None:
    """All packets of a track, a line of these fields for each; nothing is decoded."""
    entries = ("-show_entries", f"packet={fields}", "-of", "csv=p=0")
    command = _command(path, found, "-select_streams", str(index), *entries)
    limits = jail.Limits(wall_s=120, file_size=1024**2)
    try:
        jail.run(command, limits, reads=[path], sink=sink, stop=stop)
    except jail.Overrun as error:
        raise refuse("too_hard", found.mime.split("/")[0]) from error
