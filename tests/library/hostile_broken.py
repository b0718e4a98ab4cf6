"""Cut, garbled and double-faced files, odd names, and what is no media at all."""

from __future__ import annotations

import gzip
import io
import random
import sqlite3
import struct
import tarfile
import zipfile
from pathlib import Path

from tests.library.hostile import HARMLESS, MARK, Hostile, boxes

# Bits turned over at random may hit what counts, or what nobody looks at.
EITHER = (
    "broken",
    "no_streams",
    HARMLESS,
    "codec",
    "too_hard",
    "too_many_pixels",
    "too_long",
)
EITHER += ("unknown", "too_many_streams", "layout")


def _cut(films: dict[str, bytes], stills: dict[str, bytes]) -> list[Hostile]:
    mp4 = films["mp4"]
    parts = boxes(mp4)
    playing = {name: films[name] for name in ("mkv", "wav", "mp3", "ts")}
    ending = {name: films[name] for name in ("mp4", "flv", "alac")} | stills
    del ending["JPEG2000"]
    made = [
        Hostile(f"half of {name}", data[: len(data) // 2], (comes,))
        for comes, held in ((HARMLESS, playing), ("broken", ending))
        for name, data in held.items()
    ]
    return [
        *made,
        Hostile("MP4 without moov", parts[b"ftyp"] + parts[b"mdat"], ("broken",)),
        Hostile("MP4 without mdat", parts[b"ftyp"] + parts[b"moov"], ("broken",)),
        Hostile("MP4 of ftyp alone", parts[b"ftyp"], ("broken",)),
        Hostile("JPEG head", stills["JPEG"][:20], ("broken",)),
        Hostile("nothing", b"", ("empty",)),
        Hostile("one byte", b"\xff", ("unknown",)),
        Hostile("one letter", b"a", ("not_media",)),
        Hostile("zeros", bytes(100_000), ("unknown",)),
        Hostile("noise", b"\x93" + random.Random(1).randbytes(99_999), ("unknown",)),
    ]


def garbled(data: bytes, seed: int, flips: int = 30) -> bytes:
    """The same with some bits turned over, behind the first 32 bytes."""
    chance, made = random.Random(seed), bytearray(data)
    for _ in range(flips):
        made[chance.randrange(32, len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _garbled(films: dict[str, bytes], stills: dict[str, bytes]) -> list[Hostile]:
    plan = {"mp4": 5, "mov": 2, "mkv": 4, "webm": 2, "avi": 2, "wav": 2, "flac": 2}
    plan |= {"JPEG": 3, "PNG": 3, "GIF": 2, "WEBP": 2, "TIFF": 2, "JPEG2000": 2}
    whole = films | stills
    made = []
    for name, count in plan.items():
        made += [
            Hostile(f"{name} garbled, {n}", garbled(whole[name], n), EITHER)
            for n in range(count)
        ]
    moov = films["mp4"].index(b"moov")
    for n in range(4):
        head, tail = films["mp4"][:moov], films["mp4"][moov:]
        bent = garbled(tail, 100 + n, 60)
        made.append(Hostile(f"mp4 with garbled tables, {n}", head + bent, EITHER))
    return made


def _zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        zipped.writestr("META-INF/MANIFEST.MF", MARK)
        zipped.writestr("../../evil", MARK)
    return held.getvalue()


def _faces(films: dict[str, bytes], stills: dict[str, bytes]) -> list[Hostile]:
    jpeg, png, gif = (stills[name] for name in ("JPEG", "PNG", "GIF"))
    zipped = _zip()
    php = b"<?php system('" + MARK + b"'); ?>"
    comment = b"\xff\xfe" + struct.pack(">H", len(php) + 2) + php
    html = b"<script>" + MARK + b"</script>"
    note = b"\x21\xfe" + bytes([len(html)]) + html + b"\0"
    pdf = b"%PDF-1.7\n% " + MARK
    clean = (HARMLESS,)
    return [
        Hostile("JPEG with a PDF behind", jpeg + pdf, clean, "a.pdf"),
        Hostile("PDF with a JPEG behind", pdf + jpeg, ("not_media",), "a.jpg"),
        Hostile("PNG with a ZIP behind", png + zipped, clean, "a.zip"),
        Hostile("ZIP with a PNG behind", zipped + png, ("not_media",), "a.png"),
        Hostile("GIF with a JAR behind", gif + zipped, clean, "a.jar"),
        Hostile("MP4 with a ZIP behind", films["mp4"] + zipped, clean, "a.mp4"),
        Hostile("JPEG with PHP", jpeg[:2] + comment + jpeg[2:], clean, "a.php"),
        Hostile("GIF with HTML", gif[:-1] + note + b";", clean, "a.html"),
        Hostile(
            "GIF that is JavaScript",
            b"GIF89a=0;/*" + MARK + b"*/;alert(1)",
            ("too_many_pixels",),
            "a.js",
        ),
        Hostile("HTML with a GIF behind", html + gif, ("unknown",), "a.gif"),
        Hostile(
            "BMP that is a program", b"BM" + b"MZ" * 40 + MARK, ("broken",), "a.exe"
        ),
    ]


def _others(directory: Path) -> list[Hostile]:
    base = directory / "base.sqlite"
    with sqlite3.connect(base) as rows:
        rows.execute("create table a (b)")
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tarred:
        tarred.addfile(tarfile.TarInfo("../../evil"), io.BytesIO())
    foreign = {
        "ELF": Path("/bin/true").read_bytes(),
        "EXE": b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0",
        "WebAssembly": b"\0asm\1\0\0\0",
        "ZIP": _zip(),
        "gzip": gzip.compress(MARK),
        "tar": held.getvalue(),
        "7z": b"7z\xbc\xaf\x27\x1c\0\4" + bytes(64),
        "RAR": b"Rar!\x1a\7\1\0" + bytes(64),
        "SQLite": base.read_bytes(),
        "PDF": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
        "RTF": b"{\\rtf1 words}",
        "font": b"\0\1\0\0\0\x0f\0\x80" + bytes(60),
    }
    return [
        Hostile(name, data, ("not_media",), "film.mp4")
        for name, data in foreign.items()
    ]


NAMES = (
    "%d.png",
    "%05d.mp4",
    "-i",
    "-filter_complex movie=x",
    "|sh",
    "a\nb.mp4",
    "concat:a|b",
    "$(touch evil)",
    "`id`.mp4",
    "'; drop table.mp4",
    "pipe:0",
    "a" * 255,
    "http:a.mp4",
    "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe",
    "frame?.jpg",
    "~",
)


def _named(films: dict[str, bytes], stills: dict[str, bytes]) -> list[Hostile]:
    kinds = (films["mp4"], stills["PNG"], films["wav"])
    return [
        Hostile(f"named {name[:20]!r}", kinds[n % 3], (HARMLESS,), name)
        for n, name in enumerate(NAMES)
    ]


def broken(
    films: dict[str, bytes], stills: dict[str, bytes], directory: Path
) -> list[Hostile]:
    """All of them."""
    return [
        *_cut(films, stills),
        *_garbled(films, stills),
        *_faces(films, stills),
        *_others(directory),
        *_named(films, stills),
    ]
