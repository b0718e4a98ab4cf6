"""Fetches and measures the media of a request; URLs only from this machine."""

from __future__ import annotations

import asyncio
import base64
import binascii
import tempfile
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from omniweb.library.jail import Overrun
from omniweb.library.measure import Measured, measure
from omniweb.library.refusals import Rejected
from omniweb.sandbox.families import Rules
from omniweb.sandbox.parts import Item, What
from omniweb.sandbox.refusals import (
    TOO_LONG,
    UNREACHABLE,
    Refused,
    invalid,
)

LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_DOWNLOAD = 256 * 1024**2
# Media work of the sandbox takes at most two threads of its own.
POOL = ThreadPoolExecutor(2, thread_name_prefix="sandbox")
# A conversation sends its file with every turn; it is measured once.
KNOWN: OrderedDict[str, Measured] = OrderedDict()
MAX_KNOWN = 256
ILLEGAL = {
    "audio": "The audio format is illegal and cannot be opened.",
    "image": "The image format is illegal and cannot be opened.",
    "video": "The file format is illegal and cannot be opened.",
    "frames": "The image format is illegal and cannot be opened.",
}
SIDES = "The image length and width do not meet the model restrictions."


@dataclass(frozen=True, slots=True)
class Seen:
    """One measured part; a list of frames is measured by its middle one."""

    what: What
    count: int
    measured: Measured
    fps: float = 2.0


async def look(items: tuple[Item, ...], rules: Rules) -> tuple[Seen, ...]:
    """Measure every part; raises Refused as the service does (protocol 2.2)."""
    return tuple([await _look(item, rules) for item in items])


async def _look(item: Item, rules: Rules) -> Seen:
    count = len(item.urls)
    least, most = rules.frames
    if item.what == "frames" and not least <= count <= most:
        raise invalid(
            "The video modality input does not meet the requirements because: "
            f"the range of sequence images shoule be ({least}, {most})."
        )
    with tempfile.TemporaryDirectory(prefix="omniweb-sandbox-") as folder:
        path = Path(folder, "media")
        await _store(item.urls[count // 2], path, item.what)
        loop = asyncio.get_running_loop()
        try:
            measured = await loop.run_in_executor(POOL, _measured, path)
        except (Rejected, Overrun) as error:
            raise invalid(ILLEGAL[item.what]) from error
    _check(item.what, measured, rules)
    return Seen(item.what, count, measured, item.fps)


def _measured(path: Path) -> Measured:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    found = KNOWN.get(digest) or measure(path)
    KNOWN[digest] = found
    while len(KNOWN) > MAX_KNOWN:
        KNOWN.popitem(last=False)
    return found


async def _store(url: str, path: Path, what: What) -> None:
    if not url.startswith("data:"):
        return await _fetch(url, path)
    loop = asyncio.get_running_loop()
    try:
        await loop.run_in_executor(POOL, _decode, url, path)
    except binascii.Error as error:
        raise invalid(ILLEGAL[what]) from error


def _decode(uri: str, path: Path) -> None:
    path.write_bytes(base64.b64decode(uri.partition(",")[2], validate=True))


async def _fetch(url: str, path: Path) -> None:
    """Download from this machine alone; the sandbox reaches nothing else."""
    if urlsplit(url).hostname not in LOOPBACK:
        raise invalid(UNREACHABLE)
    timeout = aiohttp.ClientTimeout(total=30)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, allow_redirects=False) as answer,
        ):
            await _save(answer, path)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise invalid(UNREACHABLE) from error


async def _save(answer: aiohttp.ClientResponse, path: Path) -> None:
    if answer.status == 403:
        raise invalid(
            "Don't have authorization to access the media resource "
            "during the data inspection process."
        )
    if answer.status != 200:
        raise invalid(UNREACHABLE)
    if answer.content_length is None:
        words = "Missing Content-Length of multimodal url."
        raise Refused(500, "InternalError.Algo", words)
    if answer.content_length > MAX_DOWNLOAD:
        raise invalid("Multimodal file size is too large")
    with path.open("wb") as file:
        async for block in answer.content.iter_chunked(1 << 16):
            file.write(block)


def _check(what: What, found: Measured, rules: Rules) -> None:
    kind = "image" if what == "frames" else what
    if found.kind != kind:
        raise invalid(ILLEGAL[what])
    if kind == "image":
        small, large = sorted((found.width, found.height))
        if small <= 10 or large > 200 * small:
            raise invalid(SIDES)
    if kind == "video" and found.duration_s > rules.video_s:
        raise invalid(TOO_LONG)
    if kind == "audio" and found.duration_s < 0.05:
        raise invalid("The audio is empty")
    if kind == "audio" and found.duration_s > rules.audio_s:
        raise invalid("The audio is too long.")
