"""How many channels become one without losing any; it writes a filter's words only."""

from __future__ import annotations

import math

from omniweb.library.streams import Sound

LAYOUTS = {
    "2.1": "FL FR LFE",
    "3.0": "FL FR FC",
    "3.1": "FL FR FC LFE",
    "4.0": "FL FR FC BC",
    "4.1": "FL FR FC LFE BC",
    "quad": "FL FR BL BR",
    "quad(side)": "FL FR SL SR",
    "5.0": "FL FR FC BL BR",
    "5.0(side)": "FL FR FC SL SR",
    "5.1": "FL FR FC LFE BL BR",
    "5.1(side)": "FL FR FC LFE SL SR",
    "6.1": "FL FR FC LFE BC SL SR",
    "7.0": "FL FR FC BL BR SL SR",
    "7.1": "FL FR FC LFE BL BR SL SR",
}
# As ITU-R BS.775 mixes, people's voices foremost; the bass, which it drops, is kept.
WEIGHTS = {"FC": 0.71, "FL": 0.5, "FR": 0.5}
OTHERS = 0.35


def mix(sound: Sound, *, antiphase: bool) -> str:
    """The words of the filter "pan"; empty where there is one channel only.

    antiphase: left and right are opposites, whose sum would be silence.
    """
    if sound.channels == 1:
        return ""
    if sound.channels == 2:
        return f"mono|c0=0.5*c0{'-' if antiphase else '+'}0.5*c1"
    return "mono|c0=" + "+".join(_weighted(sound))


def _weighted(sound: Sound) -> list[str]:
    names = LAYOUTS.get(sound.layout, "").split()
    if len(names) == sound.channels:
        return [f"{WEIGHTS.get(name, OTHERS)}*{name}" for name in names]
    # Nobody says where they stand: alike, and as loud together as they were apart.
    gain = round(1 / math.sqrt(sound.channels), 2)
    return [f"{gain}*c{n}" for n in range(sound.channels)]
