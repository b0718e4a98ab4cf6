"""Real media with a pointer inside: to another file, to a server, to another name."""

from __future__ import annotations

import struct

from tests.library.hostile import (
    HARMLESS,
    MARK,
    Canary,
    Hostile,
    box,
    chunk,
    ebml,
    inside,
    png,
    riff,
)

DREF = (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref")
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{}\n#EXT-X-ENDLIST\n"


def _alias(path: str) -> bytes:
    """An alias record of the classic Mac OS, with the path and a volume in it."""
    name = path.rsplit("/", 1)[-1].encode()[:63]
    head = struct.pack(">4sHHH", bytes(4), 150, 2, 0)
    head += b"\x01/".ljust(28, b"\0") + bytes(16)
    head += bytes([len(name)]) + name.ljust(63, b"\0") + bytes(24)
    full = path.encode()
    return (
        head.ljust(150, b"\0") + struct.pack(">HH", 2, len(full)) + full + b"\xff\xff"
    )


def _referring(canary: Canary, mov: bytes) -> list[Hostile]:
    path, url = str(canary.secret), canary.url
    targets = {
        "url file": box(b"url ", bytes(4), f"file://{path}\0".encode()),
        "url server": box(b"url ", bytes(4), f"{url}\0".encode()),
        "alias": box(b"alis", bytes(4), _alias(path)),
        "resource": box(b"rsrc", bytes(4), _alias(path)),
        "urn": box(b"urn ", bytes(4), b"a\0", f"file://{path}\0".encode()),
    }
    made = []
    for name, target in targets.items():
        outside = box(b"dref", bytes(4), struct.pack(">I", 1), target)
        film = inside(mov, DREF, outside)
        # Of an alias ffmpeg leaves the track alone, of all others it plays their own.
        comes = ("broken",) if name == "alias" else (HARMLESS,)
        made.append(Hostile(f"MOV data by {name}", film, comes, "a.mov"))
    for name, goal in (("file", f"file://{path}"), ("server", url)):
        link = b"\0" + goal.encode() + b"\0"
        held = box(b"rdrf", bytes(4), b"url ", struct.pack(">I", len(link)), link)
        whole = box(b"moov", box(b"rmra", box(b"rmda", held)))
        made.append(Hostile(f"MOV referring to {name}", whole, ("broken",), "a.mov"))
    return made


def gab2(playlist: bytes) -> bytes:
    """An AVI with one small picture, and subtitles that are a playlist."""
    bitmap = struct.pack("<IiiHHIIiiII", 40, 16, 16, 1, 24, 0, 768, 0, 0, 0, 0)
    video = struct.pack(
        "<4s4sIHHIIIIIIII8x", b"vids", bytes(4), 0, 0, 0, 0, 1, 1, 0, 1, 768, 0, 0
    )
    words = struct.pack(
        "<4s4sIHHIIIIIIII8x", b"txts", bytes(4), 0, 0, 0, 0, 1, 1, 0, 1, 999, 0, 0
    )
    main = struct.pack("<14I", 10**6, 0, 0, 16, 1, 0, 2, 999, 16, 16, 0, 0, 0, 0)
    heads = b"hdrl" + riff(b"avih", main)
    heads += riff(b"LIST", b"strl" + riff(b"strh", video) + riff(b"strf", bitmap))
    heads += riff(b"LIST", b"strl" + riff(b"strh", words) + riff(b"strf", b""))
    said = (
        b"GAB2\0"
        + struct.pack("<HI", 2, 2)
        + b"a\0"
        + struct.pack("<HI", 4, len(playlist))
    )
    movie = b"movi" + riff(b"00db", bytes(768)) + riff(b"01tx", said + playlist)
    return riff(b"RIFF", b"AVI " + riff(b"LIST", heads) + riff(b"LIST", movie))


def _linked(mkv: bytes, goal: str) -> bytes:
    """A Matroska whose next segment lies elsewhere."""
    at = mkv.index(b"\x15\x49\xa9\x66")
    info = ebml(
        0x1549A966,
        b"".join(
            (
                ebml(0x2AD7B1, (10**6).to_bytes(4, "big")),
                ebml(0x3EB923, bytes(16)),
                ebml(0x3E83BB, goal.encode()),
                ebml(0x3C83AB, goal.encode()),
                ebml(0x4D80, MARK),
                ebml(0x5741, MARK),
            )
        ),
    )
    segment = mkv.index(b"\x18\x53\x80\x67")
    # An unknown length of the segment, so that what moved is found by reading on.
    head = mkv[: segment + 4] + b"\x01" + b"\xff" * 7
    rest = mkv[mkv.index(b"\x16\x54\xae\x6b") :]
    assert at < len(mkv)
    return head + info + rest


def _tagged(canary: Canary, mp3: bytes, flac: bytes) -> list[Hostile]:
    """Cover art that is a link, which both tags allow."""
    url = canary.url.encode()
    held = b"\0-->\0\3\0" + url
    frame = b"APIC" + struct.pack(">IH", len(held), 0) + held
    size = len(frame)
    tag = b"ID3\3\0\0" + bytes([0, 0, size >> 7 & 127, size & 127]) + frame
    picture = struct.pack(">II", 3, 3) + b"-->" + struct.pack(">I4I", 0, 1, 1, 24, 0)
    picture += struct.pack(">I", len(url)) + url
    block = bytes([6]) + len(picture).to_bytes(3, "big") + picture
    return [
        Hostile("MP3 with a linked cover", tag + mp3, (HARMLESS,), "a.mp3"),
        Hostile(
            "FLAC with a linked cover",
            flac[:42] + block + flac[42:],
            (HARMLESS,),
            "a.flac",
        ),
    ]


def references(canary: Canary, films: dict[str, bytes]) -> list[Hostile]:
    """All of them."""
    path = str(canary.secret)
    playlists = [PLAYLIST.format(goal).encode() for goal in (path, canary.url)]
    concat = f"ffconcat version 1.0\nfile {path}\n".encode()
    mxf = b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02" + path.encode()
    xmp = f"<x:xmpmeta><a href='{canary.url}'>{path}</a></x:xmpmeta>".encode()
    text = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp)
    return [
        *_referring(canary, films["mov"]),
        Hostile("AVI subtitles, local", gab2(playlists[0]), (HARMLESS,), "a.avi"),
        Hostile("AVI subtitles, remote", gab2(playlists[1]), (HARMLESS,), "a.avi"),
        Hostile("AVI subtitles, concat", gab2(concat), (HARMLESS,), "a.avi"),
        Hostile(
            "MKV linked to a file", _linked(films["mkv"], path), (HARMLESS,), "a.mkv"
        ),
        Hostile(
            "MKV linked to a server",
            _linked(films["mkv"], canary.url),
            (HARMLESS,),
            "a.mkv",
        ),
        Hostile("MXF", mxf, ("unknown",), "a.mxf"),
        Hostile("PNG with XMP links", png((1, 1), text), (HARMLESS,), "a.png"),
        *_tagged(canary, films["mp3"], films["flac"]),
    ]
