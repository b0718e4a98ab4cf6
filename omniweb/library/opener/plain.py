"""Makes any picture plain: eight bits a channel, sRGB, on white. It opens no file."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from typing import Any

from PIL import Image

import light
from reading import BITS, PHOTOMETRIC

BAND = 4_000_000  # pixels made plain at once: a whole picture would be held twice
MOST_PROFILE = 4 * 1024**2  # bytes; those of printers take up to three megabytes
# What a profile says it describes, and the pictures it may be used for.
SPACES = {b"RGB ": ("RGB", "L"), b"GRAY": ("L",), b"CMYK": ("CMYK",), b"Lab ": ("LAB",)}
DEVICES = (b"scnr", b"mntr", b"prtr", b"spac")


def fitted(size: tuple[int, int], area: int) -> tuple[int, int]:
    """The size with at most so many pixels and the same shape."""
    scale = min(1.0, math.sqrt(area / (size[0] * size[1])))
    width, height = (max(1, int(side * scale)) for side in size)
    return width, height


def small(image: Any, target: tuple[int, int]) -> Image.Image:
    """Eight bits a channel, in the size that is wanted."""
    step = max(1, int(min(image.width / target[0], image.height / target[1]) / 2))
    rows = max(1, BAND // (image.width * step)) * step
    flat, whole = _flattener(image), None
    if step == 1 and rows >= image.height:
        return flat(image).resize(target, Image.Resampling.LANCZOS)
    for top in range(0, image.height, rows):
        foot = min(image.height, top + rows)
        band = flat(image.crop((0, top, image.width, foot)))
        band = band.reduce(step) if step > 1 else band
        if whole is None:
            size = -(-image.width // step), -(-image.height // step)
            whole = Image.new(band.mode, size)
        whole.paste(band, (0, top // step))
    if whole is None:
        raise ValueError("This picture has no rows.")
    return whole.resize(target, Image.Resampling.LANCZOS)


def srgb(image: Image.Image, profile: bytes | None, code: light.Code) -> Image.Image:
    """sRGB on white. A profile that does not fit the picture is left aside."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    if alpha:
        image = image.convert("L" if image.mode == "LA" else "RGB")
    plain = _by_profile(image, profile)
    if plain is None:
        plain = light.adapted(image.convert("RGB"), code)
    if alpha:
        plain = Image.composite(plain, Image.new("RGB", plain.size, "white"), alpha)
    plain.info.clear()
    return plain


def _by_profile(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    if not _fits(image, profile) and image.mode != "LAB":
        return None
    from PIL import ImageCms  # costs 5 ms, and most pictures have no profile

    if image.mode == "L" and profile and profile[16:20] == b"RGB ":
        image = image.convert("RGB")
    try:
        if image.mode == "LAB":
            source: Any = ImageCms.createProfile("LAB")
        else:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile or b""))
        srgb = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _fits(image: Image.Image, profile: bytes | None) -> bool:
    if not profile or not 128 < len(profile) <= MOST_PROFILE:
        return False
    known = image.mode in SPACES.get(profile[16:20], ()) and profile[12:16] in DEVICES
    return known and int.from_bytes(profile[:4], "big") <= len(profile)


def _flattener(image: Any) -> Callable[[Image.Image], Image.Image]:
    """How a band of the picture gets eight bits a channel."""
    if image.mode.startswith("I;16"):
        return _shortened(image)
    if image.mode in ("I", "F"):
        low, span = _range(image)
        return lambda band: band.point(
            lambda v: v * (255 / span) - low * 255 / span
        ).convert("L")
    wanted = {"1": "L", "La": "LA", "RGBa": "RGBA", "PA": "RGBA"}.get(image.mode)
    if image.mode not in ("LA", "RGBA") and image.has_transparency_data:
        wanted = wanted or "RGBA"
    if image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        wanted = wanted or "RGB"
    return lambda band: band.convert(wanted) if wanted else band


def _shortened(image: Any) -> Callable[[Image.Image], Image.Image]:
    """The upper half of sixteen bits: convert() would turn nearly all white."""
    tags = getattr(image, "tag_v2", {})
    high = 0 if image.mode.endswith("B") else 1
    # Twelve bits are not moved up by the reader, and a negative is not turned over.
    twelve, negative = tags.get(BITS) == (12,), tags.get(PHOTOMETRIC) == 0

    def flat(band: Image.Image) -> Image.Image:
        band = band.point(lambda v: v * 16) if twelve else band
        short = Image.frombytes("L", band.size, band.tobytes()[high::2])
        return short.point([255 - n for n in range(256)]) if negative else short

    return flat


def _range(image: Any) -> tuple[float, float]:
    """What is black, and how far it is from there to white.

    Nothing in the file says it: the least of the usual scales that holds all is taken.
    """
    low, top = (float(value) for value in image.getextrema())
    if not math.isfinite(low) or not math.isfinite(top):
        raise ValueError("This picture holds values that are no numbers.")
    scales = (1.0, 255.0, 65_535.0) if image.mode == "F" else (255.0, 65_535.0)
    for scale in scales:
        if low >= 0 and top <= scale:
            return 0.0, scale
    return low, (top - low) or 1.0
