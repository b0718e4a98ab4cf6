"""What hostile files are made of: a secret, a server that counts calls, real clips."""

from __future__ import annotations

import io
import random
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image

from tests.library import clips

HARMLESS = "harmless"
# Stands in every payload, and may stand in nothing that omniweb writes.
MARK = b"HOSTILE-PAYLOAD"


@dataclass(frozen=True)
class Hostile:
    """A file that means ill: its name says what it does, expected what may come of it.

    expected is codes of refusals, or HARMLESS: it is prepared and nothing of it stays.
    """

    name: str
    content: bytes
    expected: tuple[str, ...]
    file: str = "clip.mp4"


def coming(to: str, files: dict[str, bytes]) -> list[Hostile]:
    """Files by their names, all of which come to the same."""
    return [Hostile(name, content, (to,)) for name, content in files.items()]


@dataclass
class Canary:
    """A secret on this machine and a server on it, both of which nobody may touch."""

    secret: Path
    port: int = 0
    calls: int = 0

    @property
    def url(self) -> str:
        """Where the server listens."""
        return f"http://127.0.0.1:{self.port}/canary"


@contextmanager
def canary(directory: Path) -> Iterator[Canary]:
    """Playable media as the secret, and a server that counts who calls."""
    kept = Canary(clips.sound(directory / "secret-canary.wav", seconds=1))

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.calls += 1
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counting)
    kept.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield kept
    server.shutdown()
    server.server_close()


X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
FILMS = {
    "mp4": (*X264, "-c:a", "aac", "-f", "mp4"),
    "mov": (*X264, "-an", "-f", "mov"),
    "mkv": (*X264, "-c:a", "aac", "-f", "matroska"),
    "webm": ("-c:v", "libvpx", "-deadline", "realtime", "-an", "-f", "webm"),
    "avi": ("-c:v", "mjpeg", "-an", "-f", "avi"),
    "ts": (*X264, "-c:a", "aac", "-f", "mpegts"),
    "flv": (*X264, "-an", "-f", "flv"),
    "wav": ("-vn", "-f", "wav"),
    "aiff": ("-vn", "-f", "aiff"),
    "mp3": ("-vn", "-c:a", "libmp3lame", "-id3v2_version", "0", "-f", "mp3"),
    "flac": ("-vn", "-f", "flac"),
    "alac": ("-vn", "-c:a", "alac", "-f", "ipod"),
    "ogg": ("-vn", "-c:a", "libvorbis", "-f", "ogg"),
}


def films(directory: Path) -> dict[str, bytes]:
    """One second of picture and tone, by container."""
    inputs = ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=1"]
    inputs += ["-f", "lavfi", "-i", "sine=440:d=1"]
    made = {}
    for name, form in FILMS.items():
        clips.ffmpeg(*inputs, *form, directory / name)
        made[name] = (directory / name).read_bytes()
    return made


def stills() -> dict[str, bytes]:
    """A picture of noise in 64 x 48, by format."""
    made = {}
    pixels = random.Random(4).randbytes(64 * 48 * 3)
    image = Image.frombytes("RGB", (64, 48), pixels)
    for name in ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "JPEG2000"):
        held = io.BytesIO()
        image.save(held, name)
        made[name] = held.getvalue()
    return made


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of ISO base media."""
    held = b"".join(content)
    return struct.pack(">I4s", len(held) + 8, kind) + held


def inside(data: bytes, path: tuple[bytes, ...], new: bytes) -> bytes:
    """A film whose box at the end of the path is another; the sizes above it follow."""
    made, at = [], 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        part = data[at : at + size]
        if kind == path[0]:
            part = new if len(path) == 1 else box(kind, inside(part[8:], path[1:], new))
        made.append(part)
        at += size
    return b"".join(made)


def boxes(data: bytes) -> dict[bytes, bytes]:
    """The boxes of one level by kind, the last of each, with their heads."""
    found, at = {}, 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found[kind] = data[at : at + size]
        at += max(size, 8)
    return found


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of PNG."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(size: tuple[int, int], *more: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG that says it is of a size, with more chunks, and one pixel in truth."""
    head = struct.pack(">2I5B", *size, depth, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *more, chunk(b"IDAT", zlib.compress(b"\0\0"))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts) + chunk(b"IEND", b"")


def riff(kind: bytes, content: bytes) -> bytes:
    """A chunk of RIFF, padded to an even length."""
    return struct.pack("<4sI", kind, len(content)) + content + bytes(len(content) % 2)


def ebml(name: int, content: bytes) -> bytes:
    """An element of Matroska, its length in eight bytes."""
    head = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return head + (1 << 56 | len(content)).to_bytes(8, "big") + content
