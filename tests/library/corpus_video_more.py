"""More kinds of film: how they stand, how their time runs, and what else is in them."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from tests.library import clips
from tests.library.corpus import RATE, TAGS, X264, film, tone
from tests.library.corpus_video import AAC, H264, SD, Kind, coded, h264, made, mpeg2

# Display matrices (a, b, c, d) by how the picture is to be turned, mirrored first.
STANCES = {
    "turned 90": (0, 1, -1, 0),
    "turned 180": (-1, 0, 0, -1),
    "turned 270": (0, -1, 1, 0),
    "mirrored": (-1, 0, 0, 1),
    "mirrored, turned 90": (0, -1, -1, 0),
    "mirrored, turned 180": (1, 0, 0, -1),
    "mirrored, turned 270": (0, 1, 1, 0),
}
# What undoes each, so that only the matrix puts it upright.
UNDONE = {
    "turned 90": "transpose=cclock",
    "turned 180": "hflip,vflip",
    "turned 270": "transpose=clock",
    "mirrored": "hflip",
    "mirrored, turned 90": "transpose=cclock,hflip",
    "mirrored, turned 180": "vflip",
    "mirrored, turned 270": "transpose=clock,hflip",
}


def standing(name: str) -> Callable[[Path], None]:
    """A film that only its display matrix puts upright."""

    def make(path: Path) -> None:
        film(path, *H264, "-f", "mp4", more=f",{UNDONE[name]}")
        a, b, c, d = (part * clips.ONE for part in STANCES[name])
        data = bytearray(path.read_bytes())
        at = data.index(b"tkhd") + 44
        data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 0x40000000)
        path.write_bytes(data)

    return make


def sized(width: int, height: int, *form: str, **expected: object) -> Kind:
    """A film of a size."""
    make = made(*H264, *(form or ("-f", "mp4")), size=(width, height))
    return Kind(make=make, size=(width, height), **expected)


def stretched(stored: tuple[int, int], aspect: str, seen: tuple[int, int]) -> Kind:
    """A film whose pixels are not square."""
    more = f",scale={stored[0]}:{stored[1]},setsar={aspect}"
    return Kind(make=made(*H264, "-f", "mp4", more=more), size=seen)


SHAPES: dict[str, Kind] = {
    **{name: Kind(make=standing(name)) for name in STANCES},
    "anamorphic": stretched((240, 180), "4/3", (320, 180)),
    "narrow pixels": stretched((320, 180), "3/4", (240, 180)),
    "portrait": sized(180, 320),
    "very wide": sized(640, 128),
    "full hd": sized(1920, 1080, seconds=2.0),
    "odd sides": coded(
        X264, "matroska", "zscale=m=709:r=tv,format=yuv444p", size=(321, 181)
    ),
    "tiny": sized(16, 16, colours=""),
}


def again(*form: str | Path, base: tuple[str, ...] = ()) -> Callable[[Path], None]:
    """A film in MP4, written once more without a new encoding, as form says."""

    def make(path: Path) -> None:
        first = path.with_suffix(".mp4")
        film(first, *H264, "-bf", "2", *base)
        clips.ffmpeg(*[first if part == "IN" else part for part in form], path)

    return make


def woven(codec: tuple[str, ...], form: str, order: str, name: str) -> Kind:
    """A film of fields, two to a frame."""
    fields = f",tinterlace=interleave_{order},setfield={order[0]}ff,format=yuv420p"
    size = (720, 576) if name == "dvvideo" else (320, 192)
    make = made(
        *(*codec, *AAC, "-r", str(RATE), "-f", form),
        **{"into": SD, "rate": 2 * RATE, "size": size, "more": fields},
    )
    seen = (768, 576) if name == "dvvideo" else size
    return Kind(make=make, size=seen, codec=name, frame=0.045)


def late_sound(form: str) -> Kind:
    """The sound's track begins half a second after the picture's."""
    late = ("-itsoffset", "0.5", "-f", "lavfi", "-i", tone(1.5, begins=0.38))
    tracks = ("-map", "0:v", "-map", "1:a", "-c:v", "copy", *AAC, "-f", form)
    return Kind(make=again("-i", "IN", *late, *tracks))


LONG = ("-g", "9999", "-sc_threshold", "0")
# Three of four frames are left out, but not where the card begins.
VFR = ",select=not(mod(n\\,4))+between(n\\,20\\,24)"
BLACK = ",lutyuv=y=16:u=128:v=128"
FIELDS = ("-flags", "+ildct+ilme")
TIMES: dict[str, Kind] = {
    "variable rate": Kind(
        make=made(*H264, "-vsync", "vfr", "-f", "mp4", more=VFR), fps=None, frame=0.16
    ),
    "infinite gop": h264(*LONG, "-f", "mp4"),
    "open gop": h264("-bf", "2", "-x264opts", "open_gop=1:keyint=10", "-f", "mpegts"),
    "one frame a second": Kind(
        make=made(*H264, "-f", "mp4", rate=1), fps=1, frame=1, shown_from=1.0
    ),
    "half a minute of a slide": Kind(
        make=made(*H264, "-f", "mp4", rate=1, seconds=31), fps=1, frame=1,
        shown_from=1.0, seconds=31,
    ),
    "120 frames a second": Kind(
        make=made(*H264, "-f", "mov", rate=120), fps=120, frame=0.04
    ),
    "one frame": Kind(
        make=made(
            *(*H264, "-frames:v", "1", "-f", "mp4"), sound="",
            more=",trim=start=1,setpts=PTS-STARTPTS",
        ),
        seconds=0.04, level=None, shown_from=0,
    ),
    "black": Kind(make=made(*H264, "-f", "mp4", more=BLACK), colours=""),
    "fade from black": Kind(make=made(*H264, "-f", "mp4", more=",fade=in:0:20")),
    "no sound": Kind(make=made(*H264, "-f", "mp4", sound=""), level=None),
    "silent track": Kind(
        make=made(*H264, "-f", "mp4", sound="anullsrc=r=44100:d=2"), level=0
    ),
    "sound begins late, mkv": late_sound("matroska"),
    "sound begins late, mp4": late_sound("mp4"),
    "sound begins late, ts": late_sound("mpegts"),
    "picture begins late": Kind(
        make=again(
            *("-itsoffset", "0.48", "-i", "IN", "-i", "IN", "-map", "0:v", "-map"),
            *("1:a", "-c", "copy", "-f", "matroska"),
        ),
        seconds=2.5, shown_from=1.36, heard_s=2.04,
    ),
    "edit list": Kind(
        make=again("-ss", "0.5", "-i", "IN", "-c", "copy", "-f", "mp4", base=LONG),
        seconds=1.5, shown_from=0.38, heard_from=0.38,
    ),
    "interlaced, mpeg-2": woven(
        mpeg2(*FIELDS, "-alternate_scan", "1"), "mpegts", "top", "mpeg2video"
    ),
    "interlaced, h264": woven(
        (*X264, "-x264opts", "tff=1"), "mpegts", "top", "h264"
    ),
    "interlaced, dv": woven(
        ("-c:v", "dvvideo", "-flags", "+ildct"), "avi", "bottom", "dvvideo"
    ),
}  # fmt: skip


def beside(*given: str, form: str = "matroska", **expected: object) -> Kind:
    """A film with something more in its container."""
    return Kind(make=again("-i", "IN", *given, "-f", form), **expected)


def with_text(name: str, text: str, *form: str) -> Kind:
    """A film with what stands in a text file."""

    def make(path: Path) -> None:
        note = path.with_name(name)
        note.write_text(text)
        again(*[note if part == "NOTE" else part for part in form])(path)

    return Kind(make=make)


def with_cover(*form: str) -> Kind:
    """A film with a cover, which is no film."""

    def make(path: Path) -> None:
        cover = path.with_name("cover.jpg")
        clips.marked(500, 500).rotate(180).save(cover)
        again(*[cover if part == "COVER" else part for part in form])(path)

    return Kind(make=make)


COPY = ("-c:v", "copy", "-c:a", "copy")
BOTH = ("-map", "0:v", "-map", "1:a", "-map", "0:a")
SECOND = ("-disposition:a:0", "0", "-disposition:a:1", "default")
SILENCE = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=2")
RED = ("-f", "lavfi", "-i", "color=red:s=640x360:r=25:d=2")
SMALL = ("-f", "lavfi", "-i", "color=red:s=64x36:r=25:d=2")
TWO = ("-map", "1:v", "-map", "0:v", "-map", "0:a", "-c:a", "copy", *X264, *TAGS)
WORDS = "1\n00:00:00,500 --> 00:00:01,500\nHush-words\n"
PARTS = (
    ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=Hush-one\n"
    "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=Hush-two\n"
)
CENTRE = f"{tone()},pan=5.1|FC=c0"
TRACKS: dict[str, Kind] = {
    "5.1, voice in the centre": Kind(
        make=made(*H264, "-f", "mp4", sound=CENTRE), level=0.071
    ),
    "5.1, ac-3": Kind(
        make=made(*X264, *TAGS, "-c:a", "ac3", "-f", "mpegts", sound=CENTRE),
        level=0.071,
    ),
    "two sounds, second default": beside(
        *SILENCE, *BOTH, "-c:v", "copy", *AAC, *SECOND, frame=0.05
    ),
    "two sounds, one unreadable": beside(
        *SILENCE, *BOTH, "-c:v", "copy", *AAC, "-c:a:0", "truehd", "-strict", "-2",
        "-disposition:a:0", "default", "-disposition:a:1", "0", frame=0.05,
    ),
    "two pictures, second default": beside(
        *RED, *TWO, "-disposition:v:0", "0", "-disposition:v:1", "default", form="mov"
    ),
    "a small picture beside": beside(
        *SMALL, *TWO, "-disposition:v:0", "default", "-disposition:v:1", "default"
    ),
    "subtitles, mp4": with_text(
        *("a.srt", WORDS, "-i", "IN", "-i", "NOTE", "-c", "copy"),
        *("-c:s", "mov_text", "-f", "mp4"),
    ),
    "subtitles and a font": with_text(
        *("a.srt", WORDS, "-i", "IN", "-i", "NOTE", "-c", "copy", "-c:s", "ass"),
        *("-attach", "NOTE", "-metadata:s:t", "mimetype=font/ttf", "-f", "matroska"),
    ),
    "chapters": with_text(
        "a.txt", PARTS, "-i", "IN", "-i", "NOTE", "-map_metadata", "1", "-map", "0",
        "-c", "copy", "-f", "mp4",
    ),
    "time code": beside(*COPY, "-timecode", "01:02:03:04", form="mov"),
    "cover beside the film, mp4": with_cover(
        *("-i", "IN", "-i", "COVER", "-map", "0", "-map", "1", "-c", "copy"),
        *("-disposition:v:1", "attached_pic", "-f", "mp4"),
    ),
    "cover beside the film, mkv": with_cover(
        *("-i", "IN", "-c", "copy", "-attach", "COVER"),
        *("-metadata:s:t", "mimetype=image/jpeg", "-f", "matroska"),
    ),
}  # fmt: skip
MORE = SHAPES | TIMES | TRACKS
