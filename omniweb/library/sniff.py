"""Tells a file's format by its first bytes; the file's name never counts.

What it names is the one demuxer that may open the file. Text, documents, archives
and programs are refused here, before anything parses them.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import filetype

from omniweb.library.refusals import refuse

HEAD = 8192
Reader = Literal["image", "ffmpeg"]


@dataclass(frozen=True, slots=True)
class Format:
    """A readable format: name is Pillow's format or ffmpeg's demuxer."""

    reader: Reader
    name: str
    mime: str


def _image(name: str, mime: str) -> Format:
    return Format("image", name, f"image/{mime}")


def _media(name: str, mime: str) -> Format:
    return Format("ffmpeg", name, mime)


MP4, MOV = _media("mov", "video/mp4"), _media("mov", "video/quicktime")
MATROSKA, WEBM = _media("matroska", "video/x-matroska"), _media("webm", "video/webm")
MP3, AAC = _media("mp3", "audio/mpeg"), _media("aac", "audio/aac")
FLAC = _media("flac", "audio/flac")
BY_KIND = {
    "jpg": _image("JPEG", "jpeg"),
    "png": _image("PNG", "png"),
    "apng": _image("PNG", "png"),
    "webp": _image("WEBP", "webp"),
    "tif": _image("TIFF", "tiff"),
    "bmp": _image("BMP", "bmp"),
    "ico": _image("ICO", "x-icon"),
    "jpx": _image("JPEG2000", "jp2"),
    "avif": _image("AVIF", "avif"),
    "heic": _image("HEIF", "heic"),
    "gif": _media("gif", "image/gif"),
    "mpg": _media("mpeg", "video/mpeg"),
    "avi": _media("avi", "video/x-msvideo"),
    "wmv": _media("asf", "video/x-ms-asf"),
    "flv": _media("flv", "video/x-flv"),
    "mp3": MP3,
    "flac": FLAC,
    "wav": _media("wav", "audio/wav"),
    "amr": _media("amr", "audio/amr"),
    "aiff": _media("aiff", "audio/aiff"),
    "ogg": _media("ogg", "audio/ogg"),
}
# (offset, bytes): formats that filetype does not tell, or tells too narrowly.
SIGNATURES: tuple[tuple[int, bytes, Format], ...] = (
    (0, b"OggS", BY_KIND["ogg"]),
    (0, b"fLaC", FLAC),
    (0, b"FORM", BY_KIND["aiff"]),
    (0, b"RF64", BY_KIND["wav"]),
    (0, b"#!AMR", BY_KIND["amr"]),
    (0, b"caff", _media("caf", "audio/x-caf")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", BY_KIND["wmv"]),
    (0, b"\x00\x00\x01\xba", BY_KIND["mpg"]),
    (0, b"\xff\x4f\xff\x51", BY_KIND["jpx"]),
    (0, b"II\x2b\0", BY_KIND["tif"]),
    (0, b"MM\0\x2b", BY_KIND["tif"]),
    (4, b"moov", MOV),
    (4, b"mdat", MOV),
    (4, b"wide", MOV),
    (4, b"free", MOV),
    (4, b"skip", MOV),
)
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"mif2", b"msf1"}
NAMED = {
    "psd": ("Photoshop", "image"),
    "cr2": ("Canon raw", "image"),
    "jxr": ("JPEG XR", "image"),
    "xcf": ("GIMP", "image"),
    "dwg": ("AutoCAD", "image"),
    "dcm": ("DICOM", "image"),
    "mid": ("MIDI", "audio"),
}
# Pictures that people do bring, and that nothing here reads.
PICTURES = (
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\x76\x2f\x31\x01", "OpenEXR"),
    (b"#?RADIANCE", "Radiance HDR"),
    (b"SDPX", "DPX"),
    (b"XPDS", "DPX"),
    (b"FUJIFILMCCD-RAW", "Fujifilm raw"),
    (b"IIRO", "Olympus raw"),
    (b"IIRS", "Olympus raw"),
    (b"IIU\0", "Panasonic raw"),
    (b"DDS ", "DDS"),
)
TEXTS = (
    (b"#EXTM3U", "a playlist"),
    (b"ffconcat", "a playlist"),
    (b"[playlist]", "a playlist"),
    (b"v=0", "a session description"),
    (b"<svg", "an SVG drawing"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
    (b"%PDF", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "a text document"),
    (b"#!/", "a program"),
)
PROGRAMS = {"exe", "elf", "wasm", "swf", "nes", "crx", "deb", "rpm", "class"}


def sniff(path: Path) -> Format:
    """The format of a file by its content; raises Rejected with the reason."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        if not head:
            raise refuse("empty")
        return _own(file, head) or _known(head)


def _own(file: BinaryIO, head: bytes) -> Format | None:
    if head[4:8] == b"ftyp":
        return _iso(head)
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return WEBM if b"webm" in head[:64] else MATROSKA
    if head[:3] == b"ID3":
        return _tagged(file, head)
    if head[0] == 0xFF and head[1:2] and head[1] & 0xE0 == 0xE0:
        return _framed(head)
    if _is_transport(head):
        return _media("mpegts", "video/mp2t")
    for offset, mark, found in SIGNATURES:
        if head[offset : offset + len(mark)] == mark:
            return found
    return None


def _iso(head: bytes) -> Format:
    """ISO base media: the brands tell pictures from films."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[at : at + 4] for at in (8, *range(16, size - 3, 4))}
    if brands & {b"avif", b"avis"}:
        return BY_KIND["avif"]
    if brands & HEIF_BRANDS:
        return BY_KIND["heic"]
    if head[8:12] == b"crx ":
        raise refuse("format", "image", name="Canon raw")
    return MOV if head[8:12] == b"qt  " else MP4


def _tagged(file: BinaryIO, head: bytes) -> Format:
    """An ID3 tag may stand before MP3, AAC or FLAC."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    file.seek(10 + size)
    after = file.read(8)
    if after[:4] == b"fLaC":
        return FLAC
    adts = len(after) > 1 and after[0] == 0xFF and after[1] & 0xF6 == 0xF0
    return AAC if adts else MP3


def _framed(head: bytes) -> Format | None:
    """A bare MPEG audio or ADTS frame; a JPEG begins alike but for its layer bits."""
    if head[1] & 0xF6 == 0xF0:
        return AAC
    layer, rate = head[1] >> 1 & 3, head[2] >> 4 if len(head) > 2 else 15
    # FF FE also begins UTF-16 text; nobody brings MPEG layer I.
    return MP3 if head[1] < 0xFE and layer and rate != 15 else None


def _is_transport(head: bytes) -> bool:
    """MPEG transport packets: a sync byte every 188 bytes, or 192 with time codes."""
    for start, step in ((0, 188), (4, 192)):
        marks = head[start : start + step * 5 : step]
        if len(marks) == 5 and set(marks) == {0x47}:
            return True
    return False


def _known(head: bytes) -> Format:
    for mark, name in PICTURES:
        if head.startswith(mark):
            raise refuse("format", "image", name=name)
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    for mark, what in TEXTS:
        if text.startswith(mark.lower()):
            raise refuse("not_media", what=what)
    guess = filetype.guess(head)
    kind = guess.extension if guess else ""
    if kind in BY_KIND:
        return BY_KIND[kind]
    if kind in NAMED:
        name, what = NAMED[kind]
        raise refuse("format", what, name=name)
    if guess:
        raise refuse("not_media", what=_named(kind, guess.mime))
    if b"<svg" in text:
        raise refuse("not_media", what="an SVG drawing")
    if _is_text(head):
        raise refuse("not_media", what="a text file")
    raise refuse("unknown")


def _named(kind: str, mime: str) -> str:
    if kind in PROGRAMS:
        return "a program"
    if kind == "pdf":
        return "a PDF"
    if "font" in mime:
        return "a font"
    return "a document" if "office" in mime or "opendoc" in mime else "an archive"


def _is_text(head: bytes) -> bool:
    """Whether it reads as UTF-8 without control bytes; a cut last character is fine."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True  # the mark of UTF-16, which no media begins with
    if set(head) & (set(range(32)) - {9, 10, 12, 13, 27}):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
