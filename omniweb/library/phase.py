"""Whether the left and the right of a sound cancel out; a look before the one pass."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from omniweb.library import jail
from omniweb.library.probe import Inspection, input_options
from omniweb.library.running import FFMPEG

LEVEL = re.compile(r"RMS level dB: (\S+)")


def opposed(path: Path, found: Inspection, stop: threading.Event | None) -> bool:
    """Whether left and right cancel out: their sum is 20 dB below their difference."""
    if not found.sound or found.sound.channels != 2:
        return False
    options = [
        str(p) for k, v in input_options(found.format).items() for p in ("-" + k, v)
    ]
    mix = "pan=stereo|c0=0.5*c0+0.5*c1|c1=0.5*c0-0.5*c1"
    stats = "astats=measure_perchannel=RMS_level:measure_overall=none"
    command = [FFMPEG, "-nostdin", "-hide_banner", "-v", "info", *options]
    command += ["-t", "120", "-i", f"file:{path}", "-map", f"0:{found.sound.index}"]
    command += ["-af", f"{mix},aresample=8000,{stats}", "-f", "null", "-"]
    limits = jail.Limits(wall_s=60, memory=2 * jail.GIB, file_size=1024**2)
    try:
        result = jail.run(command, limits, reads=[path], stop=stop)
    except jail.Overrun:
        return False  # the pass itself will say what is wrong
    levels = [float(text) for text in LEVEL.findall(result.stderr)]
    return len(levels) == 2 and levels[0] < levels[1] - 20
