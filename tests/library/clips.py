"""Makes the files that the library's tests give: real ones, by ffmpeg and Pillow."""

from __future__ import annotations

import struct
import subprocess
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw

# The corners of an upright picture, clockwise from the upper left.
CORNERS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0))
# By EXIF orientation, the inverse of what it asks of a viewer.
UNDONE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg; a failure shows what it said."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, timeout=300)


def marked(width: int, height: int) -> Image.Image:
    """Grey, with a coloured block in each corner."""
    image = Image.new("RGB", (width, height), (90, 90, 90))
    draw = ImageDraw.Draw(image)
    w, h = width // 4, height // 4
    places = ((0, 0), (width - w, 0), (width - w, height - h), (0, height - h))
    for (x, y), colour in zip(places, CORNERS, strict=True):
        draw.rectangle((x, y, x + w, y + h), fill=colour)
    return image


def corners(image: Image.Image) -> list[tuple[int, int, int]]:
    """The colours near the corners, clockwise from the upper left, made plain."""
    image = image.convert("RGB")
    w, h = image.width // 8, image.height // 8
    right, foot = image.width - w - 1, image.height - h - 1
    found = [
        image.getpixel(at) for at in ((w, h), (right, h), (right, foot), (w, foot))
    ]
    return [tuple(255 if part > 127 else 0 for part in c) for c in found]


def photo(path: Path, orientation: int = 1, size: tuple[int, int] = (400, 240)) -> Path:
    """A JPEG that is upright only by its EXIF, with a place and a maker in it."""
    stored = marked(*size)
    if orientation > 1:
        stored = stored.transpose(UNDONE[orientation])
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = orientation, "Maker"
    exif.get_ifd(GPS).update({1: "N", 2: (Fraction(48), Fraction(8), Fraction(0))})
    stored.save(path, "JPEG", exif=exif, quality=92)
    return path


def video(
    path: Path,
    *,
    size: str = "640x360",
    rate: str = "30",
    seconds: float = 4,
    sound: str = "sine=440",
    extra: tuple[str, ...] = (),
) -> Path:
    """A test picture that moves, with a tone, or silent where sound is empty."""
    given = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}"]
    if sound:
        given += ["-f", "lavfi", "-t", str(seconds), "-i", sound]
    form = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    ffmpeg(*given, *form, *extra, path)
    return path


ONE = 0x10000
MATRICES = {
    90: (0, -ONE, 0, ONE, 0, 0, 0, 0, 0x40000000),
    180: (-ONE, 0, 0, 0, -ONE, 0, 0, 0, 0x40000000),
    270: (0, ONE, 0, -ONE, 0, 0, 0, 0, 0x40000000),
}


def turned_video(path: Path, rotate: int) -> Path:
    """Marked corners, stored so that only the display matrix puts them upright."""
    still, flat = path.with_suffix(".png"), path.with_suffix(".flat.mp4")
    marked(640, 360).rotate(-rotate, expand=True).save(still)
    form = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    ffmpeg("-loop", "1", "-framerate", "10", "-t", "2", "-i", still, *form, flat)
    data = bytearray(flat.read_bytes())
    # How to say it to ffmpeg changed twice; the place in the file never did.
    matrix = data.index(b"tkhd") + 44
    data[matrix : matrix + 36] = struct.pack(">9i", *MATRICES[rotate])
    path.write_bytes(data)
    return path


def sound(
    path: Path, *, seconds: float = 3, graph: str = "", extra: tuple[str, ...] = ()
) -> Path:
    """A tone, or whatever an audio source graph says."""
    source = graph or f"sine=440:d={seconds}"
    ffmpeg("-f", "lavfi", "-i", source, "-t", str(seconds), *extra, path)
    return path
