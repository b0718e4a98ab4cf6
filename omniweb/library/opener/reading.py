"""Opens one foreign picture by the one reader of its format, within bounds."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

from PIL import Image, ImageFile

import scans

MAX_PIXELS = 150_000_000
MOST_PAGES = 999
ORIENTATION = 0x0112
BITS, PHOTOMETRIC, SUBFILE, SUB_IFDS, DNG = 258, 262, 254, 330, 50706
# Importing one reader costs 10 ms, letting Pillow look for it 60 ms.
READERS = {
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "ICO": ("PIL.IcoImagePlugin", "IcoImageFile"),
    "JPEG2000": ("PIL.Jpeg2KImagePlugin", "Jpeg2KImageFile"),
    "AVIF": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "HEIF": ("pillow_heif", "HeifImageFile"),
}
# Some readers look into a picture for others of their own formats.
BESIDE = {"ICO": ("PIL.PngImagePlugin", "PIL.BmpImagePlugin")}
# What a reader says of a sort of its format that it was not made for.
UNREADABLE = (
    "unknown pixel mode",
    "unknown data organization",
    "Unsupported BMP",
    "Unsupported feature",
    "Unsupported codec",
    "Unsupported color",
    "unable to determine",
)

ImageFile.LOAD_TRUNCATED_IMAGES = False
# Twice this is an error wherever a reader meets it, so also in a picture in a picture.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
warnings.simplefilter("ignore")


class Unfit(Exception):
    """The picture cannot be used; the code is one of refusals.SENTENCES."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.answer = {"refused": code, **values}


def opened(path: str, kind: str) -> Any:
    """The picture by its header; only the one format's reader may look."""
    image = _read(path, kind)
    if kind == "TIFF":
        _check_raw(image)
    _check_size(image)
    if kind == "JPEG" and scans.too_many(path):
        raise Unfit("too_hard")
    return image


def turn_to(image: Any, page: int) -> None:
    """Go to a page, the first being 1."""
    if page > 1:
        image.seek(pages(image)[page - 1])
        _check_size(image)


def draft(image: Any, path: str, size: tuple[int, int]) -> None:
    """Have it decoded smaller at once, but not below a size, where its format can."""
    if image.format != "JPEG2000":
        image.draft(None, size)
        return
    halves = min(image.width // size[0], image.height // size[1]).bit_length() - 1
    image.reduce = max(0, min(halves, _levels(path)))


def _levels(path: str) -> int:
    """How often a JPEG 2000 may be halved: its COD marker says so (T.800, A.6.1)."""
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes long to import
        head = file.read(1 << 16)
    at = head.find(b"\xff\x52", max(0, head.find(b"\xff\x4f\xff\x51")))
    return head[at + 9] if 0 <= at < len(head) - 9 else 0


def pages(image: Any) -> list[int]:
    """The numbers of a TIFF's pictures; smaller copies of another are none."""
    found: list[int] = []
    number = 0
    while number < MOST_PAGES:
        try:
            image.seek(number)
        except EOFError:
            break
        # A page that cannot be told from a copy is a page.
        if not found or not int(image.tag_v2.get(SUBFILE, 0)) & 1:
            found.append(number)
        number += 1
    image.seek(0)
    return found


def orientation(image: Any) -> int:
    """What EXIF asks of a viewer; of TIFF and HEIF the reader has done it already."""
    if image.format in ("TIFF", "HEIF"):
        return 1
    if image.format == "PNG" and "exif" not in image.info:
        # Pillow would decode all of it, to look behind the picture as well.
        return 1
    return int(image.getexif().get(ORIENTATION, 1))


def _check_size(image: Any) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise Unfit("too_many_pixels", width=image.width, height=image.height)


def _read(path: str, kind: str) -> Any:
    module, name = READERS[kind]
    reader = import_module(module)
    for other in BESIDE.get(kind, ()):
        import_module(other)
    if kind == "PNG":
        _without_texts(reader.PngStream)
    if kind == "HEIF":
        # Only the picture itself; a thumbnail never stands in for it.
        reader.options.THUMBNAILS = reader.options.DEPTH_IMAGES = False
        reader.options.AUX_IMAGES = False
    try:
        return getattr(reader, name)(path)
    except Image.DecompressionBombError as error:
        raise Unfit("too_many_pixels", width="over 12,000", height="12,000") from error
    except (SyntaxError, NotImplementedError, OSError) as error:
        if any(words in str(error) for words in UNREADABLE):
            raise Unfit("layout") from error
        raise


def _check_raw(image: Any) -> None:
    """Raw photos are TIFF as well, with a stamp of a picture in front."""
    tags = image.tag_v2
    if DNG in tags or (SUB_IFDS in tags and int(tags.get(SUBFILE, 0)) & 1):
        raise Unfit("format", name="Camera raw")


def _without_texts(stream: Any) -> None:
    """PNG's texts are never inflated, and a profile that is wrong is left aside."""

    def skipped(self: Any, pos: int, length: int) -> bytes:
        return ImageFile._safe_read(self.fp, length)

    def profile(self: Any, pos: int, length: int) -> bytes:
        try:
            read: bytes = own(self, pos, length)
        except (SyntaxError, ValueError, IndexError):
            self.fp.seek(pos)
            return skipped(self, pos, length)
        return read

    own = stream.chunk_iCCP
    stream.chunk_tEXt = stream.chunk_zTXt = stream.chunk_iTXt = skipped
    stream.chunk_iCCP = profile
