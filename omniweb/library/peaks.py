"""A waveform from PCM as it arrives; it keeps short peaks, never the sound."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

RATE = 8000
STEP = 80  # samples: ten milliseconds
BUCKETS = 800


class Peaks:
    """Takes unsigned 8-bit mono PCM at 8 kHz, in pieces of any length."""

    def __init__(self) -> None:
        self.samples = 0
        self._peaks: list[tuple[int, int]] = []
        self._rest = b""

    def take(self, data: bytes) -> None:
        """Add the next piece."""
        self.samples += len(data)
        data = self._rest + data
        whole = len(data) - len(data) % STEP
        for at in range(0, whole, STEP):
            part = data[at : at + STEP]
            self._peaks.append((min(part), max(part)))
        self._rest = data[whole:]

    def to_json(self) -> dict[str, Any]:
        """At most 800 buckets of [least, greatest], each from -128 to 127."""
        peaks = self._peaks
        if self._rest:
            peaks = [*peaks, (min(self._rest), max(self._rest))]
        count = min(BUCKETS, len(peaks))
        edges = [len(peaks) * n // count for n in range(count + 1)] if count else [0]
        buckets = [peaks[a:b] for a, b in pairwise(edges)]
        pairs = [
            [min(low for low, _ in part) - 128, max(top for _, top in part) - 128]
            for part in buckets
        ]
        return {"duration_s": round(self.samples / RATE, 3), "peaks": pairs}
