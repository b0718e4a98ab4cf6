"""The filters that make pictures upright and plain and a sound one channel.

It adds to a graph that others begin and end; it opens and runs nothing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from omniweb.library.mixing import LAYOUTS, mix
from omniweb.library.pixels import HLG, Pixels
from omniweb.library.probe import Inspection
from omniweb.library.streams import Picture, Sound

# What leaves here is BT.709 in the narrow range, as ordinary players take it.
PLAIN = {"m": "709", "p": "bt709", "t": "bt709", "r": "tv"}
NAMED = {
    "colorspace": "bt709",
    "color_primaries": "bt709",
    "color_trc": "bt709",
    "range": "tv",
}
WHITE_NITS = 203  # where HDR puts what was white before it (BT.2408)
# Up to four fifths of white nothing changes; what is brighter is squeezed above that.
SQUEEZED = {"tonemap": "mobius", "param": 0.8, "peak": 10, "desat": 0}


def sampled(source: Any, picture: Picture, size: tuple[int, int], fps: float) -> Any:
    """The pictures of a track at a rate and a size, upright and in plain colours.

    Frames are large only until they are scaled, and by then few.
    """
    stream, pixels = source[str(picture.index)], picture.pixels
    # start_time=0 repeats the first frame where the picture begins after the sound,
    # and gives a clip under half a second its one frame.
    stream = stream.filter("fps", fps, round="up", start_time=0)
    if pixels.woven:
        # Its neighbours are far in time here: what stands still is woven from both
        # fields, what moves is drawn from one.
        stream = stream.filter("yadif", deint="interlaced")
    if pixels.clear:
        stream = _on_white(stream, pixels)
        pixels = replace(pixels, matrix="gbr", full=True)
    return _plain(_upright(stream, picture, size), pixels)


def _on_white(stream: Any, pixels: Pixels) -> Any:
    """White less what each colour takes from it, as far as it is solid."""
    if pixels.matrix != "gbr":
        said = {"min": pixels.matrix, "rin": "pc" if pixels.full else "tv"}
        stream = stream.filter("zscale", **said, m="gbr", r="pc")
    stream = stream.filter("format", pix_fmts="gbrap").filter("negate")
    stream = stream.filter("premultiply", inplace=1).filter("negate")
    return stream.filter("format", pix_fmts="gbrp")


def _upright(stream: Any, picture: Picture, size: tuple[int, int]) -> Any:
    """Scaled by area, then turned: turning few small frames costs nothing."""
    turned = picture.rotation in (90, 270)
    width, height = size[::-1] if turned else size
    stream = stream.filter("scale", width, height, flags="area").filter("setsar", 1)
    if picture.mirrored:
        stream = stream.filter("hflip")
    if picture.rotation == 180:
        return stream.filter("hflip").filter("vflip")
    if turned:
        way = "clock" if picture.rotation == 90 else "cclock"
        return stream.filter("transpose", way)
    return stream


def _plain(stream: Any, pixels: Pixels) -> Any:
    """In BT.709 and named so; what says so already is not touched."""
    given = {
        "min": pixels.matrix,
        "pin": pixels.primaries,
        "rin": "pc" if pixels.full else "tv",
    }
    if pixels.matrix == "gbr":
        stream = stream.filter("format", pix_fmts="gbrp")
    if pixels.hdr:
        stream = stream.filter("zscale", **given, **_light(pixels))
        stream = stream.filter("format", pix_fmts="gbrpf32le")
        stream = stream.filter("zscale", p="bt709").filter("tonemap", **SQUEEZED)
        stream = stream.filter("zscale", **PLAIN)
    elif not pixels.plain:
        # Players show every curve of SDR as if it were this one.
        stream = stream.filter("zscale", **given, tin="bt709", **PLAIN)
    return stream.filter("setparams", **NAMED)


def _light(pixels: Pixels) -> dict[str, Any]:
    """From a curve of HDR to light, in the primaries that the frames may not name."""
    # Only the exact way, which takes thrice as long, brightens HLG by its luminance and
    # not each colour alone.
    roughly = int(pixels.curve != HLG)
    light = {"tin": pixels.curve, "t": "linear", "npl": WHITE_NITS, "agamma": roughly}
    return light | {"p": pixels.primaries}


def jpeg(stream: Any, width: int, height: int) -> Any:
    """Plain pictures as JPEG has them: BT.601 in the full range."""
    stream = stream.filter("scale", width, height, flags="area")
    stream = stream.filter("zscale", min="709", rin="tv", m="470bg", r="pc")
    return stream.filter("format", pix_fmts="yuvj420p")


def rgb(stream: Any, width: int, height: int) -> Any:
    """Plain pictures as red, green and blue, eight bits each."""
    given = {"in_color_matrix": "bt709", "in_range": "tv"}
    stream = stream.filter("scale", width, height, flags="area", **given)
    return stream.filter("format", pix_fmts="rgb24")


def mono(source: Any, found: Inspection, *, antiphase: bool) -> Any:
    """The sound of a file that has one, as one channel at 16 kHz."""
    if found.sound is None:
        raise ValueError("This file has no sound to mix.")
    stream = _mixed(source[str(found.sound.index)], found.sound, antiphase)
    # A sound that begins after the picture is led in by silence.
    late = {"async": 1, "first_pts": 0} if found.picture else {}
    stream = stream.filter("aresample", 16000, **late)
    if found.sound.channels > 2:
        # Several channels may add up to more than there is room for.
        stream = stream.filter("alimiter", limit=0.98, level=0, latency=1)
    return stream.filter("aformat", sample_rates=16000, channel_layouts="mono")


def _mixed(stream: Any, sound: Sound, antiphase: bool) -> Any:
    words = mix(sound, antiphase=antiphase)
    if not words:
        return stream
    form = {"sample_fmts": "fltp"}
    # A broadcast may change its channels half way; the words hold for these.
    if sound.channels == 2:
        form["channel_layouts"] = "stereo"
    elif sound.layout in LAYOUTS:
        form["channel_layouts"] = sound.layout
    return stream.filter("aformat", **form).filter("pan", args=words)
