"""Nothing that a picture says of people, places and cameras leaves in a rendition."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from omniweb.library import pictures, probe, transform
from omniweb.library.sniff import sniff
from omniweb.providers.recipes import Recipe
from tests.library import card, clips
from tests.library.profiles import P3, SECRET
from tests.library.raw_images import jpeg

pillow_heif.register_heif_opener()
WORDS = ("Jane-Doe", "SERIAL-4711", "Maker-Note", "a-remark", "Face-of-Jane")
MARKS = [word.encode() for word in WORDS] + [
    SECRET,
    b"Exif",
    b"http://ns.adobe",
    b"8BIM",
]
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    b'xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/">'
    b"<mwg-rs:Name>Face-of-Jane</mwg-rs:Name></rdf:RDF></x:xmpmeta>"
)
IPTC = (
    b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\x0d" + b"\x1c\x02\x50\0\x08Jane-Doe\0"
)


def exif() -> Image.Exif:
    """A place, an owner, a serial number, a maker's note."""
    found = Image.Exif()
    found[clips.MAKE], found[0x013B] = "Maker", "Jane-Doe"
    place = (Fraction(48), Fraction(8), Fraction(0))
    found.get_ifd(clips.GPS).update({1: "N", 2: place, 29: "2026:11:28"})
    inner = found.get_ifd(0x8769)
    inner.update({0xA430: "Jane-Doe", 0xA431: "SERIAL-4711", 0x927C: b"Maker-Note"})
    return found


def photo(path: Path) -> None:
    """A JPEG with all of it, and in front a thumbnail of something else."""
    red = jpeg(Image.new("RGB", (160, 120), "red"), comment=b"a-remark")
    told = exif()
    told.get_ifd(0x0201)
    data = jpeg(
        card.drawn(),
        exif=told,
        xmp=XMP,
        comment=b"a-remark",
        icc_profile=P3.profile(),
    )
    thumbnail = b"\xff\xe0" + (len(red) + 8).to_bytes(2, "big") + b"JFXX\0\x10" + red
    iptc = b"\xff\xed" + (len(IPTC) + 2).to_bytes(2, "big") + IPTC
    path.write_bytes(data[:2] + iptc + thumbnail + data[2:])


def graphic(path: Path) -> None:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "Jane-Doe")
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    texts.add_text("Comment", "a-remark", zip=True)
    known = {"exif": exif(), "icc_profile": P3.profile()}
    card.drawn().save(path, "PNG", pnginfo=texts, **known)


def web(path: Path) -> None:
    known = {"exif": exif(), "xmp": XMP, "icc_profile": P3.profile()}
    card.drawn().save(path, "WEBP", lossless=True, **known)


def scan(path: Path) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[270], tags[315], tags[700] = "a-remark", "Jane-Doe", XMP
    card.drawn().save(path, "TIFF", tiffinfo=tags, icc_profile=P3.profile())


def phone(path: Path) -> None:
    known = {"exif": exif().tobytes(), "xmp": XMP, "icc_profile": P3.profile()}
    card.drawn().save(path, "HEIF", **known)


def avif(path: Path) -> None:
    known = {"exif": exif(), "xmp": XMP, "icc_profile": P3.profile()}
    card.drawn().save(path, "AVIF", **known)


@pytest.mark.parametrize("make", [photo, graphic, web, scan, phone, avif])
def test_no_word_of_it_leaves(make: Callable[[Path], None], tmp_path: Path) -> None:
    path, out = tmp_path / "file", tmp_path / "out"
    make(path)
    out.mkdir()
    assert any(word in path.read_bytes() for word in MARKS), "there was nothing to hide"
    transform.render(path, probe.inspect(path), out)
    detail = Recipe(kind="image", detail=True)
    pictures.page(path, sniff(path), detail, out)
    written = sorted(out.iterdir())
    assert len(written) == 3
    for file in written:
        data = file.read_bytes()
        assert not [word for word in MARKS if word in data]
        # Past what every JPEG has, nothing may stand that is not picture.
        with Image.open(file) as image:
            assert set(image.info) <= {
                "jfif", "jfif_version", "jfif_unit", "jfif_density", "progression",
                "progressive", "dpi",
            }  # fmt: skip


def test_a_thumbnail_never_stands_in_for_the_picture(tmp_path: Path) -> None:
    path, out = tmp_path / "file", tmp_path / "out"
    path.write_bytes(jpeg(card.drawn(size=(2400, 1440)), exif=stamped()))
    out.mkdir()
    assert b"thumbnail-here" in path.read_bytes()
    transform.render(path, probe.inspect(path), out)
    for file in out.iterdir():
        with Image.open(file) as image:
            assert card.farthest(image) < 3
        assert b"thumbnail-here" not in file.read_bytes()


def stamped() -> bytes:
    """EXIF whose second directory is a red thumbnail."""
    red = jpeg(Image.new("RGB", (160, 96), "red"), comment=b"thumbnail-here")
    told = TiffImagePlugin.ImageFileDirectory_v2()
    told[clips.MAKE] = "Maker"
    first = io.BytesIO(b"II*\0\x08\0\0\0")
    first.seek(8)
    told.save(first)
    data = bytearray(first.getvalue().rstrip(b"\0") + bytes(64))
    link = 8 + 2 + 12 * int.from_bytes(data[8:10], "little")
    at = len(data)
    data[link : link + 4] = at.to_bytes(4, "little")
    entries = ((0x0103, 3, 6), (0x0201, 4, at + 42), (0x0202, 4, len(red)))
    data += len(entries).to_bytes(2, "little")
    for tag, form, value in entries:
        data += tag.to_bytes(2, "little") + form.to_bytes(2, "little")
        data += (1).to_bytes(4, "little") + value.to_bytes(4, "little")
    return b"Exif\0\0" + bytes(data) + bytes(4) + red
