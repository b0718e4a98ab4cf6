"""A picture that moves becomes a film of our own: JPEGs with their times in Matroska.

No encoder is needed for that, and ffmpeg goes on from there as with any other film.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

import light
import plain
from reading import Unfit

MOST_FRAMES = 20_000
MOST_PIXELS = 4_000_000_000  # of all frames together
SIDE = 1280  # of what models get, so larger frames would be work for nothing
# Browsers show a frame that names so little, or nothing, for a tenth of a second.
BRIEFEST_MS, USUAL_MS = 10, 100


def measured(image: Any, path: str, kind: str) -> dict[str, Any]:
    """The number of frames and the seconds they take; nothing for what stands still."""
    hidden = int(bool(image.info.get("default_image")))
    frames = getattr(image, "n_frames", 1) - hidden
    if kind not in TIMES or frames < 2:
        return {}
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes long to import
        times = list(TIMES[kind](file))
    if frames > MOST_FRAMES or frames * image.width * image.height > MOST_PIXELS:
        raise Unfit("too_many_frames", what="video", frames=frames)
    return {"frames": frames, "seconds": sum(map(_shown, times)) / 1000}


def unrolled(image: Any, profile: bytes | None, code: light.Code, target: str) -> None:
    """Write the frames, plain and no larger than SIDE, with the times they stand."""
    scale = min(1.0, SIDE / max(image.size))
    size = max(1, int(image.width * scale)), max(1, int(image.height * scale))
    with open(target, "wb") as file:  # noqa: PTH123 - as above
        now = 0
        file.write(_head(size))
        for number in range(int(bool(image.info.get("default_image"))), image.n_frames):
            image.seek(number)
            image.load()
            frame, jpeg = plain.small(image, size), io.BytesIO()
            frame = plain.srgb(frame, profile, code)
            frame.save(jpeg, "JPEG", quality=95, subsampling=0)
            lasts = round(_shown(image.info.get("duration") or 0))
            file.write(_cluster(jpeg.getvalue(), now, lasts))
            now += lasts
        # The last one once more, or its time would end as it begins.
        file.write(_cluster(jpeg.getvalue(), max(0, now - 1), 1))


def _shown(milliseconds: float) -> float:
    return milliseconds if milliseconds > BRIEFEST_MS else USUAL_MS


def _webp(file: BinaryIO) -> Iterator[float]:
    file.seek(12)
    while len(head := file.read(8)) == 8:
        length = int.from_bytes(head[4:], "little")
        if head[:4] == b"ANMF":
            at = file.tell()
            yield int.from_bytes(file.read(16)[12:15], "little")
            file.seek(at)
        file.seek(length + length % 2, 1)


def _png(file: BinaryIO) -> Iterator[float]:
    file.seek(8)
    while len(head := file.read(8)) == 8:
        length = int.from_bytes(head[:4], "big")
        if head[4:] == b"fcTL" and length == 26:
            part, whole = struct.unpack(">HH", file.read(26)[20:24])
            yield 1000 * part / (whole or 100)
            length = 0
        file.seek(length + 4, 1)


def _avif(file: BinaryIO) -> Iterator[float]:
    """By the track's own table of lengths (ISO 14496-12, 8.6.1.2)."""
    head = file.read(1 << 20)
    clock, table = head.find(b"mdhd"), head.find(b"stts")
    if clock < 0 or table < 0:
        return
    at = clock + (24 if head[clock + 4] else 16)
    scale = int.from_bytes(head[at : at + 4], "big") or 1
    entries = int.from_bytes(head[table + 8 : table + 12], "big")
    for n in range(min(entries, MOST_FRAMES)):
        place = table + 12 + 8 * n
        if len(head) < place + 8:
            return
        count, length = struct.unpack(">II", head[place : place + 8])
        yield from [1000 * length / scale] * min(count, MOST_FRAMES)


TIMES = {"WEBP": _webp, "PNG": _png, "AVIF": _avif}


def _element(name: str, content: bytes) -> bytes:
    size = (1 << 56 | len(content)).to_bytes(8, "big")
    return bytes.fromhex(name) + size + content


def _number(name: str, value: int) -> bytes:
    return _element(name, value.to_bytes(8, "big"))


def _head(size: tuple[int, int]) -> bytes:
    """What stands before the frames (RFC 9559): times are in milliseconds."""
    kind = _element("4282", b"matroska") + _number("4287", 4) + _number("4285", 2)
    video = _element("e0", _number("b0", size[0]) + _number("ba", size[1]))
    track = _number("d7", 1) + _number("73c5", 1) + _number("83", 1)
    track += _element("86", b"V_MJPEG") + video
    segment = bytes.fromhex("18538067 01ffffffffffffff")
    info = _element("1549a966", _number("2ad7b1", 1_000_000))
    return (
        _element("1a45dfa3", kind)
        + segment
        + info
        + _element("1654ae6b", _element("ae", track))
    )


def _cluster(jpeg: bytes, now: int, lasts: int) -> bytes:
    block = _element("a1", b"\x81\0\0\0" + jpeg) + _number("9b", lasts)
    return _element("1f43b675", _number("e7", now) + _element("a0", block))
