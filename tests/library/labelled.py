"""Runs films of known content through the one pass, and prints what it made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from omniweb.facts import MediaFacts
from omniweb.library import probe, timeline, transform
from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import load
from omniweb.providers.estimate import of_media
from omniweb.providers.plan import Wish
from omniweb.providers.presets import forms
from omniweb.providers.recipes import CLIP, Original, Recipe

WEIGHT = ("slideshow", "talking head", "mixed", "action")
MODEL = "dashscope/qwen3.5-omni-flash"
# What a service looks at where nobody chose: the clip whole, at 720p.
USUAL = Recipe(kind="video", side=720, fps=CLIP.fps, kbps=CLIP.kbps)


@dataclass(frozen=True)
class Planned:
    """What auto makes of a clip: its content, and tokens against the usual way."""

    content: str
    tokens: int
    usual: int


@dataclass(frozen=True)
class Told:
    """A film, its label, and what was told of it."""

    name: str
    label: str
    plan: Planned

    @property
    def right(self) -> bool:
        """Whether it was told as its label says."""
        return self.plan.content == self.label

    @property
    def lighter(self) -> bool:
        """Whether less is sent than its content needs, which is the costly error."""
        return WEIGHT.index(self.plan.content) < WEIGHT.index(self.label)

    def __str__(self) -> str:
        plan, mark = self.plan, "" if self.right else "  <- wrong"
        saved = 100 - 100 * plan.tokens / plan.usual
        return (
            f"{self.name:28} {self.label:13} {plan.content:13} {plan.tokens:6} "
            f"{plan.usual:6} {saved:4.0f} %{mark}"
        )


def planned(facts: MediaFacts, model: Model) -> Planned:
    """What auto would send of a clip, against the whole of it at 720p."""
    original = Original(facts, {})
    chosen = next(forms(original, Wish(prompt=""), model))
    ways = ([original.sendable(one) for one in chosen], [original.sendable(USUAL)])
    tokens, usual = (of_media(media, model).total_in for media in ways)
    return Planned(facts.content, tokens, usual)


def told(
    folder: Path, labelled: Iterable[tuple[str, str]], make: Callable[[Path, str], Path]
) -> list[Told]:
    """What the pass says of each film."""
    model = load().profile(MODEL).model
    return [
        Told(name, label, _plan(make(folder / f"{name}.mp4", name), model))
        for name, label in labelled
    ]


def _plan(clip: Path, model: Model) -> Planned:
    out = clip.with_suffix(".out")
    out.mkdir()
    found = probe.inspect(clip)
    facts = timeline.known(found.facts, transform.render(clip, found, out))
    clip.unlink()
    return planned(facts, model)


def judged(films: list[Told]) -> float:
    """Print the table; the share that is right."""
    print()
    print(f"{'film':28} {'label':13} {'told':13} {'tokens':>6} {'usual':>6}  saved")
    for film in films:
        print(film)
    right = sum(film.right for film in films)
    print(f"right: {right} of {len(films)}")
    return right / len(films)
