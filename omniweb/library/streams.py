"""Reads ffprobe's answer into values: which tracks count, and how they stand.

It opens no file and starts no program.
"""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.library.decoders import DECODERS, STILLS
from omniweb.library.pixels import Pixels, Stream, pixels, stance
from omniweb.library.refusals import refuse
from omniweb.library.sniff import Format

LEAST_KEYS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The picture track: coded size as stored, width and height as seen upright.

    It is mirrored left to right where mirrored says so, then turned by rotation, which
    is clockwise in degrees (0, 90, 180, 270). fps may be 0 if unknown. key_gap_s is
    the greatest time between two key frames, None where nobody knows.
    """

    index: int
    codec: str
    coded_width: int
    coded_height: int
    width: int
    height: int
    rotation: int
    mirrored: bool
    fps: float
    frames: int | None
    pixels: Pixels
    key_gap_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """The sound track that plays by default; layout may be empty, or a mere count."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    layout: str


def _attached(stream: Stream) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _of(streams: list[Stream], kind: str) -> list[Stream]:
    """The tracks of a kind, the one to use first; covers are no pictures.

    What can be decoded comes before what cannot, the default before the others, and
    a large picture before a small one.
    """
    found = [s for s in streams if s.get("codec_type") == kind and not _attached(s)]

    def rank(track: Stream) -> tuple[bool, bool, int]:
        default = bool(track.get("disposition", {}).get("default"))
        area = int(track.get("width", 0)) * int(track.get("height", 0))
        return track.get("codec_name") not in DECODERS, not default, -area

    return sorted(found, key=rank)


def number(value: Any) -> float:
    """A number as ffprobe writes it ("30000/1001", "N/A"), 0 if there is none."""
    try:
        return float(Fraction(str(value)))
    except (ValueError, ZeroDivisionError):
        return 0.0


def picture(streams: list[Stream], found: Format) -> Picture | None:
    """The picture track, or None; a lone still beside sound is a cover."""
    tracks = _of(streams, "video")
    if found.name in ("mp3", "flac", "ogg"):
        tracks = [t for t in tracks if t.get("codec_name") not in STILLS | {"mjpeg"}]
    if not tracks:
        return None
    track = tracks[0]
    stored = int(track.get("width", 0)), int(track.get("height", 0))
    if not all(stored):
        raise refuse("broken", "video")
    aspect = number(track.get("sample_aspect_ratio", "1:1").replace(":", "/")) or 1.0
    seen = max(1, round(stored[0] * aspect)), stored[1]
    turn, mirrored = stance(track)
    width, height = seen[::-1] if turn in (90, 270) else seen
    return Picture(
        index=track["index"],
        codec=track.get("codec_name", "unknown"),
        coded_width=stored[0],
        coded_height=stored[1],
        width=width,
        height=height,
        rotation=turn,
        mirrored=mirrored,
        fps=number(track.get("avg_frame_rate")) or number(track.get("r_frame_rate")),
        frames=int(number(track.get("nb_frames"))) or None,
        pixels=pixels(track),
    )


def sound(streams: list[Stream]) -> Sound | None:
    """The sound track, or None."""
    tracks = [t for t in _of(streams, "audio") if int(t.get("channels", 0))]
    if not tracks:
        return None
    track = tracks[0]
    return Sound(
        index=track["index"],
        codec=track.get("codec_name", "unknown"),
        sample_rate=int(number(track.get("sample_rate"))),
        channels=int(track["channels"]),
        layout=str(track.get("channel_layout", "")),
    )


def cover(streams: list[Stream]) -> int | None:
    """The index of the cover art, or None."""
    for track in streams:
        if track.get("codec_type") == "video" and track.get("codec_name") in DECODERS:
            return int(track["index"])
    return None


def unreadable(streams: list[Stream]) -> str | None:
    """The codec of a used track that no allowed decoder reads, or None."""
    for kind in ("video", "audio"):
        for track in _of(streams, kind)[:1]:
            name = track.get("codec_name", "something unknown")
            if name not in DECODERS:
                return str(name)
    return None


def duration(
    shown: dict[str, Any], picture: Picture | None, sound: Sound | None
) -> float | None:
    """Seconds of the longest used track, as the header says, or None."""
    used = {part.index for part in (picture, sound) if part}
    tracks = [s for s in shown.get("streams", []) if s.get("index") in used]
    lengths = [number(t.get("duration")) for t in tracks]
    return max(lengths, default=0) or number(shown["format"].get("duration")) or None


class KeyClock:
    """Follows "pts,flags" lines of a track as they arrive: how far keys are apart."""

    def __init__(self) -> None:
        self.keys, self.gap = 0, 0.0
        self._last, self._end = math.inf, -math.inf
        self._rest = b""

    def take(self, data: bytes) -> None:
        """Read the next piece; it may end within a line."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            time, _, flags = line.decode("ascii", "replace").partition(",")
            with contextlib.suppress(ValueError):
                self._add(float(time), key="K" in flags)

    def _add(self, time: float, *, key: bool) -> None:
        self._end = max(self._end, time)
        if key:
            self.keys += 1
            self.gap = max(self.gap, time - self._last)
            self._last = time

    @property
    def seconds(self) -> float | None:
        """The greatest time from a key frame to the next, or to the end.

        None with fewer than LEAST_KEYS: they tell nothing.
        """
        if self.keys < LEAST_KEYS:
            return None
        return max(self.gap, self._end - self._last)


class PacketClock:
    """Follows "pts,duration" lines as they arrive, for the time they span."""

    def __init__(self) -> None:
        self.first, self.last = math.inf, -math.inf
        self._rest = b""

    def take(self, data: bytes) -> None:
        """Read the next piece; it may end within a line."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            start, _, length = line.decode("ascii", "replace").partition(",")
            with contextlib.suppress(ValueError):
                self.first = min(self.first, float(start))
                self.last = max(self.last, float(start) + number(length.rstrip(",")))

    @property
    def seconds(self) -> float:
        """From the first packet's start to the last one's end; 0 without any."""
        return max(0.0, self.last - self.first) if self.last > self.first else 0.0


def facts(
    found: Format,
    size: int,
    seconds: float,
    picture: Picture | None,
    sound: Sound | None,
) -> MediaFacts:
    """The measured facts of a sound or a video."""
    kind = "video" if picture else "audio"
    family, _, name = found.mime.partition("/")
    mime = found.mime if family == "image" else f"{kind}/{name}"
    fps = round(picture.fps, 3) if picture and picture.fps else None
    return MediaFacts(
        kind="video" if picture else "audio",
        mime="audio/mp4" if mime == "audio/quicktime" else mime,
        bytes=size,
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        duration_s=round(seconds, 3),
        fps=fps,
        frames=(picture.frames or round(seconds * (fps or 0)) or 1)
        if picture
        else None,
        has_audio=sound is not None,
        sample_rate=sound.sample_rate if sound else None,
        channels=sound.channels if sound else None,
        video_codec=picture.codec if picture else None,
        audio_codec=sound.codec if sound else None,
    )
