"""What it costs to prepare a file, against decoding it and against plain recipes.

    .venv/bin/python -m benchmarks.media [ROUNDS]

Prints four tables. Each figure is processor time (user and system, of all processes)
as a share of `ffmpeg -i FILE -f null -` on the same 60 s 1080p clip in the same round;
the ways take turns, and the median of the rounds is shown. omniweb is all that a file
goes through: sniffing, probing, telling the content, and all renditions, in the jail.
two passes: one frame a second at 360p, then Opus (the Fireworks guide). one pass per
output: five outputs, each by an ffmpeg of its own.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import patch

from PIL import Image

from benchmarks.processor import Spent, measured
from omniweb.library import content, derive, pairs, probe, timeline, transform
from omniweb.library.content import Seen
from omniweb.providers.catalog import load
from omniweb.providers.recipes import Recipe
from tests.library import films, labelled
from tests.library.labelled import MODEL

ROUNDS = 3
PHONE = films.Look(gop=30, bframes=0, crf=20, extra=("-x264-params", "scenecut=0"))
# Name, content, how it is stored.
CLIPS = (
    ("talking head", "talking head", films.Look()),
    ("mixed", "mixed", films.Look()),
    ("action", "action", films.Look()),
    ("slides", "slideshow", films.Look()),
    ("phone, a key frame a second", "talking head", PHONE),
)
POSTER, SPRITE = "thumbnail=300,scale=640:-2", "fps=1,scale=160:-2,tile=10x6"
DENSE = Recipe(kind="video", side=720, fps=8, kbps=64)
Way = Callable[[Path, Path], None]


def ffmpeg(*arguments: str | Path) -> None:
    """Run it, quietly."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-y", *map(str, arguments)]
    subprocess.run(command, check=True)


def decode_only(clip: Path, folder: Path) -> None:
    ffmpeg("-i", clip, "-f", "null", "-")


def two_passes(clip: Path, folder: Path) -> None:
    """The Fireworks guide's recipe, as it stands there."""
    small = ("-vf", "fps=1,scale=-1:360", "-c:v", "libx264", "-preset", "fast")
    ffmpeg("-i", clip, "-t", "60", *small, "-an", folder / "two.mp4")
    opus = ("-c:a", "libopus", "-b:a", "24k", "-ar", "16000", "-ac", "1")
    ffmpeg("-i", clip, "-t", "60", "-vn", *opus, folder / "two.ogg")


def pass_per_output(clip: Path, folder: Path) -> None:
    """What omniweb makes, each output by a decode of its own."""
    small = ("-vf", "fps=2,scale=854:480", "-c:v", "libx264", "-preset", "veryfast")
    mono = ("-ar", "16000", "-ac", "1")
    ffmpeg("-i", clip, *small, "-c:a", "aac", *mono, folder / "video.mp4")
    ffmpeg("-i", clip, "-vn", *mono, "-b:a", "64k", folder / "audio.mp3")
    ffmpeg(
        "-i",
        clip,
        "-vf",
        "thumbnail=300,scale=640:-2",
        "-frames:v",
        "1",
        folder / "p.jpg",
    )
    sprite = "fps=1,scale=160:-2,tile=10x6"
    ffmpeg("-i", clip, "-vf", sprite, "-frames:v", "1", folder / "strip.jpg")
    ffmpeg(
        "-i", clip, "-vn", "-ar", "8000", "-ac", "1", "-f", "u8", folder / "wave.pcm"
    )


def omniweb(clip: Path, folder: Path) -> None:
    """The whole preparation, as the job does it."""
    transform.render(clip, probe.inspect(clip, outdir=folder), folder)


def untold(clip: Path, folder: Path) -> None:
    """The same, but nobody looks at what the clip shows."""
    nothing = Seen("mixed", (), ())
    with (
        patch.object(content.Watch, "take", lambda self, frame: None),
        patch.object(content.Watch, "seen", lambda self, moved: nothing),
        patch.object(pairs, "outputs", lambda *given: []),
        patch.object(transform, "_burst", lambda *given: None),
    ):
        omniweb(clip, folder)


WAYS: dict[str, Way] = {
    "decode": decode_only,
    "omniweb": omniweb,
    "two passes": two_passes,
    "one pass per output": pass_per_output,
}


def rounds_of(ways: dict[str, Way], clip: Path, rounds: int) -> dict[str, list[Spent]]:
    """Each way in turn, so many times."""
    found: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            with tempfile.TemporaryDirectory() as folder:
                found[name].append(measured(partial(way, clip, Path(folder))))
    return found


def share(spent: dict[str, list[Spent]], name: str, of: str = "decode") -> float:
    """The median of the rounds' ratios."""
    pairs = zip(spent[name], spent[of], strict=True)
    return statistics.median(one.cpu_s / other.cpu_s for one, other in pairs)


def preparing(clips: dict[str, Path], rounds: int) -> None:
    """The first table."""
    print(
        "| clip | decode only | omniweb | two passes | one pass per output | "
        "per output / omniweb | most memory |"
    )
    print("|---|---|---|---|---|---|---|")
    ours, times = [], []
    for name, clip in clips.items():
        spent = rounds_of(WAYS, clip, rounds)
        shares = {way: share(spent, way) for way in WAYS}
        base = statistics.median(one.cpu_s for one in spent["decode"])
        memory = max(one.memory for one in spent["omniweb"]) / 1e6
        ours.append(shares["omniweb"])
        times.append(share(spent, "one pass per output", "omniweb"))
        print(
            f"| {name} | {base:.2f} s | {shares['omniweb']:.2f} | "
            f"{shares['two passes']:.2f} | {shares['one pass per output']:.2f} | "
            f"{times[-1]:.1f} | {memory:.0f} MB |",
            flush=True,
        )
    print(
        f"\nomniweb: on average {statistics.mean(ours):.2f} of decode-only, "
        f"{max(ours):.2f} at most; one pass per output takes {min(times):.1f} times "
        "as much at least.\n"
    )


def densely(clip: Path, folder: Path) -> None:
    """What the preset for action sends to a model that takes any rate."""
    facts = probe.probe(clip)
    derive.derive(clip, facts, DENSE, facts, folder, foreign=True)


def encoder(clip: Path, folder: Path) -> None:
    """The same encoders on frames and sound that need no decoding and no scaling."""
    rate = ("-maxrate", "2500k", "-bufsize", "5000k", "-crf", "24", "-g", "30")
    x264 = ("-c:v", "libx264", "-preset", "superfast", *rate)
    aac = ("-c:a", "aac", "-aac_coder", "fast", "-b:a", "64k")
    raw = ("-i", clip.with_suffix(".y4m"), "-i", clip.with_suffix(".wav"))
    ffmpeg(*raw, *x264, *aac, folder / "alone.mp4")


def telling(clips: dict[str, Path], rounds: int) -> None:
    """The second table: what it takes to tell the content, and what that saves."""
    model = load().profile(MODEL).model
    print("| clip | told | takes of a decode | tokens | at 720p, 2 fps | saved |")
    print("|---|---|---|---|---|---|")
    ways = {"decode": decode_only, "told": omniweb, "untold": untold}
    for name, clip in clips.items():
        spent = rounds_of(ways, clip, rounds)
        extra = share(spent, "told") - share(spent, "untold")
        with tempfile.TemporaryDirectory() as folder:
            found = probe.inspect(clip)
            made = transform.render(clip, found, Path(folder))
        told = labelled.planned(timeline.known(found.facts, made), model)
        saved = 100 - 100 * told.tokens / told.usual
        row = f"{told.content} | {extra:.3f} | {told.tokens} | {told.usual}"
        print(f"| {name} | {row} | {saved:.0f} % |", flush=True)
    print()


def dense(clips: dict[str, Path], rounds: int) -> None:
    """The third table: more frames than the one pass makes."""
    print("| 8 frames a second, 720p | in all | the encoder alone | the rest |")
    print("|---|---|---|---|")
    ways = {"decode": decode_only, "all": densely, "encoder": encoder}
    for name in ("talking head", "action"):
        clip = clips[name]
        raw = clip.with_suffix(".y4m")
        ffmpeg("-i", clip, "-an", "-vf", "fps=8,scale=1280:720:flags=area", raw)
        ffmpeg("-i", clip, "-vn", "-ar", "16000", "-ac", "1", clip.with_suffix(".wav"))
        spent = rounds_of(ways, clip, rounds)
        whole, alone = share(spent, "all"), share(spent, "encoder")
        print(f"| {name} | {whole:.2f} | {alone:.2f} | {whole - alone:.2f} |")
    print()


def pictures(folder: Path, rounds: int) -> None:
    """The fourth table: a JPEG of 8K, in seconds of the clock."""
    image = films.scenery(random.Random(8), (1920, 1080))
    path = folder / "8k.jpg"
    image.resize((7680, 4320), Image.Resampling.BICUBIC).save(path, quality=90)

    def plain(out: Path) -> None:
        with Image.open(path) as opened:
            small = opened.convert("RGB").resize((1280, 720), Image.Resampling.LANCZOS)
        small.save(out / "plain.jpg", quality=88)

    def ours(out: Path) -> None:
        transform.render(path, probe.inspect(path, outdir=out), out)

    took: dict[str, list[float]] = {"open and resize": [], "omniweb": []}
    for _ in range(rounds):
        for name, way in (("open and resize", plain), ("omniweb", ours)):
            with tempfile.TemporaryDirectory() as out:
                begun = time.perf_counter()
                way(Path(out))
                took[name].append(time.perf_counter() - begun)
    one, other = (statistics.median(took[name]) for name in took)
    print("| a JPEG of 7680 x 4320 | open and resize | omniweb with its jail | times |")
    print("|---|---|---|---|")
    print(f"| ready after | {one:.2f} s | {other:.2f} s | {one / other:.1f} |")


def main(rounds: int) -> None:
    """Make the clips, then measure."""
    with tempfile.TemporaryDirectory() as name:
        folder, clips = Path(name), {}
        for clip, kind, look in CLIPS:
            clips[clip] = films.film(folder / f"{clip[:6]}.mp4", kind, 1, 60, look)
        preparing(clips, rounds)
        telling(clips, rounds)
        dense(clips, rounds)
        pictures(folder, rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
