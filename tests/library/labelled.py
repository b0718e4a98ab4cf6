"""Runs films of known content through the one pass, and prints what it made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from omniweb.library import probe, timeline, transform
from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import load
from omniweb.providers.estimate import of_media
from omniweb.providers.plan import Wish
from omniweb.providers.presets import forms
from omniweb.providers.recipes import CLIP, Original, Recipe

MODEL = "dashscope/qwen3.5-omni-flash"
# What a service looks at where nobody chose: the clip whole, at 720p.
USUAL = Recipe(kind="video", side=720, fps=CLIP.fps, kbps=CLIP.kbps)


@dataclass(frozen=True)
class Told:
    """A film, its label, what was told of it, and the tokens that each way takes."""

    name: str
    label: str
    content: str
    tokens: int
    usual: int

    def __str__(self) -> str:
        mark = "" if self.content == self.label else "  <- wrong"
        saved = 100 - 100 * self.tokens / self.usual
        return (
            f"{self.name:28} {self.label:13} {self.content:13} {self.tokens:6} "
            f"{self.usual:6} {saved:4.0f} %{mark}"
        )


def told(
    folder: Path, labelled: Iterable[tuple[str, str]], make: Callable[[Path, str], Path]
) -> list[Told]:
    """What the pass says of each film."""
    model = load().profile(MODEL).model
    return [_told(folder, name, label, make, model) for name, label in labelled]


def _told(
    folder: Path,
    name: str,
    label: str,
    make: Callable[[Path, str], Path],
    model: Model,
) -> Told:
    clip = make(folder / f"{name}.mp4", name)
    out = folder / f"{name}.out"
    out.mkdir()
    found = probe.inspect(clip)
    facts = timeline.known(found.facts, transform.render(clip, found, out))
    clip.unlink()
    original = Original(facts, {})
    chosen = next(forms(original, Wish(prompt=""), model))
    ways = ([original.sendable(one) for one in chosen], [original.sendable(USUAL)])
    spent = [of_media(media, model).total_in for media in ways]
    return Told(name, label, facts.content, *spent)


def judged(films: list[Told]) -> float:
    """Print the table; the share that is right."""
    print()
    print(f"{'film':28} {'label':13} {'told':13} {'tokens':>6} {'usual':>6}  saved")
    for film in films:
        print(film)
    right = sum(film.content == film.label for film in films)
    print(f"right: {right} of {len(films)}")
    return right / len(films)
