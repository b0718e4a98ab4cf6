"""What a sound is like, from ffmpeg's log and raw samples; it runs nothing itself."""

from __future__ import annotations

import math
import re
from array import array
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, pstdev

RATE = 8000  # samples a second of the PCM given to speechlike
_FRAME = RATE // 50
_QUIET = 100.0  # root mean square below which a 20 ms frame is silence (-50 dBFS)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS, peak in dBFS, silences as start and end seconds."""

    lufs: float | None
    peak_db: float | None
    silences: tuple[tuple[float, float], ...]


def loudness(log: str) -> Loudness:
    """Read the lines of ebur128, volumedetect and silencedetect."""
    pairs = re.findall(r"silence_end: ([\d.]+) \| silence_duration: ([\d.]+)", log)
    silences = tuple(
        (round(max(0.0, float(end) - float(long)), 2), round(float(end), 2))
        for end, long in pairs
    )
    peak = _last(r"max_volume: (-?[\d.]+) dB", log)
    return Loudness(_last(r"I:\s+(-?[\d.]+) LUFS", log), peak, silences)


def _last(pattern: str, log: str) -> float | None:
    found = re.findall(pattern, log)
    return float(found[-1]) if found else None


def speechlike(pcm: bytes) -> bool:
    """Whether 8 kHz mono s16le sounds like somebody talking.

    Speech alternates: loud vowels and near silence several times a second, low
    vowels and hissing consonants. Music and noise keep level or pitch for longer.
    """
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    frames = [samples[i : i + _FRAME] for i in range(0, len(samples), _FRAME)]
    levels = [math.sqrt(fmean(x * x for x in f)) for f in frames if len(f) == _FRAME]
    if len(levels) < 25 or max(levels) < _QUIET:
        return False
    low = fmean(level < fmean(levels) / 2 for level in levels)
    heard = [f for f, level in zip(frames, levels, strict=False) if level >= _QUIET]
    crossings = [_crossings(f) for f in heard]
    return low > 0.2 and pstdev(crossings) > 0.06 and _onsets(levels) > 1.2


def _crossings(frame: array[int]) -> float:
    """Share of neighbours in a frame that change sign."""
    return sum((a < 0) != (b < 0) for a, b in pairwise(frame)) / len(frame)


def _onsets(levels: list[float]) -> float:
    """How often a second the level rises through half its mean."""
    edge = fmean(levels) / 2
    rises = sum(a < edge <= b for a, b in pairwise(levels))
    return rises / (len(levels) / 50)
