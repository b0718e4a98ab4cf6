"""The filters that make pictures upright and plain and a sound one channel.

It adds to a graph that others begin and end; it opens and runs nothing.
"""

from __future__ import annotations

from typing import Any

from omniweb.library.probe import Inspection
from omniweb.library.streams import Picture

# HDR after scaling: linear light, squeezed, then plain BT.709.
TONE = (
    ("zscale", {"t": "linear", "npl": 100}),
    ("format", {"pix_fmts": "gbrpf32le"}),
    ("zscale", {"p": "bt709"}),
    ("tonemap", {"tonemap": "hable", "desat": 0}),
    ("zscale", {"t": "bt709", "m": "bt709", "r": "tv"}),
)


def sampled(source: Any, picture: Picture, size: tuple[int, int], fps: float) -> Any:
    """The pictures of a track at a rate and a size, upright and in plain colours."""
    stream = source[str(picture.index)]
    # start_time=0 repeats the first frame where the picture begins after the sound,
    # and gives a clip under half a second its one frame.
    stream = stream.filter("fps", fps, round="up", start_time=0)
    stream = _upright(stream, picture, size)
    if picture.hdr:
        for name, options in TONE:
            stream = stream.filter(name, **options)
    return stream


def _upright(stream: Any, picture: Picture, size: tuple[int, int]) -> Any:
    """Scaled by area, then turned: turning few small frames costs nothing."""
    turned = picture.rotation in (90, 270)
    width, height = size[::-1] if turned else size
    stream = stream.filter("scale", width, height, flags="area").filter("setsar", 1)
    if picture.rotation == 180:
        return stream.filter("hflip").filter("vflip")
    if turned:
        way = "clock" if picture.rotation == 90 else "cclock"
        return stream.filter("transpose", way)
    return stream


def mono(source: Any, found: Inspection, *, antiphase: bool) -> Any:
    """The sound of a file that has one, as one channel at 16 kHz."""
    if found.sound is None:
        raise ValueError("This file has no sound to mix.")
    stream = source[str(found.sound.index)]
    if antiphase:
        # Turn the right channel over: the sum of opposites would be silence.
        stream = stream.filter("stereotools", phaser=1)
    # A sound that begins after the picture is led in by silence.
    late = {"async": 1, "first_pts": 0} if found.picture else {}
    stream = stream.filter("aresample", 16000, **late)
    return stream.filter("aformat", sample_rates=16000, channel_layouts="mono")
