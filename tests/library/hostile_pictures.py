"""Small pictures that would fill the memory or the hour of whoever opens them."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

from tests.library.hostile import (
    HARMLESS,
    MARK,
    Hostile,
    box,
    chunk,
    coming,
    png,
    riff,
)

TALL = 65_500


def _sized_jpeg(jpeg: bytes) -> bytes:
    """A JPEG whose frame says 65,500 by 65,500."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", TALL, TALL) + jpeg[at + 4 :]


def scans(copies: int) -> bytes:
    """A progressive JPEG of 9 megapixels whose last scan is repeated."""
    held = io.BytesIO()
    Image.new("L", (3000, 3000), 90).save(held, "JPEG", progressive=True)
    data = held.getvalue()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * copies + data[-2:]


def _gif(frames: int, side: int = 1, delay: int = 1) -> bytes:
    """A GIF of so many frames of one pixel on a screen of side by side."""
    head = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(3) * 2
    frame = b"\x21\xf9\x04\0" + struct.pack("<H", delay) + b"\0\0"
    frame += b"\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def _apng(frames: int) -> bytes:
    pixel = zlib.compress(b"\0\0")
    parts = [chunk(b"acTL", struct.pack(">II", frames, 0))]
    for n in range(frames):
        place = struct.pack(">5I2H2B", 2 * n, 1, 1, 0, 0, 1, 100, 0, 0)
        parts.append(chunk(b"fcTL", place))
        parts.append(chunk(b"fdAT", struct.pack(">I", 2 * n + 1) + pixel))
    return png((1, 1), *parts)


def _webp(canvas: tuple[int, int], frames: int, still: bytes) -> bytes:
    """An animated WebP: a canvas of any size, and the same small frame many times."""
    wide, high = ((side - 1).to_bytes(3, "little") for side in canvas)
    body = riff(b"VP8X", b"\x02\0\0\0" + wide + high)
    body += riff(b"ANIM", bytes(6))
    small = (63).to_bytes(3, "little") + (47).to_bytes(3, "little")
    frame = riff(b"ANMF", bytes(6) + small + b"\x0a\0\0\0" + still[12:])
    return riff(b"RIFF", b"WEBP" + body + frame * frames)


def _bmp(width: int, height: int, squeeze: int = 0) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, squeeze, 0, 0, 0, 2, 0)
    return b"BM" + struct.pack("<IHHI", 999, 0, 0, 62) + info + bytes(900)


def _entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, kind, count, value)


def _tiff(width: int, height: int, *more: bytes, following: int = 0) -> bytes:
    """A grey TIFF of one strip, with more entries, and an offset to what follows."""
    entries = [
        _entry(256, 4, 1, width),
        _entry(257, 4, 1, height),
        _entry(258, 3, 1, 8),
        _entry(259, 3, 1, 1),
        _entry(262, 3, 1, 1),
        _entry(273, 4, 1, 4),
        _entry(278, 4, 1, height),
        _entry(279, 4, 1, width * height & 0xFFFFFFFF),
        *more,
    ]
    held = b"".join(entries)
    return (
        b"II*\0"
        + struct.pack("<IH", 8, len(entries))
        + held
        + struct.pack("<I", following)
    )


def _many_pages(pages: int) -> bytes:
    made = bytearray(b"II*\0" + struct.pack("<I", 8))
    one = _tiff(1, 1)[8:]
    for n in range(pages):
        at = len(made) + len(one)
        following = at if n + 1 < pages else 0
        made += one[:-4] + struct.pack("<I", following)
    return bytes(made)


def _inflated(width: int, height: int) -> bytes:
    """A TIFF whose strip is a bomb of zeros."""
    held = io.BytesIO()
    image = Image.new("1", (width, height))
    image.save(held, "TIFF", compression="tiff_adobe_deflate")
    return held.getvalue()


def _looping_exif(jpeg: bytes) -> bytes:
    """EXIF whose directories point at themselves, and at 4 GB."""
    loop = b"".join(
        (
            struct.pack("<H", 3),
            _entry(0x8769, 4, 1, 8),
            _entry(0x8825, 4, 1, 8),
            _entry(0x0112, 3, 0xFFFFFFFF, 8),
            struct.pack("<I", 8),
        )
    )
    held = b"Exif\0\0II*\0" + struct.pack("<I", 8) + loop
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(held) + 2) + held + jpeg[2:]


def _stuffed(jpeg: bytes, kind: int, mark: bytes, times: int) -> bytes:
    """A JPEG with many full segments of one kind before its picture."""
    held = mark.ljust(65_533, b"\x7f")
    segment = b"\xff" + bytes([kind]) + struct.pack(">H", len(held) + 2) + held
    return jpeg[:2] + segment * times + jpeg[2:]


def _iso(brand: bytes, width: int, height: int) -> bytes:
    """A HEIF picture that says its size, and has no data."""
    extent = box(b"ispe", bytes(4), struct.pack(">II", width, height))
    shown = box(b"iprp", box(b"ipco", extent))
    handler = box(b"hdlr", bytes(8), b"pict", bytes(13))
    item = box(b"pitm", bytes(4), b"\0\1")
    meta = box(b"meta", bytes(4), handler, item, shown)
    return box(b"ftyp", brand, bytes(4), brand, b"mif1") + meta + box(b"mdat")


def _sizes(stills: dict[str, bytes]) -> list[Hostile]:
    jp2, webp = stills["JPEG2000"], stills["WEBP"]
    at = jp2.index(b"ihdr") + 4
    jp2 = jp2[:at] + struct.pack(">II", 60_000, 60_000) + jp2[at + 8 :]
    siz = jp2.index(b"\xff\x51") + 6
    jp2 = jp2[:siz] + struct.pack(">II", 60_000, 60_000) + jp2[siz + 8 :]
    held = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(held, "PNG")
    icon = struct.pack("<3H4BHHII", 0, 1, 1, 0, 0, 0, 0, 1, 32, 900, 22)
    vp8l = riff(b"VP8L", b"\x2f\xff\xff\xff\x0f" + bytes(400))
    large = {
        "PNG of 4 gigapixels": png((TALL, TALL)),
        "PNG of 400 megapixels, all there": held.getvalue(),
        "JPEG of 4 gigapixels": _sized_jpeg(stills["JPEG"]),
        "BMP of 3.6 gigapixels": _bmp(60_000, 60_000),
        "BMP upside down": _bmp(60_000, -60_000),
        "TIFF of 10 gigapixels": _tiff(100_000, 100_000),
        "TIFF strip of zeros": _inflated(30_000, 30_000),
        "WebP canvas": _webp((16_384, 16_384), 2, webp),
        "WebP without loss": riff(b"RIFF", b"WEBP" + vp8l),
        "JPEG 2000 of 3.6 gigapixels": jp2,
        "ICO with a large PNG": icon + png((30_000, 30_000)),
    }
    wrong = {
        "PNG of no pixels": png((0, 0)),
        "GIF screen of 4 gigapixels": _gif(3, 65_535),
        "BMP runs": _bmp(12_000, 12_000, squeeze=1),
        "HEIC of 3.6 gigapixels": _iso(b"heic", 60_000, 60_000),
        "AVIF of 3.6 gigapixels": _iso(b"avif", 60_000, 60_000),
    }
    return [*coming("too_many_pixels", large), *coming("broken", wrong)]


def _counts() -> list[Hostile]:
    frames = {
        "APNG of 100,000 frames": _apng(100_000),
        "WebP of 100,000 frames": _webp((64, 48), 100_000, tiny_webp()),
        "GIF of 100,000 frames": _gif(100_000),
        "GIF of 100,000 slow frames": _gif(100_000, delay=65_535),
        "GIF of 80 gigapixels in turn": _gif(5_000, 4_000),
    }
    harmless = {
        "TIFF of 5,000 pages": _many_pages(5_000),
        "TIFF in a circle": _tiff(1, 1, following=8),
        "TIFF with 4 GB of a tag": _tiff(1, 1, _entry(700, 1, 2**32 - 1, 8)),
    }
    return [
        *coming("too_many_frames", frames),
        *coming("too_hard", {"JPEG of 4,000 scans": scans(4_000)}),
        *coming(HARMLESS, harmless),
        *coming("too_long", {"GIF of ten hours": _gif(60, delay=65_535)}),
    ]


def tiny_webp() -> bytes:
    """One black pixel frame of 64 x 48."""
    held = io.BytesIO()
    Image.new("RGB", (64, 48)).save(held, "WEBP", lossless=True)
    return held.getvalue()


def _stuffing(stills: dict[str, bytes]) -> list[Hostile]:
    """All of it is passed over."""
    jpeg, bomb = stills["JPEG"], zlib.compress(bytes(200 * 1024**2), 9)
    chunks = {
        "a profile of 200 MB": chunk(b"iCCP", b"a\0\0" + bomb),
        "zTXt of 200 MB": chunk(b"zTXt", b"a\0\0" + bomb),
        "iTXt of 200 MB": chunk(b"iTXt", b"a\0\1\0\0\0" + bomb),
        "100,000 texts": chunk(b"tEXt", b"a\0" + MARK) * 100_000,
        "200 MB of pixels too many": chunk(b"IDAT", bomb),
    }
    shop = b"Photoshop 3.0\x008BIM\4\4"
    segments = {
        "6 MB of comments": _stuffed(jpeg, 0xFE, MARK, 100),
        "16 MB of profile": _stuffed(jpeg, 0xE2, b"ICC_PROFILE\0\1\1", 255),
        "6 MB of EXIF": _stuffed(jpeg, 0xE1, b"Exif\0\0II*\0", 100),
        "Photoshop's blocks": _stuffed(jpeg, 0xED, shop, 100),
        "EXIF in a circle": _looping_exif(jpeg),
    }
    made = {f"PNG with {what}": png((1, 1), held) for what, held in chunks.items()}
    made |= {f"JPEG with {what}": held for what, held in segments.items()}
    return coming(HARMLESS, made)


def pictures(stills: dict[str, bytes]) -> list[Hostile]:
    """All of them."""
    return [*_sizes(stills), *_counts(), *_stuffing(stills)]
