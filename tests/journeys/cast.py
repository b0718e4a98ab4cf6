"""The files of the whole story, made by other programs than omniweb."""

from __future__ import annotations

import subprocess
from fractions import Fraction
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

GPS, ORIENTATION = 0x8825, 0x0112
SCRIPT = (
    "Welcome to the show. Today we talk about light. A lantern is more than a lamp."
    " It makes a room. Thank you for listening."
)


def run(*command: str | Path) -> None:
    """Run another program; a failure shows what it said."""
    subprocess.run([str(word) for word in command], check=True, timeout=120)


def scene(width: int, height: int) -> Image.Image:
    """A lantern in the dusk, drawn so that a wrong way up is seen."""
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(height):
        part = y / height
        shade = (int(28 + 190 * part), int(38 + 90 * part), int(84 + 20 * part))
        draw.line((0, y, width, y), fill=shade)
    draw.rectangle((0, height * 0.82, width, height), fill=(22, 20, 30))
    middle, unit = width / 2, min(width, height) / 10
    glow = Image.new("RGB", (width, height))
    box = (middle - 3 * unit, 3 * unit, middle + 3 * unit, 9 * unit)
    ImageDraw.Draw(glow).ellipse(box, fill=(150, 80, 20))
    glow = glow.filter(ImageFilter.GaussianBlur(unit))
    image = Image.composite(Image.new("RGB", image.size, (255, 196, 96)), image,
                            glow.convert("L"))  # fmt: skip
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle(
        (middle - unit, 5 * unit, middle + unit, 8 * unit), unit / 3, (255, 224, 150)
    )
    draw.rectangle((middle - unit, 4.7 * unit, middle + unit, 5 * unit), (40, 30, 30))
    draw.rectangle((middle - unit, 8 * unit, middle + unit, 8.3 * unit), (40, 30, 30))
    return image


def photo(folder: Path) -> Path:
    """A JPEG from a phone held sideways: EXIF orientation 6, and where it was."""
    path = folder / "lantern at dusk.jpg"
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    north = (Fraction(52), Fraction(31), Fraction(0))
    exif.get_ifd(GPS).update({1: "N", 2: north, 3: "E", 4: north})
    stored = scene(1200, 1600).transpose(Image.Transpose.ROTATE_90)
    stored.save(path, "JPEG", exif=exif, quality=90)
    return path


def podcast(folder: Path) -> Path:
    """Spoken words as an M4A, 48 kHz stereo."""
    spoken, path = folder / "spoken.wav", folder / "podcast episode 12.m4a"
    run("espeak-ng", "-v", "en", "-w", spoken, SCRIPT)
    run("ffmpeg", "-v", "error", "-i", spoken, "-ar", "48000", "-ac", "2", path)
    return path


def phone_video(folder: Path) -> Path:
    """1080p held upright: stored lying, turned by its display matrix, with a place."""
    still, flat = folder / "still.png", folder / "flat.mp4"
    path = folder / "phone video.mp4"
    scene(1080, 1920).transpose(Image.Transpose.ROTATE_90).save(still)
    moving = "zoompan=z='1+0.002*on':d=240:s=1920x1080:fps=30"
    sound = ("-f", "lavfi", "-t", "8", "-i", "sine=330:r=48000")
    form = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
    ends = ("-t", "8", "-c:a", "aac", "-ac", "2")
    run("ffmpeg", "-v", "error", "-i", still, *sound, "-vf", moving, *form, *ends, flat)
    turned = ("-c", "copy", "-metadata:s:v", "rotate=270")
    place = ("-metadata", "location=+52.5163+013.3779/")
    run("ffmpeg", "-v", "error", "-i", flat, *turned, *place, path)
    return path
