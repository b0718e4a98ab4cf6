"""Auto tells what a film shows from the frames of the one pass."""

from __future__ import annotations

from pathlib import Path

from omniweb.library.content import Watch
from tests.library import films, labelled

LOOKS = (
    films.Look(size=(480, 270)),
    # As phones write: a key frame a second, nothing that refers ahead.
    films.Look(size=(640, 360), gop=30, bframes=0),
    films.Look(size=(480, 270), fps=25, crf=28),
    films.Look(size=(270, 480)),
)
LABELLED = [(f"{kind}-{seed}", kind) for kind in films.KINDS for seed in range(8)]


def composed(path: Path, name: str) -> Path:
    """A film of the first generator, by its name."""
    kind, _, seed = name.rpartition("-")
    look = LOOKS[int(seed) % len(LOOKS)]
    return films.film(path, kind, int(seed), 12, look)


def test_films_of_the_first_generator_are_told(tmp_path: Path) -> None:
    found = labelled.told(tmp_path, LABELLED, composed)
    assert labelled.judged(found) >= 0.95


def plain(grey: int) -> bytes:
    """A frame of one grey."""
    return bytes([grey]) * (16 * 9 * 3)


def watched(greys: list[int]) -> Watch:
    """A watch that has seen frames of those greys."""
    watch = Watch(16, 9, 2)
    for grey in greys:
        watch.take(plain(grey))
    return watch


def test_each_page_counts_once_and_from_its_first_moment() -> None:
    greys = [10] * 8 + [80] * 8 + [10] * 6 + [200] * 8
    seen = watched(greys).seen([])
    assert seen.content == "slideshow"
    assert seen.changes == (0, 4, 11)
    assert seen.cuts == (4, 8, 11)


def test_a_page_that_fades_in_counts_when_it_has_come() -> None:
    seen = watched([10] * 12 + [60, 110, 160] + [200] * 12).seen([])
    assert seen.content == "slideshow"
    assert seen.changes == (0, 7.5)


def test_a_single_frame_is_nothing_in_particular() -> None:
    seen = watched([10]).seen([])
    assert (seen.content, seen.cuts, seen.changes) == ("mixed", (), ())
