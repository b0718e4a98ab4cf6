"""Tells what a clip shows from its small frames as they pass; it decodes nothing.

How much of the picture changes in an eighth of a second, how often it cuts, and how
long it stands still are enough to choose how closely a model must look (media notes).
To look too closely costs tokens, to look too seldom misses things: what is not plainly
calm is taken as mixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Literal

from PIL import Image, ImageChops

Content = Literal["talking head", "mixed", "action", "slideshow"]
# A pixel has changed when a colour of it differs by more than noise and compression do.
CHANGED = 16
# Shares of the picture's pixels.
STILL, OTHER, CUT = 0.004, 0.008, 0.35
CUT_GREYS = 0.25  # how far dark and light are apart where one shot follows another
STANDING = 0.56  # of a slideshow's frames
# What changes in an eighth of a second, of half and of three quarters of the clip.
FAST, CALM, BUSY = 0.18, 0.024, 0.035
# Who speaks comes back to the same place; a pan, or who walks by, moves on.
DRIFT, DRIFT_S = 0.06, 2
OFTEN, SELDOM = 0.9, 0.4  # cuts a second
MOST_PICTURES = 300
LEAST_S = 6  # a shorter clip tells too little, and costs little


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
    _drifts: list[float] = field(default_factory=list)
    _shot: list[Image.Image] = field(default_factory=list)
    _cuts: dict[int, None] = field(default_factory=dict)
    _last: Image.Image | None = None
    _pictures: list[Image.Image] = field(default_factory=list)
    _changes: list[int] = field(default_factory=list)
    _since: int = 0

    def take(self, frame: bytes) -> None:
        """Look at the next frame."""
        size = self.width, self.height
        shot = Image.frombytes("RGB", size, frame)
        if self._last is None:
            self._pictures, self._changes, self._shot = [shot], [0], [shot]
        else:
            self._compare(self._last, shot, len(self._moved) + 1)
        self._last = shot

    def _compare(self, last: Image.Image, shot: Image.Image, number: int) -> None:
        moved = changed(last, shot)
        self._moved.append(moved)
        if moved > CUT and _apart(last, shot) > CUT_GREYS:
            self._cuts[number] = None
            self._shot = []
        self._drift(shot)
        if moved > STILL:
            self._since = number
        # Only what has come to rest is a picture; a cross-fade is on its way to one.
        elif number == self._since + 1 and len(self._pictures) < MOST_PICTURES:
            self._rest(shot)

    def _drift(self, shot: Image.Image) -> None:
        """How far the shot has come from where it was some time before."""
        self._shot.append(shot)
        if len(self._shot) > DRIFT_S * self.rate:
            self._drifts.append(changed(self._shot.pop(0), shot))

    def _rest(self, shot: Image.Image) -> None:
        """Keep a picture that was not there before."""
        if all(changed(other, shot) > OTHER for other in self._pictures):
            self._pictures.append(shot)
            self._changes.append(self._since)

    def seen(self, moved: Sequence[float]) -> Seen:
        """What the frames come to; moved is the change in an eighth of a second."""
        content = self._content(moved)
        changes = self._changes if content == "slideshow" else []
        return Seen(content, self._times(list(self._cuts)), self._times(changes))

    def _times(self, numbers: list[int]) -> tuple[float, ...]:
        return tuple(round(number / self.rate, 2) for number in numbers)

    def _content(self, moved: Sequence[float]) -> Content:
        if len(self._moved) < LEAST_S * self.rate:
            return "mixed"
        still = sum(change <= STILL for change in self._moved) / len(self._moved)
        if still >= STANDING:
            return "slideshow"
        cuts = len(self._cuts) / (len(self._moved) / self.rate)
        _, half, most = quantiles([*(moved or self._moved)] * 2, n=4)
        if half > FAST or cuts > OFTEN:
            return "action"
        drift = median(self._drifts or [1.0])
        calm = most < CALM or (half < BUSY and drift < DRIFT)
        return "talking head" if calm and cuts < SELDOM else "mixed"


def changed(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ, in the band in which most do."""
    counts = ImageChops.difference(one, other).histogram()
    bands = range(0, len(counts), 256)
    most = max(sum(counts[band + CHANGED + 1 : band + 256]) for band in bands)
    return most / (one.width * one.height)


def _apart(one: Image.Image, other: Image.Image) -> float:
    """How differently dark and light are spread, 0 to 1."""
    pairs = zip(_spread(one), _spread(other), strict=True)
    return sum(abs(a - b) for a, b in pairs) / 2


def _spread(image: Image.Image) -> list[float]:
    counts, pixels = image.convert("L").histogram(), image.width * image.height
    return [sum(counts[at : at + 8]) / pixels for at in range(0, 256, 8)]
