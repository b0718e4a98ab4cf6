"""Kinds of film that people bring: containers, codecs, and what colours they mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.library import card
from tests.library.corpus import BT709, LEVEL, RATE, SIZE, TAGS, X264, Size, film
from tests.library.wide import BT2020, DISPLAY_P3, HLG, PQ

AAC = ("-c:a", "aac", "-b:a", "96k")
H264 = (*X264, *TAGS, *AAC)
SD = "zscale=m=170m:r=tv,format=yuv420p"
FULL = "zscale=m=709:r=pc,format=yuv420p"
X265 = (
    *("-c:v", "libx265", "-preset", "ultrafast", "-crf", "16"),
    *("-x265-params", "log-level=error"),
)
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "20")
OPUS = ("-c:a", "libopus")
HOLE = card.PATCHES[1]
# Colours that say nothing about themselves.
MUTE = "setparams=colorspace=unknown:color_primaries=unknown:color_trc=unknown"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One file and what must come of it, or the code of its refusal.

    size and seconds as it is seen and heard; level is the tone's amplitude, None
    without sound; heard_s is its length where that is another. colours: all of the
    card, its patches alone, or nothing.
    """

    make: Callable[[Path], object]
    size: Size = SIZE
    seconds: float = 2.0
    fps: float | None = RATE
    frame: float = 1 / RATE
    level: float | None = LEVEL
    shown_from: float = 0.88
    heard_from: float = 0.88
    heard_s: float | None = None
    colours: str = "all"
    seen: Callable[[card.Colour], card.Colour] = lambda colour: colour
    codec: str = "h264"
    refused: str = ""


def made(*form: str | Path, **options: Any) -> Callable[[Path], None]:
    """A film of that form."""
    return lambda path: film(path, *form, **options)


def h264(*form: str, **expected: Any) -> Kind:
    """A film in H.264 and AAC, of which something more is said."""
    return Kind(make=made(*H264, *form), **expected)


def coded(
    video: Sequence[str],
    form: str,
    into: str = BT709,
    tags: Sequence[str] = TAGS,
    sound: Sequence[str] = AAC,
    **more: Any,
) -> Kind:
    """A film of another codec in a container."""
    options = {k: more.pop(k) for k in ("coded", "more") if k in more}
    if more.get("level", LEVEL) is None:
        options["sound"] = ""
    size = more.get("size", SIZE)
    make = made(*video, *tags, *sound, "-f", form, into=into, size=size, **options)
    return Kind(make=make, **more)


def mpeg2(*more: str) -> tuple[str, ...]:
    """MPEG-2 at a rate that keeps the colours."""
    return ("-c:v", "mpeg2video", "-q:v", "2", *more)


def in_matrix(matrix: str, full: bool = False, form: str = "yuv420p") -> str:
    """The filters into a matrix and a range."""
    return f"zscale=m={matrix}:r={'pc' if full else 'tv'},format={form}"


CONTAINERS: dict[str, Kind] = {
    "mp4, index at the end": h264("-f", "mp4"),
    "mp4, index first": h264("-f", "mp4", "-movflags", "+faststart"),
    "mp4, fragmented": h264(
        *("-f", "mp4", "-movflags", "frag_keyframe+empty_moov", "-g", "10")
    ),
    "mov": h264("-f", "mov", "-movflags", "use_metadata_tags"),
    "mkv": h264("-f", "matroska"),
    "mkv, streamed": h264("-f", "matroska", "-live", "1"),
    "flv, h264": h264("-f", "flv"),
    "ts": h264("-f", "mpegts"),
    "ts, starting late": h264("-f", "mpegts", "-output_ts_offset", "3600"),
    "m2ts": h264("-f", "mpegts", "-mpegts_m2ts_mode", "1"),
    "avi, mpeg4 and mp3": coded(
        ("-c:v", "mpeg4", "-q:v", "2"), "avi", SD, (), ("-c:a", "libmp3lame"),
        codec="mpeg4",
    ),
    "avi, motion jpeg": coded(
        ("-c:v", "mjpeg", "-q:v", "2"), "avi", in_matrix("470bg", True, "yuvj420p"), (),
        ("-c:a", "pcm_s16le"), codec="mjpeg",
    ),
    "avi, huffyuv": coded(
        ("-c:v", "huffyuv"), "avi", in_matrix("170m", form="yuv422p"), (),
        ("-c:a", "pcm_s16le"), codec="huffyuv",
    ),
    "avi, uncompressed": coded(
        ("-c:v", "rawvideo"), "avi", in_matrix("170m", form="yuyv422"), (),
        ("-c:a", "pcm_s16le"), codec="rawvideo",
    ),
    "wmv": coded(
        ("-c:v", "wmv2", "-q:v", "2"), "asf", SD, (), ("-c:a", "wmav2"), codec="wmv2",
        frame=0.047,  # of the sound
    ),
    "flv, sorenson": coded(
        ("-c:v", "flv", "-q:v", "2"), "flv", SD, (), ("-c:a", "libmp3lame"),
        codec="flv1",
    ),
    "3gp, h263": coded(
        ("-c:v", "h263", "-q:v", "2"), "3gp", f"{SD},scale=176:144", (),
        size=(192, 144), codec="h263",  # whose pixels are never square
    ),
    "mpeg program stream": coded(
        mpeg2(), "vob", SD, (), ("-c:a", "mp2"), codec="mpeg2video"
    ),
    "mpeg-1": coded(
        ("-c:v", "mpeg1video", "-q:v", "2"), "mpeg", SD, (), ("-c:a", "mp2"),
        codec="mpeg1video",
    ),
    "ogg, theora": coded(
        ("-c:v", "libtheora", "-q:v", "10"), "ogg", SD, (), ("-c:a", "libvorbis"),
        codec="theora",
    ),
    "gif": coded(
        ("-c:v", "gif"), "gif", "format=bgra,split[p][q];[p]palettegen=reserve_"
        "transparent=0[c];[q][c]paletteuse=dither=none", (), (),
        level=None, codec="gif",
    ),
    "gif, clear": coded(
        ("-c:v", "gif"), "gif", "format=bgra,split[p][q];[p]palettegen[c];"
        "[q][c]paletteuse=dither=none:alpha_threshold=100", (), (), level=None,
        codec="gif", coded=lambda c: [*(v / 255 for v in c), float(c != HOLE)],
        seen=lambda c: (255, 255, 255) if c == HOLE else c,
    ),
}  # fmt: skip

CODECS: dict[str, Kind] = {
    "h264, ten bits": coded(X264, "mp4", in_matrix("709", form="yuv420p10le")),
    "h264, 4:2:2 ten bits": coded(X264, "mov", in_matrix("709", form="yuv422p10le")),
    "h264, 4:4:4": coded(X264, "matroska", in_matrix("709", form="yuv444p")),
    "h264, rgb": coded(
        ("-c:v", "libx264rgb", "-preset", "ultrafast", "-crf", "12"),
        "matroska", "format=gbrp,format=rgb24", (),
    ),
    "hevc": coded((*X265, "-tag:v", "hvc1"), "mp4", codec="hevc"),
    "hevc, ten bits": coded(
        X265, "matroska", in_matrix("709", form="yuv420p10le"), codec="hevc"
    ),
    "prores 422": coded(
        ("-c:v", "prores_ks", "-profile:v", "2"), "mov",
        in_matrix("709", form="yuv422p10le"), sound=("-c:a", "pcm_s24le"),
        codec="prores",
    ),
    "prores 4444, clear": coded(
        ("-c:v", "prores_ks", "-profile:v", "4"), "mov",
        in_matrix("709", form="yuva444p10le"), codec="prores",
        coded=lambda c: [v / 255 for v in card.clear(c)], seen=card.on_white,
    ),
    "webm, vp8": coded(
        ("-c:v", "libvpx", "-deadline", "realtime", "-crf", "4", "-b:v", "4M"), "webm",
        SD, (), OPUS, codec="vp8",
    ),
    "webm, vp8, clear": coded(
        ("-c:v", "libvpx", "-auto-alt-ref", "0", "-crf", "4", "-b:v", "4M"), "webm",
        in_matrix("170m", form="yuva420p"), (), OPUS, codec="vp8",
        coded=lambda c: [v / 255 for v in card.clear(c)], seen=card.on_white,
    ),
    "webm, vp9": coded(VP9, "webm", sound=OPUS, codec="vp9"),
    "webm, vp9, clear": coded(
        (*VP9, "-auto-alt-ref", "0"), "webm", in_matrix("709", form="yuva420p"),
        sound=OPUS, codec="vp9", coded=lambda c: [v / 255 for v in card.clear(c)],
        seen=card.on_white,
    ),
    "webm, vp9, ten bits": coded(
        (*VP9, "-profile:v", "2"), "webm", in_matrix("709", form="yuv420p10le"),
        sound=OPUS, codec="vp9",
    ),
    "av1": coded(
        ("-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime", "-crf", "20"),
        "mp4", codec="av1",
    ),
    "quicktime animation": coded(
        ("-c:v", "qtrle"), "mov", "format=gbrp,format=rgb24", (), codec="qtrle"
    ),
    "ffv1": coded(
        ("-c:v", "ffv1"), "matroska", sound=("-c:a", "flac"), codec="ffv1"
    ),
    "dnxhd": coded(
        ("-c:v", "dnxhd", "-profile:v", "dnxhr_sq"), "mov",
        in_matrix("709", form="yuv422p"), codec="dnxhd",
    ),
    "snow": coded(
        ("-c:v", "snow", "-strict", "-2"), "avi", SD, (), ("-c:a", "pcm_s16le"),
        refused="codec",
    ),
}  # fmt: skip

COLOURS: dict[str, Kind] = {
    "sd, says nothing": coded(X264, "mp4", f"{SD},{MUTE}", ()),
    "hd, says nothing": coded(X264, "mp4", f"{BT709},{MUTE}", (), size=(1280, 720)),
    "hd in bt.601": coded(
        X264, "mp4", SD, (*TAGS[2:], "-colorspace", "smpte170m"), size=(1280, 720)
    ),
    "full range": coded(
        X264, "mp4", FULL, (*TAGS[:-2], "-color_range", "pc"), AAC
    ),
    "full range, vp9": coded(
        VP9, "webm", FULL, (*TAGS[:-2], "-color_range", "pc"), OPUS, codec="vp9"
    ),
    "full range, bt.601": coded(
        X264, "mov", in_matrix("470bg", True, "yuvj420p"),
        ("-colorspace", "bt470bg", "-color_range", "pc"),
    ),
    "display p3": coded(X264, "mov", **DISPLAY_P3),
    "bt.2020 without hdr": coded(
        X265, "mp4", **BT2020, codec="hevc", colours="patches"
    ),
    "hdr10": coded(X265, "mp4", **PQ, codec="hevc", colours="patches"),
    "hlg": coded(
        (*X265, "-tag:v", "hvc1"), "mov", **HLG, codec="hevc", colours="patches"
    ),
    "hdr10, names its curve alone": coded(
        X265, "matroska", f"{PQ['into']},{MUTE}", ("-color_trc", "smpte2084"),
        coded=PQ["coded"], codec="hevc", colours="patches",
    ),
    "hdr10, vp9": coded(
        (*VP9, "-profile:v", "2"), "webm", **PQ, sound=OPUS, codec="vp9",
        colours="patches",
    ),
}  # fmt: skip
KINDS = CONTAINERS | CODECS | COLOURS
