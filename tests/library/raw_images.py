"""Writes pictures that Pillow reads but does not write: deep, planar, odd ones."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image


def png(path: Path, image: Image.Image, depth: int, kind: int) -> None:
    """A PNG of that depth and colour kind (0 grey, 2 RGB, 4 grey and alpha, 6 RGBA)."""
    width, height = image.size
    parts = len(image.getbands())
    rows = bytearray()
    raw = image.tobytes()
    for y in range(height):
        row = raw[y * width * parts : (y + 1) * width * parts]
        rows += b"\0" + (bytes(v for v in row for _ in (0, 1)) if depth == 16 else row)
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(rows)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + data + chunk(b"IEND", b""))


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    sum_ = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", sum_)


def into_png(path: Path, name: bytes, data: bytes) -> None:
    """Put a chunk behind a PNG's header."""
    whole = path.read_bytes()
    path.write_bytes(whole[:33] + chunk(name, data) + whole[33:])


def tiff(
    path: Path,
    size: tuple[int, int],
    pixels: bytes,
    *,
    bits: tuple[int, ...],
    photometric: int,
    order: str = "<",
    sample: int = 1,
    planar: int = 1,
    more: tuple[tuple[int, int], ...] = (),
) -> None:
    """A TIFF of one strip, uncompressed; sample 1 is whole numbers, 3 is floats."""
    tags: dict[int, tuple[int, ...]] = {
        256: (size[0],),
        257: (size[1],),
        258: bits,
        259: (1,),
        262: (photometric,),
        273: (8,),
        277: (len(bits),),
        278: (size[1],),
        279: (len(pixels),),
        284: (planar,),
        339: (sample,) * len(bits),
        **{tag: (value,) for tag, value in more},
    }
    if planar == 2:
        each = len(pixels) // len(bits)
        tags[273] = tuple(8 + n * each for n in range(len(bits)))
        tags[279] = (each,) * len(bits)
    mark = b"II*\0" if order == "<" else b"MM\0*"
    at = 8 + len(pixels)
    head = mark + struct.pack(order + "I", at)
    path.write_bytes(head + pixels + _index(tags, order, at))


def _index(tags: dict[int, tuple[int, ...]], order: str, at: int) -> bytes:
    """The tags, and behind them what does not fit into one."""
    beyond = at + 2 + 12 * len(tags) + 4
    index, extra = struct.pack(order + "H", len(tags)), b""
    for tag, values in sorted(tags.items()):
        data = struct.pack(f"{order}{len(values)}I", *values)
        if len(values) > 1:
            extra, data = extra + data, struct.pack(order + "I", beyond + len(extra))
        index += struct.pack(order + "HHI", tag, 4, len(values)) + data
    return index + bytes(4) + extra


def sixteen(
    image: Image.Image,
    order: str = "<",
    scaled: Callable[[int], int] = lambda v: v * 257,
) -> bytes:
    """The picture's bytes as sixteen bits each."""
    raw = image.tobytes()
    return struct.pack(f"{order}{len(raw)}H", *map(scaled, raw))


def floats(image: Image.Image, white: float = 1.0) -> bytes:
    """The picture's bytes as floats, from 0 to white."""
    raw = image.tobytes()
    return struct.pack(f"<{len(raw)}f", *(value / 255 * white for value in raw))


def ycck(path: Path, image: Image.Image) -> None:
    """A CMYK picture as Adobe keeps it in JPEG: inverted, and as luma and chroma."""
    cyan, magenta, yellow, black = image.split()
    inks = Image.merge("RGB", (cyan, magenta, yellow))
    parts = [*inks.convert("YCbCr").split(), black.point(lambda v: 255 - v)]
    # Pillow turns over what it writes; this is turned over before, so that it is not.
    mixed = Image.merge("CMYK", [part.point(lambda v: 255 - v) for part in parts])
    data = bytearray(jpeg(mixed))
    data[data.index(b"Adobe") + 11] = 2
    path.write_bytes(data)


def jpeg(image: Image.Image, **options: object) -> bytes:
    """The picture as a JPEG that keeps its colours well."""
    written = io.BytesIO()
    image.save(written, "JPEG", **{"quality": 95, "subsampling": 0, **options})
    return written.getvalue()
