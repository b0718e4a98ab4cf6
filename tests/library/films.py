"""Films of known content, composed from drawn stills and moved by ffmpeg.

A film is a row of shots. A shot is a still that a camera looks at: it may pan, shake
or zoom, and things may move before it. Every number comes from the seed.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from tests.library import clips

Size = tuple[int, int]
STILL = "0"  # as other ways to move an expression of ffmpeg in t, seconds


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A drawn cut-out, and where its corner is, in shares of the picture."""

    picture: Image.Image
    x: str
    y: str
    enable: str = "1"


@dataclass(frozen=True, kw_only=True)
class Shot:
    """A still seen for some seconds; x and y move the camera, in its widths."""

    ground: Image.Image
    seconds: float
    x: str = STILL
    y: str = STILL
    things: tuple[Thing, ...] = ()
    grain: int = 4


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a film is stored."""

    size: Size = (1920, 1080)
    fps: int = 30
    gop: int = 250
    bframes: int = 3
    crf: int = 23
    preset: str = "veryfast"
    sound: str = "anoisesrc=a=0.02:c=pink"
    extra: tuple[str, ...] = field(default=())


def scenery(rng: random.Random, size: Size) -> Image.Image:
    """Something like a place: light at several scales, and edges of things."""
    image = Image.new("RGB", size, _colour(rng))
    for cells, share in ((4, 0.5), (16, 0.35), (64, 0.25), (300, 0.12)):
        bands = [_grain(rng, size, cells) for _ in range(3)]
        image = Image.blend(image, Image.merge("RGB", bands), share)
    draw = ImageDraw.Draw(image)
    for _ in range(rng.randint(8, 24)):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        w, h = (rng.randrange(size[0] // 40, size[0] // 8) for _ in range(2))
        shape = draw.rectangle if rng.random() < 0.6 else draw.ellipse
        shape((x, y, x + w, y + h), fill=_colour(rng))
    return image.filter(ImageFilter.GaussianBlur(size[0] / 1500))


def _grain(rng: random.Random, size: Size, cells: int) -> Image.Image:
    small = cells, max(2, cells * size[1] // size[0])
    data = bytes(rng.randrange(256) for _ in range(small[0] * small[1]))
    return Image.frombytes("L", small, data).resize(size, Image.Resampling.BICUBIC)


def _colour(rng: random.Random) -> tuple[int, ...]:
    return tuple(rng.randrange(30, 226) for _ in range(3))


def blob(rng: random.Random, width: int, height: int) -> Image.Image:
    """A cut-out with its own light."""
    picture = scenery(rng, (max(8, width), max(8, height)))
    mask = Image.new("L", picture.size)
    ImageDraw.Draw(mask).ellipse((0, 0, *picture.size), fill=255)
    picture.putalpha(mask)
    return picture


def write(path: Path, shots: list[Shot], look: Look) -> Path:
    """Encode the shots one after another as an MP4, with sound beside them."""
    with tempfile.TemporaryDirectory() as name:
        inputs: list[str | Path] = []
        graph: list[str] = []
        for n, shot in enumerate(shots):
            _add(shot, n, Path(name), look, inputs, graph)
        total = sum(shot.seconds for shot in shots)
        inputs += ["-f", "lavfi", "-t", str(total), "-i", look.sound]
        voice = sum(1 + len(shot.things) for shot in shots)
        joined = "".join(f"[s{n}]" for n in range(len(shots)))
        graph.append(f"{joined}concat=n={len(shots)},format=yuv420p[v]")
        form = ["-c:v", "libx264", "-preset", look.preset, "-crf", str(look.crf)]
        form += ["-g", str(look.gop), "-bf", str(look.bframes), "-c:a", "aac"]
        whole = [
            "-filter_complex",
            ";".join(graph),
            "-map",
            "[v]",
            "-map",
            f"{voice}:a",
        ]
        clips.ffmpeg(*inputs, *whole, *form, *look.extra, "-f", "mp4", path)
    return path


def _add(
    shot: Shot,
    n: int,
    folder: Path,
    look: Look,
    inputs: list[str | Path],
    graph: list[str],
) -> None:
    """One shot's inputs and its part of the graph."""
    at = inputs.count("-i")
    for k, picture in enumerate((shot.ground, *(t.picture for t in shot.things))):
        file = folder / f"{n}-{k}.png"
        picture.save(file, compress_level=1)
        inputs += ["-i", file]
        form = "yuva420p" if k else "yuv420p"
        # A still is decoded once and repeated; -loop would decode it for each frame.
        graph.append(
            f"[{at + k}]format={form},loop=-1:1,setpts=N/{look.fps}/TB,"
            f"fps={look.fps},trim=duration={shot.seconds}[i{n}_{k}]"
        )
    w, h = look.size
    x, y = f"(iw-ow)/2+({shot.x})*ow", f"(ih-oh)/2+({shot.y})*ow"
    graph.append(f"[i{n}_0]crop={w}:{h}:'{x}':'{y}',setsar=1[g{n}_0]")
    for k, thing in enumerate(shot.things, start=1):
        where = f"'({thing.x})*W-w/2':'({thing.y})*H-h/2'"
        graph.append(
            f"[g{n}_{k - 1}][i{n}_{k}]overlay={where}:enable='{thing.enable}'[g{n}_{k}]"
        )
    grain = f"noise=alls={shot.grain}:allf=t" if shot.grain else "null"
    graph.append(f"[g{n}_{len(shot.things)}]{grain}[s{n}]")


def talking_head(rng: random.Random, seconds: float, size: Size) -> list[Shot]:
    """Somebody speaks into a camera that stands still; now and then another angle."""
    angles = rng.choice((1, 1, 2))
    # A quarter is filmed from the hand, which sways and comes back.
    sway = rng.choice((0, 0, 0, rng.uniform(0.002, 0.006)))
    return [_speaker(rng, seconds / angles, size, sway) for _ in range(angles)]


def _speaker(rng: random.Random, seconds: float, size: Size, held: float) -> Shot:
    h = size[1]
    tall = rng.uniform(0.4, 0.8) * h
    x0, y0 = rng.uniform(0.35, 0.65), rng.uniform(0.42, 0.55)
    sway, pace = rng.uniform(0.004, 0.015), rng.uniform(0.5, 1.3)
    x = f"{x0}+{sway}*sin({pace}*t)+{sway / 3}*sin({pace * 2.7}*t)"
    y = f"{y0}+{sway}*sin({pace * 1.9}*t)"
    mouth = Image.new("RGBA", (int(tall / 5), int(tall / 12)), (70, 20, 30, 255))
    open_now = (
        f"gt(sin(2*PI*t*{rng.uniform(3, 5)})+sin(2*PI*t*{rng.uniform(1, 2)}),0.2)"
    )
    wave = f"sin(2*PI*t*{rng.uniform(0.4, 0.9)})"
    hand = blob(rng, int(tall / 5), int(tall / 5))
    things = [
        Thing(picture=blob(rng, int(tall * 0.7), int(tall)), x=x, y=y),
        Thing(picture=mouth, x=x, y=f"{y}+{tall / h / 5}", enable=open_now),
    ]
    if rng.random() < 0.5:
        now = f"lt(mod(t,{rng.uniform(5, 9)}),2)"
        at = f"{x0 + 0.15}+0.03*{wave}", f"0.85+0.05*{wave}"
        things.append(Thing(picture=hand, x=at[0], y=at[1], enable=now))
    ground = scenery(rng, (int(size[0] * 1.1), int(h * 1.1)))
    x = f"{held}*(sin({rng.uniform(1, 2)}*t)+0.5*sin({rng.uniform(3, 5)}*t))"
    y = f"{held}*sin({rng.uniform(1.5, 3)}*t)"
    return Shot(ground=ground, seconds=seconds, x=x, y=y, things=tuple(things))


def slides(rng: random.Random, seconds: float, size: Size) -> list[Shot]:
    """Pages of words and boxes that stand for some seconds each."""
    shots, left = [], seconds
    while left > 0.5:
        stay = min(left, rng.uniform(3, 12))
        pointer = ()
        if rng.random() < 0.3:
            arrow = Image.new("RGBA", (size[0] // 60, size[0] // 60), (20, 20, 20, 255))
            x, y = f"0.5+0.2*sin({rng.uniform(0.2, 1)}*t)", "0.6+0.1*cos(t)"
            pointer = (Thing(picture=arrow, x=x, y=y, enable="lt(mod(t,5),1.5)"),)
        page = _page(rng, size)
        shots.append(Shot(ground=page, seconds=stay, things=pointer, grain=0))
        left -= stay
    return shots


def _page(rng: random.Random, size: Size) -> Image.Image:
    light = rng.random() < 0.75
    paper, ink = ((248, 248, 246), (30, 34, 40)) if light else ((22, 24, 30), "white")
    page = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(page)
    w, h = size
    draw.rectangle((0, 0, w, h // 7), fill=_colour(rng))
    for line in range(rng.randint(3, 9)):
        y = h // 5 + line * h // 13
        x = w // 12
        while x < w * rng.uniform(0.5, 0.9):
            word = rng.randint(w // 60, w // 14)
            draw.rectangle((x, y, x + word, y + h // 40), fill=ink)
            x += word + w // 80
    if rng.random() < 0.5:
        picture = scenery(rng, (w // 4, h // 3))
        page.paste(picture, (int(w * 0.7), int(h * 0.55)))
    return page


def mixed(rng: random.Random, seconds: float, size: Size) -> list[Shot]:
    """Shots of some seconds: slow pans, products, people who pass by."""
    shots, left = [], seconds
    while left > 0.5:
        stay = min(left, rng.uniform(2.5, 7))
        shots.append(_calm(rng, stay, size))
        left -= stay
    return shots


def _calm(rng: random.Random, seconds: float, size: Size) -> Shot:
    w, h = size
    kind = rng.choice(("pan", "pan", "passer", "turning"))
    ground = scenery(rng, (int(w * 1.4), int(h * 1.3)))
    if kind == "pan":
        speed = rng.uniform(0.015, 0.05) * rng.choice((-1, 1))
        return Shot(ground=ground, seconds=seconds, x=f"{speed}*(t-{seconds / 2})")
    pace = rng.uniform(0.06, 0.16)
    thing = blob(rng, int(h * rng.uniform(0.3, 0.6)), int(h * rng.uniform(0.4, 0.8)))
    if kind == "passer":
        moved = Thing(picture=thing, x=f"0.1+{pace}*t", y="0.6+0.01*sin(9*t)")
    else:
        moved = Thing(picture=thing, x=f"0.5+0.2*sin({pace * 8}*t)", y="0.5")
    drift = f"0.006*sin({rng.uniform(0.8, 2)}*t)"
    return Shot(ground=ground, seconds=seconds, x=drift, y=drift, things=(moved,))


def action(rng: random.Random, seconds: float, size: Size) -> list[Shot]:
    """Fast pans and shaking, or cuts by the second."""
    shots, left = [], seconds
    fast_cuts = rng.random() < 0.5
    while left > 0.3:
        stay = min(left, rng.uniform(0.6, 1.4) if fast_cuts else rng.uniform(2, 6))
        shots.append(_wild(rng, stay, size))
        left -= stay
    return shots


def _wild(rng: random.Random, seconds: float, size: Size) -> Shot:
    w, h = size
    ground = scenery(rng, (int(w * 2), int(h * 1.5)))
    reach, pace = rng.uniform(0.25, 0.45), rng.uniform(1.2, 3)
    shake = f"0.012*sin({rng.uniform(9, 17)}*t)+0.008*sin({rng.uniform(19, 31)}*t)"
    runner = blob(rng, int(h * 0.4), int(h * 0.7))
    run = f"0.5+0.45*sin({rng.uniform(2, 5)}*t+{rng.uniform(0, 6)})"
    things = (Thing(picture=runner, x=run, y=f"0.55+0.08*sin({rng.uniform(6, 12)}*t)"),)
    x = f"{reach}*sin({pace}*t+{rng.uniform(0, 6)})+{shake}"
    return Shot(ground=ground, seconds=seconds, x=x, y=shake, things=things)


KINDS: dict[str, Callable[[random.Random, float, Size], list[Shot]]] = {
    "talking head": talking_head,
    "mixed": mixed,
    "action": action,
    "slideshow": slides,
}


def film(path: Path, kind: str, seed: int, seconds: float, look: Look) -> Path:
    """A film of that content."""
    rng = random.Random(f"{kind} {seed}")
    return write(path, KINDS[kind](rng, seconds, look.size), look)


LOOKS = (
    Look(size=(480, 270)),
    # As phones write: a key frame a second, nothing that refers ahead.
    Look(size=(640, 360), gop=30, bframes=0),
    Look(size=(480, 270), fps=25, crf=28),
    Look(size=(270, 480)),
)
LABELLED = [(f"{kind}-{seed}", kind) for seed in range(8) for kind in KINDS]


def make(path: Path, name: str) -> Path:
    """Write the film of that name."""
    kind, _, seed = name.rpartition("-")
    return film(path, kind, int(seed), 12, LOOKS[int(seed) % len(LOOKS)])
