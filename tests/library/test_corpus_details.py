"""What a corpus of still cards does not show: fields that comb, light that is brighter
than white, and what lies hidden in a phone's film.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omniweb.library import probe, transform
from omniweb.library.made import Made
from tests.library import clips, corpus, wide
from tests.library.corpus import TAGS, X264
from tests.library.corpus_video import X265

SIZE = (640, 352)


def rendered(path: Path) -> dict[str, Made]:
    """All renditions of a file, by spec."""
    out = path.with_name("out")
    out.mkdir()
    return {
        made.spec: made for made in transform.render(path, probe.inspect(path), out)
    }


def combing(image: Image.Image) -> float:
    """How much each line differs from those above and below, in steps of grey."""
    grey = image.convert("L")
    lines = [grey.crop((0, y, grey.width, y + 1)).tobytes() for y in range(grey.height)]
    total = 0
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        for a, b, c in zip(above[::4], line[::4], below[::4], strict=True):
            total += max(0, min(abs(b - a), abs(b - c)) if (b - a) * (b - c) > 0 else 0)
    return total / (len(lines) - 2) / (grey.width // 4)


# A white bar that moves 12 pixels from one field to the next, over a smooth ground.
GROUND = "gradients=s=640x352:r=50:d=2:c0=gray:c1=black:x0=0:y0=0:x1=640:y1=352"
BAR = "color=white:s=60x352:r=50:d=2[b];[g][b]overlay=x=mod(t*600\\,580)"
MOVING = f"{GROUND}:speed=0.00001[g];{BAR},format=gbrp,zscale=m=709:r=tv"


def moving(path: Path, fields: str, *flags: str) -> dict[str, Made]:
    """The moving bar as fields, or as whole frames where there are none."""
    graph = f"{MOVING},format=yuv420p,{fields}"
    form = (*X264, *TAGS, *flags, "-r", "25", "-f", "mpegts")
    clips.ffmpeg("-filter_complex", graph, *form, path)
    return rendered(path)


def test_fields_of_what_moves_do_not_comb(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    whole = moving(tmp_path / "one" / "file", "fps=25")
    woven = moving(
        *(tmp_path / "two" / "file", "tinterlace=interleave_top,setfield=tff"),
        *("-flags", "+ildct+ilme", "-x264opts", "tff=1"),
    )
    assert probe.inspect(tmp_path / "two" / "file").picture.pixels.woven
    clean, seen = (
        max(map(combing, corpus.frames(made["model-video"].path, SIZE)))
        for made in (whole, woven)
    )
    raw = tmp_path / "raw.png"
    source = tmp_path / "two" / "file"
    clips.ffmpeg("-i", source, "-vf", "select=eq(n\\,30)", "-frames:v", 1, raw)
    with Image.open(raw) as image:
        worst = combing(image)
    print(f"combing: {clean:.2f} whole, {seen:.2f} after, {worst:.2f} before")
    assert worst > 3
    assert seen < clean + 0.15 * worst


def bright(nits: float) -> list[float]:
    """A grey of so much light, as HDR10 codes it."""
    return [wide._pq(nits / 10_000)] * 3


def test_what_is_brighter_than_white_keeps_its_steps(tmp_path: Path) -> None:
    steps = (50, 100, 203, 400, 800, 1600)
    lights = dict(zip(corpus.card.PATCHES, map(bright, steps), strict=True))
    path = tmp_path / "file"
    corpus.film(
        *(path, *X265, *wide.PQ["tags"], "-f", "mp4"),
        **{"into": wide.PQ["into"], "sound": "", "seconds": 1.6},
        coded=lambda colour: lights.get(colour, bright(10)),
    )
    last = corpus.frames(rendered(path)["model-video"].path, corpus.SIZE)[-1]
    y = last.height // 2
    seen = [
        last.getpixel((round((n + 0.5) * last.width / len(steps)), y))[1]
        for n in range(len(steps))
    ]
    expected = [255 * (nits / wide.WHITE) ** (1 / wide.GAMMA) for nits in steps[:2]]
    assert seen[:2] == pytest.approx(expected, abs=3)
    assert 235 <= seen[2] < seen[3] < seen[4] <= seen[5] <= 255, seen


def box(name: bytes, content: bytes) -> bytes:
    """One box of an MP4."""
    return struct.pack(">I", len(content) + 8) + name + content


def said(name: bytes, words: bytes) -> bytes:
    """A box of QuickTime's user data: some words in a language."""
    return box(name, struct.pack(">HH", len(words), 0x15C7) + words)


def phone_film(path: Path) -> None:
    """A film with what phones and cameras write into it beside the picture."""
    first = path.with_suffix(".mov")
    keys = {
        "com.apple.quicktime.location.ISO6709": "+48.1351+011.5820+520.1/",
        "com.apple.quicktime.make": "Hush-make",
        "com.apple.quicktime.model": "Hush-model",
        "com.apple.quicktime.software": "Hush-17.4",
        "com.apple.quicktime.content.identifier": "C02XK0-HUSH",
    }
    words = [w for k, v in keys.items() for w in ("-metadata", f"{k}={v}")]
    form = (*corpus.X264, *TAGS, "-c:a", "aac", "-timecode", "01:02:03:04")
    corpus.film(
        first, *form, *words, "-movflags", "use_metadata_tags", "-f", "mov"
    )  # fmt: skip
    hidden = (
        said(b"\xa9xyz", b"+48.1351+011.5820/")
        + said(b"\xa9mak", b"Hush-make")
        + said(b"\xa9cmt", b"Hush-comment")
        + box(b"CAME", b"C02XK0-serial")
        + box(b"XMP_", b"<x:xmpmeta>Hush-face</x:xmpmeta>")
    )
    data = bytearray(first.read_bytes())
    at = data.rindex(b"moov") - 4
    size = int.from_bytes(data[at : at + 4], "big")
    more = box(b"udta", hidden)
    data[at : at + 4] = struct.pack(">I", size + len(more))
    data[at + size : at + size] = more
    ident = box(b"uuid", bytes(range(16)) + b"Hush-xmp C02XK0 +48.1351")
    path.write_bytes(data + ident)


def test_nothing_that_a_phone_writes_beside_travels_on(tmp_path: Path) -> None:
    path = tmp_path / "file"
    phone_film(path)
    given: Any = path.read_bytes()
    assert all(mark in given for mark in corpus.SECRETS)
    made = rendered(path)
    assert not corpus.secrets(made)
    for one in made.values():
        content = one.path.read_bytes()
        assert not re.search(rb"Lav[cf]\d|tmcd", content), one.spec
