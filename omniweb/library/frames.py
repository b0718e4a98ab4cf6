"""Small frames as they leave ffmpeg: filmstrip, poster choice, progress.

The door to Pillow for frames that our own ffmpeg made; it opens no foreign file.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter, ImageStat

MOST_TILES = 60
COLUMNS = 10
QUALITIES = (88, 75, 60, 45, 30, 15)


class Frames:
    """Takes rgb24 frames of one size at a steady rate, in pieces of any length.

    It keeps every n-th frame and doubles n whenever there are too many, so a
    length known wrongly, or not at all, does no harm. watch is shown every one.
    """

    def __init__(
        self, width: int, height: int, rate: float, watch: Callable[[bytes], None]
    ) -> None:
        self.width, self.height, self.rate = width, height, rate
        self.count = 0
        self._watch = watch
        self._bytes = width * height * 3
        self._kept: list[bytes] = []
        self._stride = 1
        self._rest = bytearray()

    def take(self, data: bytes) -> None:
        """Add the next piece."""
        self._rest += data
        while len(self._rest) >= self._bytes:
            frame = bytes(self._rest[: self._bytes])
            self._watch(frame)
            if self.count % self._stride == 0:
                self._kept.append(frame)
            del self._rest[: self._bytes]
            self.count += 1
            if len(self._kept) > MOST_TILES:
                del self._kept[1::2]
                self._stride *= 2

    def _image(self, data: bytes) -> Image.Image:
        return Image.frombytes("RGB", (self.width, self.height), data)

    def strip(self, path: Path) -> dict[str, Any]:
        """Write the sprite as JPEG; its facts: where each tile stands, and when."""
        tiles = len(self._kept)
        columns = min(COLUMNS, tiles)
        rows = -(-tiles // columns)
        sprite = Image.new("RGB", (columns * self.width, rows * self.height))
        for n, data in enumerate(self._kept):
            at = (n % columns * self.width, n // columns * self.height)
            sprite.paste(self._image(data), at)
        sprite.save(path, quality=75, optimize=True)
        return {
            "tiles": tiles,
            "columns": columns,
            "tile_width": self.width,
            "tile_height": self.height,
            "interval_s": self._stride / self.rate,
        }


def packed(files: list[Path], path: Path, most: int) -> list[int]:
    """Write JPEGs one after another into one file; the bytes of each, at most `most`.

    A frame that is larger is written again, coarser each time.
    """
    sizes = []
    with path.open("wb") as out:
        for file in files:
            sizes.append(out.write(_within(file, most)))
    return sizes


def _within(file: Path, most: int) -> bytes:
    data = file.read_bytes()
    with Image.open(file, formats=["JPEG"]) as image:
        for quality in QUALITIES:
            if len(data) <= most:
                break
            written = io.BytesIO()
            image.save(written, "JPEG", quality=quality, optimize=True)
            data = written.getvalue()
    return data


def best(candidates: list[Path]) -> Path:
    """The one that shows most: neither black nor white, sharp and varied."""
    return max(candidates, key=_worth)


def _worth(path: Path) -> float:
    with Image.open(path, formats=["JPEG"]) as image:
        image.draft("L", (160, 160))
        grey = image.convert("L")
    seen = ImageStat.Stat(grey)
    edges = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES))
    light = 1.0 if 20 < seen.mean[0] < 235 else 0.1
    return light * (1 + seen.stddev[0]) * (5 + edges.mean[0])


def size_of(path: Path) -> dict[str, int]:
    """Width and height of a JPEG that we made."""
    with Image.open(path, formats=["JPEG"]) as image:
        return {"width": image.width, "height": image.height}
