"""The child that opens foreign pictures; run by path under confine.py.

It answers one JSON line and never imports omniweb: its parent is pictures.py.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from PIL import Image

import light
import moving
import plain
from reading import Unfit, draft, opened, orientation, pages, turn_to

POSTER = (640, 640)
TURNS = {  # by EXIF orientation; from 5 on the sides are swapped
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def measured(image: Any, path: str, kind: str) -> dict[str, Any]:
    """Width and height as seen, and what else there is beside one still picture."""
    width, height = image.size[::-1] if orientation(image) > 4 else image.size
    facts = {"width": width, "height": height, **moving.measured(image, path, kind)}
    return facts | ({"pages": len(pages(image))} if kind == "TIFF" else {})


def rendered(
    image: Any, path: str, kind: str, *, target: str, area: int, page: int, poster: str
) -> dict[str, Any]:
    """Write a page, and its poster if named: upright, sRGB, without metadata."""
    turn_to(image, page)
    profile, code = image.info.get("icc_profile"), light.code(image, path, kind)
    turn = TURNS.get(orientation(image))
    size = plain.fitted(image.size, area)
    draft(image, path, size)
    image.load()
    clean = plain.srgb(plain.small(image, size), profile, code)
    if turn is not None:
        clean = clean.transpose(turn)
    clean.save(target, quality=88, optimize=True)
    answer = {"size": clean.size}
    if poster:
        clean.thumbnail(POSTER, Image.Resampling.HAMMING)
        clean.save(poster, quality=82, optimize=True, progressive=True)
    return answer | {"poster": clean.size}


def answered(path: str, kind: str, **wanted: Any) -> dict[str, Any]:
    """The facts; and what is wanted is written, of a picture that stands still."""
    image = opened(path, kind)
    if "film" in wanted:
        profile, code = image.info.get("icc_profile"), light.code(image, path, kind)
        moving.unrolled(image, profile, code, wanted["film"])
        return {}
    facts = measured(image, path, kind)
    if wanted and "frames" not in facts:
        facts |= rendered(image, path, kind, **wanted)
    return facts


def main(**wanted: Any) -> dict[str, Any]:
    """What was found and written, or {"refused": code, ...}."""
    try:
        return answered(**wanted)
    except Unfit as unfit:
        return unfit.answer
    except MemoryError:
        return {"refused": "too_hard"}
    except Exception as error:  # Pillow's readers raise nearly anything
        return {"refused": "broken", "error": repr(error)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(**json.loads(sys.argv[1]))))
