"""The memory that preparing two hours takes: python -m benchmarks.memory [SECONDS].

The clip is 1080p of 30 frames a second, made by copying twenty seconds of it over and
over. The peak is the greatest resident set of any process, as wait4 tells it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from omniweb.library import probe, transform
from tests.library import clips

MOST_MB = 400
PIECE_S = 20


def long_clip(directory: Path, seconds: int) -> Path:
    """Moving pictures and a tone of that length."""
    piece, path = directory / "piece.mp4", directory / "long.mp4"
    extra = ("-crf", "34", "-g", "60", "-c:a", "aac")
    clips.video(piece, size="1920x1080", seconds=PIECE_S, extra=extra)
    again = str(seconds // PIECE_S - 1)
    clips.ffmpeg("-stream_loop", again, "-i", piece, "-c", "copy", path)
    return path


def peak_mb(path: Path, out: Path) -> int:
    """Prepare a file in a process of its own, and say the most it or a child held."""
    if not (pid := os.fork()):
        try:
            transform.render(path, probe.inspect(path), out)
            os._exit(0)
        finally:
            os._exit(1)
    _, status, used = os.wait4(pid, 0)
    if status:
        raise SystemExit("The clip could not be prepared.")
    return used.ru_maxrss // 1024


def main(seconds: int) -> None:
    """Print the peak and fail when it is above the most."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        out = directory / "out"
        out.mkdir()
        path = long_clip(directory, seconds)
        size, began = path.stat().st_size // 10**6, time.monotonic()
        peak = peak_mb(path, out)
        took = time.monotonic() - began
    print(f"{seconds} s of 1080p, {size} MB: {peak} MB at the peak, {took:.0f} s")
    if peak > MOST_MB:
        raise SystemExit(f"More than {MOST_MB} MB.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7200)
