"""Tells what a clip shows from its small frames as they pass; it decodes nothing.

How much of the picture changes from frame to frame, how often it cuts, and how long
it stands still are enough to choose how closely a model must look (media notes).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import quantiles
from typing import Literal

from PIL import Image, ImageChops

Content = Literal["talking head", "mixed", "action", "slideshow"]
# A pixel has changed when its grey differs by more than noise and compression do.
CHANGED = 16
# Shares of the picture's pixels, and of its frames.
STILL, OTHER, CUT = 0.004, 0.008, 0.35
STANDING = 0.7
# How far the shares of 32 greys are apart, 0 to 1, where one shot follows another.
CUT_GREYS = 0.25
LITTLE, SOME, MUCH = 0.035, 0.08, 0.28
OFTEN, SELDOM = 0.45, 0.3  # cuts a second
MOST_PICTURES = 300


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a clip: cuts in seconds, and the times of new pictures."""

    content: Content
    cuts: tuple[float, ...]
    changes: tuple[float, ...]


@dataclass(slots=True)
class Watch:
    """Takes rgb24 frames of one size at a steady rate, each whole."""

    width: int
    height: int
    rate: float
    _moved: list[float] = field(default_factory=list)
    _cuts: dict[int, None] = field(default_factory=dict)
    _last: Image.Image | None = None
    _pictures: list[Image.Image] = field(default_factory=list)
    _changes: list[int] = field(default_factory=list)
    _since: int = 0

    def take(self, frame: bytes) -> None:
        """Look at the next frame."""
        size = self.width, self.height
        grey = Image.frombytes("RGB", size, frame).convert("L")
        if self._last is None:
            self._pictures, self._changes = [grey], [0]
        else:
            self._compare(self._last, grey, len(self._moved) + 1)
        self._last = grey

    def _compare(self, last: Image.Image, grey: Image.Image, number: int) -> None:
        moved = _changed(last, grey)
        self._moved.append(moved)
        if moved > CUT and _apart(last, grey) > CUT_GREYS:
            self._cuts[number] = None
        if moved > STILL:
            self._since = number
        # Only what has come to rest is a picture; a cross-fade is on its way to one.
        elif number == self._since + 1 and len(self._pictures) < MOST_PICTURES:
            self._rest(grey)

    def _rest(self, grey: Image.Image) -> None:
        """Keep a picture that was not there before."""
        if all(_changed(other, grey) > OTHER for other in self._pictures):
            self._pictures.append(grey)
            self._changes.append(self._since)

    def seen(self) -> Seen:
        """What the frames so far come to."""
        content = self._content()
        changes = self._changes if content == "slideshow" else []
        return Seen(content, self._times(list(self._cuts)), self._times(changes))

    def _times(self, numbers: list[int]) -> tuple[float, ...]:
        return tuple(round(number / self.rate, 2) for number in numbers)

    def _content(self) -> Content:
        if len(self._moved) < 2:
            return "mixed"
        still = sum(moved <= STILL for moved in self._moved) / len(self._moved)
        if still >= STANDING:
            return "slideshow"
        cuts = len(self._cuts) / (len(self._moved) / self.rate)
        # Within shots: a cut changes all, however calm the clip is.
        within = [m for n, m in enumerate(self._moved, 1) if n not in self._cuts]
        _, half, most = quantiles(within or self._moved, n=4, method="inclusive")
        if half > MUCH or cuts > OFTEN:
            return "action"
        if half < LITTLE and most < SOME and cuts < SELDOM:
            return "talking head"
        return "mixed"


def _changed(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ."""
    counts = ImageChops.difference(one, other).histogram()
    return sum(counts[CHANGED + 1 :]) / (one.width * one.height)


def _apart(one: Image.Image, other: Image.Image) -> float:
    """How differently dark and light are spread, 0 to 1."""
    pairs = zip(_spread(one), _spread(other), strict=True)
    return sum(abs(a - b) for a, b in pairs) / 2


def _spread(image: Image.Image) -> list[float]:
    counts, pixels = image.histogram(), image.width * image.height
    return [sum(counts[at : at + 8]) / pixels for at in range(0, 256, 8)]
