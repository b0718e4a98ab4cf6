"""Makes films and sounds whose every moment is known, and reads back what became of
them.

A film shows plain grey, then at SWITCH the card of known colours; its tone of 440 Hz
begins with the card. So where, when, in which colours and how loud is all to be seen.
"""

from __future__ import annotations

import json
import math
import subprocess
import wave
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from omniweb.library.made import Made
from tests.library import card, clips

Size = tuple[int, int]
Coded = Callable[[card.Colour], Sequence[float]]
SIZE: Size = (320, 180)
RATE, SECONDS, SWITCH = 25, 2.0, 0.88
LEVEL, TONE = 0.1, 440
GREY: card.Colour = (90, 90, 90)
BT709 = "zscale=m=709:r=tv,format=yuv420p"
TAGS = (
    *("-colorspace", "bt709", "-color_primaries", "bt709"),
    *("-color_trc", "bt709", "-color_range", "tv"),
)
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "18")
# What must never leave: people's words, places and numbers.
SECRETS = (b"Hush", b"+48.1351", b"C02XK0")
PRIVATE = (
    *("-metadata", "title=Hush-title", "-metadata", "comment=Hush-comment"),
    *("-metadata", "artist=Hush-artist", "-metadata", "location=+48.1351+011.5820/"),
    *("-metadata:s:0", "title=Hush-track", "-metadata:s:0", "handler_name=Hush-hand"),
)


def tone(seconds: float = SECONDS, level: float = LEVEL, begins: float = SWITCH) -> str:
    """A source of sound: silence, then the tone."""
    wave = f"{level}*sin(2*PI*{TONE}*t)*gte(t\\,{begins})"
    return f"aevalsrc={wave}:s=44100:d={seconds}"


def plainly(colour: card.Colour) -> Sequence[float]:
    """A colour as it is, in shares of one."""
    return [part / 255 for part in colour]


def still(path: Path, size: Size, coded: Coded, blank: bool = False) -> str:
    """Write a picture of 16 bits a part; how ffmpeg names its pixels."""
    colours = [GREY, *clips.CORNERS, *card.PATCHES]
    values = [coded(colour) for colour in colours]
    table = [
        b"".join(round(part * 65535).to_bytes(2, "little") for part in value)
        for value in values
    ]
    index = {colour: n for n, colour in enumerate(colours)}
    drawn = card.drawn("L", (lambda _: 0) if blank else index.__getitem__, size)
    path.write_bytes(b"".join(map(table.__getitem__, drawn.tobytes())))
    return "rgba64le" if len(values[0]) == 4 else "rgb48le"


def film(
    path: Path,
    *form: str | Path,
    size: Size = SIZE,
    rate: int = RATE,
    seconds: float = SECONDS,
    sound: str | None = None,
    into: str = BT709,
    more: str = "",
    coded: Coded = plainly,
    private: Sequence[str] = PRIVATE,
) -> None:
    """Write a film; into brings its colours, more is what else its pictures pass.

    sound is a source, by default the tone; an empty one is no sound at all.
    """
    given: list[str | Path] = []
    for name, blank in (("plain", True), ("card", False)):
        raw = path.with_suffix(f".{name}")
        pixels = still(raw, size, coded, blank)
        shape = ("-pix_fmt", pixels, "-s", "{}x{}".format(*size))
        given += ["-f", "rawvideo", *shape, "-framerate", str(rate), "-i", raw]
    counts = round(SWITCH * rate), round((seconds - SWITCH) * rate)
    loops = [f"[{n}]loop={count - 1}:1[l{n}]" for n, count in enumerate(counts)]
    planar = "gbrap" if len(coded(GREY)) == 4 else "gbrp16"
    joined = f"[l0][l1]concat,setpts=N/{rate}/TB,format={planar},{into}{more}[v]"
    mapped = ["-map", "[v]"]
    if sound != "":
        given += ["-f", "lavfi", "-i", sound or tone(seconds)]
        mapped += ["-map", "2:a"]
    graph = ";".join([*loops, joined])
    clips.ffmpeg(*given, "-filter_complex", graph, *mapped, *private, *form, path)


def told(path: Path) -> dict[str, Any]:
    """The tracks of a file of ours by their kind, as ffprobe says, unguarded."""
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(path)]
    out = subprocess.run(command, check=True, capture_output=True).stdout
    return {track["codec_type"]: track for track in json.loads(out)["streams"]}


def frames(path: Path, size: Size) -> list[Image.Image]:
    """All pictures of a clip of ours, which must be BT.709 in the narrow range."""
    given = "in_color_matrix=bt709:in_range=tv:flags=accurate_rnd+full_chroma_int"
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-vf"]
    command += [f"scale={given},format=rgb24", "-f", "rawvideo", "-"]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    step = size[0] * size[1] * 3
    starts = range(0, len(data), step)
    return [Image.frombytes("RGB", size, data[at : at + step]) for at in starts]


def samples(path: Path) -> array[float]:
    """A sound of ours as samples from -1 to 1, 16,000 a second; of MP3 the start."""
    if path.suffix == ".wav":
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels()) == (16000, 1)
            data = file.readframes(file.getnframes())
    else:
        command = ["ffmpeg", "-v", "error", "-i", str(path), "-t", "10"]
        command += ["-f", "s16le", "-"]
        data = subprocess.run(command, check=True, capture_output=True).stdout
    return array("f", (value / 32768 for value in array("h", data)))


def strength(heard: Sequence[float], hertz: float) -> float:
    """The amplitude of one tone in samples (Goertzel's sum, over whole seconds)."""
    turn = 2 * math.cos(2 * math.pi * hertz / 16000)
    one = two = 0.0
    for value in heard:
        one, two = value + turn * one - two, one
    power = one * one + two * two - turn * one * two
    return 2 * math.sqrt(max(0.0, power)) / max(1, len(heard))


def onset(heard: Sequence[float], least: float = LEVEL / 4) -> float:
    """When a sound first rises above a level, in seconds; infinity if never."""
    found = (n for n, value in enumerate(heard) if abs(value) > least)
    return next((n / 16000 for n in found), math.inf)


def secrets(made: dict[str, Made]) -> list[str]:
    """Where something private is still to be read."""
    return [
        f"{spec}: {mark.decode()}"
        for spec, one in made.items()
        for mark in SECRETS
        if mark in one.path.read_bytes()
    ]
