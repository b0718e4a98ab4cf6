"""Small films and sounds that would fill the memory or the day of a careless server."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.library import clips
from tests.library.hostile import (
    HARMLESS,
    MARK,
    Hostile,
    box,
    boxes,
    coming,
    ebml,
    inside,
    png,
    riff,
)

TRAK = (b"moov", b"trak")
STBL = (*TRAK, b"mdia", b"minf", b"stbl")


def _table(film: bytes, kind: bytes, content: bytes) -> bytes:
    return inside(film, (*STBL, kind), box(kind, bytes(4), content))


def _gap(directory: Path, form: str, seconds: float) -> bytes:
    """Two frames so far apart."""
    path = directory / f"gap-{form}-{seconds}"
    graph = f"color=red:s=64x64:r=1:d=2,setpts=N*{seconds}/TB"
    codec = ("-c:v", "libx264", "-preset", "ultrafast")
    clips.ffmpeg("-filter_complex", graph, *codec, "-f", form, path)
    return path.read_bytes()


def _avi(streams: int) -> bytes:
    """An AVI with heads of so many pictures."""
    bitmap = struct.pack("<IiiHHIIiiII", 40, 16, 16, 1, 24, 0, 768, 0, 0, 0, 0)
    head = struct.pack(
        "<4s4sIHHIIIIIIII8x", b"vids", bytes(4), 0, 0, 0, 0, 1, 1, 0, 1, 768, 0, 0
    )
    one = riff(b"LIST", b"strl" + riff(b"strh", head) + riff(b"strf", bitmap))
    main = struct.pack("<14I", 10**6, 0, 0, 16, 1, 0, streams, 999, 16, 16, *bytes(4))
    heads = riff(b"LIST", b"hdrl" + riff(b"avih", main) + one * streams)
    movie = riff(b"LIST", b"movi" + riff(b"00db", bytes(768)))
    return riff(b"RIFF", b"AVI " + heads + movie)


def _mkv(streams: int) -> bytes:
    """A Matroska with so many tracks and no packet."""
    head = ebml(0x1A45DFA3, ebml(0x4282, b"matroska"))
    tracks = b"".join(
        ebml(
            0xAE,
            ebml(0xD7, bytes([1 + n // 255, n % 255 + 1]))
            + ebml(0x83, b"\x11")
            + ebml(0x86, b"S_TEXT/UTF8"),
        )
        for n in range(streams)
    )
    info = ebml(0x1549A966, ebml(0x2AD7B1, (10**6).to_bytes(4, "big")))
    end = ebml(0x1F43B675, ebml(0xE7, b"\0"))
    return head + ebml(0x18538067, info + ebml(0x1654AE6B, tracks) + end)


def _streams(films: dict[str, bytes]) -> list[Hostile]:
    moov = boxes(films["mov"])[b"moov"][8:]
    parts = boxes(moov)
    many = box(b"moov", parts[b"mvhd"], *[parts[b"trak"]] * 2_000)
    ogg = films["ogg"]
    lost = ogg[: ogg.index(b"OggS", 4)]
    serials = b"".join(
        lost[:14] + struct.pack("<I", n) + lost[18:] for n in range(1_000)
    )
    many_tracks = {
        "MP4 of 2,000 tracks": inside(films["mov"], (b"moov",), many),
        "AVI of 3,000 tracks": _avi(3_000),
        "MKV of 5,000 tracks": _mkv(5_000),
    }
    return [
        *coming("too_many_streams", many_tracks),
        Hostile("Ogg of 1,000 tracks", serials, ("broken",)),
    ]


def _sizes(films: dict[str, bytes]) -> list[Hostile]:
    mov, mkv, webm, avi = (films[n] for n in ("mov", "mkv", "webm", "avi"))
    at = mov.index(b"avc1") + 28
    wide = mov[:at] + b"\xff\xff\xff\xff" + mov[at + 4 :]
    at = mkv.index(b"\xb0\x81\x40\xba\x81\x30")
    track = mkv[:at] + b"\xb0\x81\xff\xba\x81\xff" + mkv[at + 6 :]
    at = webm.index(b"\x9d\x01\x2a") + 3
    vp8 = webm[:at] + b"\xff\x3f\xff\x3f" + webm[at + 4 :]
    at = avi.index(b"\xff\xc0") + 5
    mjpeg = avi[:at] + struct.pack(">HH", 65_500, 65_500) + avi[at + 4 :]
    harmless = {
        "MP4 entry of 4 gigapixels": wide,
        "MKV that says another size": track,
        "MJPEG frame of 4 gigapixels": mjpeg,
    }
    return [
        *coming(HARMLESS, harmless),
        Hostile("VP8 frame of 268 megapixels", vp8, ("broken",)),
    ]


def _edited(mov: bytes) -> bytes:
    """A film that begins after weeks of nothing."""
    entries = struct.pack(">I3I3I", 2, 2**31 - 1, 2**32 - 1, 65_536, 1_000, 0, 65_536)
    edit = box(b"edts", box(b"elst", bytes(4), entries))
    trak = boxes(boxes(boxes(mov)[b"moov"][8:])[b"trak"][8:])
    parts = [edit if kind == b"edts" else held for kind, held in trak.items()]
    return inside(mov, TRAK, box(b"trak", *parts))


def _times(films: dict[str, bytes], directory: Path) -> list[Hostile]:
    mov, most = films["mov"], 2**32 - 1
    tables = {
        "times": (b"stts", struct.pack(">3I", most, 1, 1)),
        "sizes": (b"stsz", struct.pack(">2I", 1, most)),
        "chunks": (b"stsc", struct.pack(">4I", most, 1, 2**31, 1)),
        "bytes in a sample": (b"stsz", struct.pack(">2I", most, 10)),
    }
    long = {
        "MKV with ten hours between": _gap(directory, "matroska", 36_000),
        "MP4 with ten hours between": _gap(directory, "mp4", 36_000),
    }
    harmless = {
        "MKV with half an hour between": _gap(directory, "matroska", 1_800),
        "MP4 of frames of days": _table(mov, b"stts", struct.pack(">3I", 1, 10, 2**30)),
        "MP4 that begins in weeks": _edited(mov),
    }
    wrong = {
        f"MP4 of 4 billion {what}": _table(mov, kind, content)
        for what, (kind, content) in tables.items()
    }
    return [
        *coming("too_long", long),
        *coming(HARMLESS, harmless),
        *coming("broken", wrong),
    ]


def _wav(fmt: bytes, size: int, *more: bytes) -> bytes:
    held = riff(b"fmt ", fmt) + b"".join(more) + struct.pack("<4sI", b"data", size)
    return struct.pack("<4sI", b"RIFF", 2**32 - 1) + b"WAVE" + held + bytes(8_000)


def _id3(size: int) -> bytes:
    return b"ID3\4\0\0" + bytes(size >> shift & 127 for shift in (21, 14, 7, 0))


def _cover(mp3: bytes, picture: bytes) -> bytes:
    held = b"\0image/png\0\3\0" + picture
    frame = b"APIC" + struct.pack(">IH", len(held), 0) + held
    return b"ID3\3" + _id3(len(frame))[4:] + frame + mp3


def _heads(films: dict[str, bytes]) -> list[Hostile]:
    plain = struct.pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)
    odd = struct.pack("<HHIIHH", 1, 65_535, 2**32 - 1, 1, 65_535, 65_535)
    none = struct.pack("<HHIIHH", 1, 0, 0, 0, 0, 0)
    many = riff(b"LIST", b"INFO" + riff(b"ICMT", MARK) * 50_000)
    large = struct.pack("<4sI", b"bext", 2**32 - 1)
    harmless = {
        "WAV of 4 GB, it says": _wav(plain, 2**32 - 1),
        "WAV of 50,000 comments": _wav(plain, 8_000, many),
    }
    wrong = {
        "WAV of 65,535 channels": _wav(odd, 8_000),
        "WAV of no channels": _wav(none, 8_000),
        "WAV with a chunk of 4 GB": _wav(plain, 8_000, large),
        "AIFF of no channels": _aiff(0),
        "AIFF of 32,767 channels": _aiff(32_767),
        "MP3 whose tag ends nowhere": _id3(2**28 - 1) + films["mp3"],
    }
    return [*coming(HARMLESS, harmless), *coming("broken", wrong)]


def _stuffed(films: dict[str, bytes]) -> list[Hostile]:
    mp3, flac, alac = films["mp3"], films["flac"], films["alac"]
    block = b"\x01" + (2**24 - 1).to_bytes(3, "big") + bytes(2**24 - 1)
    lies = b"\x04\0\0\x0c" + struct.pack("<3I", 0, 2**32 - 1, 2**32 - 1)
    at = alac.rindex(b"alac") - 4
    cookie = alac[:at] + struct.pack(">I", 2**31 - 1) + alac[at + 4 :]
    large = bytes(20 * 2**20)
    harmless = {
        "MP3 behind 20 MB of tag": _id3(len(large)) + large + mp3,
        "MP3 with a cover of 4 gigapixels": _cover(mp3, png((65_500, 65_500))),
        "MP3 with 20 MB of cover": _cover(mp3, png((9, 9)) + large),
        "FLAC with 64 MB of padding": flac[:42] + block * 4 + flac[42:],
        "FLAC of 4 billion comments": flac[:42] + lies + flac[42:],
        "ALAC with a cookie of 2 GB": cookie,
    }
    return coming(HARMLESS, harmless)


def _aiff(channels: int) -> bytes:
    common = (
        struct.pack(">hIh", channels, 2**32 - 1, 16) + b"\x40\x0e\xac\x44" + bytes(6)
    )
    held = b"AIFF" + struct.pack(">4sI", b"COMM", 18) + common
    held += struct.pack(">4s3I", b"SSND", 2**32 - 1, 2**32 - 1, 0) + bytes(4_000)
    return struct.pack(">4sI", b"FORM", len(held)) + held


def bombs(films: dict[str, bytes], directory: Path) -> list[Hostile]:
    """All of them."""
    return [
        *_streams(films),
        *_sizes(films),
        *_times(films, directory),
        *_heads(films),
        *_stuffed(films),
    ]
