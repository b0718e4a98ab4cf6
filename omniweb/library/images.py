"""The child that opens foreign pictures with Pillow; run by path under confine.py.

It answers one JSON line and never imports omniweb: its parent is pictures.py.
"""

from __future__ import annotations

import io
import json
import math
import sys
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageFile

MAX_PIXELS = 150_000_000
POSTER = (640, 640)
AREA = 1280 * 720
ORIENTATION = 0x0112
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Our own cap below speaks in sentences; Pillow's would only warn.
Image.MAX_IMAGE_PIXELS = None
TURNS = {  # by EXIF orientation; from 5 on the sides are swapped
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Unfit(Exception):
    """The picture cannot be used; the code is one of refusals.SENTENCES."""


def opened(path: str, kind: str) -> Image.Image:
    """The picture by its header; only the one format's reader may look."""
    image = Image.open(path, formats=[kind])
    if image.width * image.height > MAX_PIXELS:
        raise Unfit("too_many_pixels", image.width, image.height)
    return image


def facts(image: Image.Image) -> dict[str, Any]:
    """Width and height as seen."""
    turned = image.getexif().get(ORIENTATION, 1) in (5, 6, 7, 8)
    width, height = image.size[::-1] if turned else image.size
    return {"width": width, "height": height}


def fitted(size: tuple[int, int]) -> tuple[int, int]:
    """The size with at most the model's area and the same shape."""
    scale = min(1.0, math.sqrt(AREA / (size[0] * size[1])))
    width, height = (max(1, int(side * scale)) for side in size)
    return width, height


def flat(image: Image.Image) -> Image.Image:
    """Eight bits a channel; a 16-bit grey would turn white by convert()."""
    if image.mode.startswith("I;16"):
        high = 0 if image.mode.endswith("B") else 1
        return Image.frombytes("L", image.size, image.tobytes()[high::2])
    if image.mode in ("I", "F"):
        low, top = image.getextrema()
        span = (float(top) - float(low)) or 1.0  # type: ignore[arg-type]
        return image.point(lambda v: (v - low) * (255 / span)).convert("L")
    if image.mode == "P" or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def coloured(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB; a profile that does not fit the picture is left aside."""
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            made = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGBA" if image.mode == "RGBA" else "RGB",
            )
            image = made or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa"):
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return image.convert("RGB")


def rendered(image: Image.Image, outdir: Path) -> dict[str, Any]:
    """Write model-image.jpg and poster.jpg: upright, sRGB, without metadata."""
    profile = image.info.get("icc_profile")
    orientation = image.getexif().get(ORIENTATION)
    target = fitted(image.size)
    image.draft(None, target)  # a JPEG is decoded smaller at once
    image.load()
    small = flat(image).resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)
    clean = coloured(small, profile)
    clean.info.clear()
    if orientation in TURNS:
        clean = clean.transpose(TURNS[orientation])
    clean.save(outdir / "model-image.jpg", quality=88, optimize=True)
    poster = clean.copy()
    poster.thumbnail(POSTER, Image.Resampling.LANCZOS)
    poster.save(outdir / "poster.jpg", quality=82, optimize=True, progressive=True)
    return {"model-image": list(clean.size), "poster": list(poster.size)}


def main(path: str, kind: str, outdir: str) -> dict[str, Any]:
    """What was found, or {"refused": code, ...}; with outdir, also write files."""
    try:
        image = opened(path, kind)
        answer = facts(image)
        if outdir:
            answer |= rendered(image, Path(outdir))
    except Unfit as unfit:
        code, width, height = unfit.args
        return {"refused": code, "width": width, "height": height}
    except MemoryError:
        return {"refused": "too_hard"}
    except Exception as error:  # Pillow's readers raise nearly anything
        return {"refused": "broken", "error": repr(error)}
    return answer


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:4])))
