"""A small picture and a short sound of our own making, and their place in storage.

Nothing of anybody's library is ever sent to find out whether an endpoint works.
"""

from __future__ import annotations

import asyncio
import io
import logging
import math
import struct
import wave
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from omniweb.facts import MediaFacts
from omniweb.providers.capabilities import Model
from omniweb.providers.recipes import IMAGE, SOUND, Original
from omniweb.storage import Stored, signed_url

logger = logging.getLogger(__name__)

SIDE = 128
RATE, SECONDS, PITCH = 16_000, 2.0, 440
# Longer than any endpoint takes to fetch it, shorter than anybody could misuse it.
SIGNED_S = 600
FOLDER = "checks"
ENDINGS = ("png", "wav")


@dataclass(frozen=True, slots=True)
class Specimen:
    """A file to send; spec is the rendition's name that it stands for."""

    facts: MediaFacts
    spec: str
    raw: bytes
    ending: str

    @property
    def original(self) -> Original:
        """The file as plans know files, all made."""
        return Original(self.facts, {self.spec: self.facts})


def specimen(model: Model) -> Specimen | None:
    """What the model can be shown, or else played; None for neither."""
    if "image" in model.inputs:
        return _picture()
    return _sound() if "audio" in model.inputs else None


def where() -> str:
    """The host that addresses of files name; empty where files have none."""
    url = _signed(f"{FOLDER}/none.png")
    return host(url) if url else ""


@asynccontextmanager
async def lying(found: Specimen, name: str) -> AsyncIterator[str]:
    """The address of the file, which lies in storage while the context lasts.

    Raises OSError when it cannot be put there.
    """
    key = f"{FOLDER}/{name}.{found.ending}"
    content = ContentFile(found.raw)
    content.content_type = found.facts.mime  # type: ignore[attr-defined]
    try:
        await asyncio.to_thread(default_storage.save, key, content)
        url = await asyncio.to_thread(_signed, key)
        yield url or ""
    finally:
        await asyncio.to_thread(_remove, key)


async def clear(name: str) -> None:
    """Remove what a test that was cut off may have left."""
    for ending in ENDINGS:
        await asyncio.to_thread(_remove, f"{FOLDER}/{name}.{ending}")


def host(url: str) -> str:
    """Where an address points, without what signs it."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _signed(key: str) -> str | None:
    return signed_url(Stored(default_storage, key), SIGNED_S)


def _remove(key: str) -> None:
    try:
        default_storage.delete(key)
    except OSError:
        # What was found out stands all the same; the file is tiny and of nobody.
        logger.exception("The test file %s could not be deleted.", key)


def _picture() -> Specimen:
    """A coral disc on grey, as PNG."""
    middle = (SIDE - 1) / 2
    rows = bytearray()
    for y in range(SIDE):
        rows.append(0)
        for x in range(SIDE):
            inside = math.hypot(x - middle, y - middle) < SIDE / 3
            rows += b"\xe8\x6a\x4a" if inside else b"\xe6\xe6\xe6"
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows))), (b"IEND", b""))
    raw = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)
    facts = MediaFacts(
        kind="image", mime="image/png", bytes=len(raw), width=SIDE, height=SIDE
    )
    return Specimen(facts, IMAGE.spec, raw, "png")


def _chunk(kind: bytes, data: bytes) -> bytes:
    size, check = struct.pack(">I", len(data)), zlib.crc32(kind + data)
    return size + kind + data + struct.pack(">I", check)


def _sound() -> Specimen:
    """A soft tone, as WAV."""
    turn = 2 * math.pi * PITCH / RATE
    levels = (int(6000 * math.sin(turn * at)) for at in range(int(RATE * SECONDS)))
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", level) for level in levels))
    raw = kept.getvalue()
    facts = MediaFacts(
        kind="audio",
        mime="audio/wav",
        bytes=len(raw),
        duration_s=SECONDS,
        has_audio=True,
        sample_rate=RATE,
        channels=1,
    )
    return Specimen(facts, SOUND.spec, raw, "wav")
