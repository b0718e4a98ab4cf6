"""Auto tells what a film shows from the frames of the one pass."""

from __future__ import annotations

from pathlib import Path

import pytest

from omniweb.library.content import Watch
from tests.library import films, films_third, labelled

# benchmarks/content.py tells them all.
EVERY = {"composed": films.LABELLED[:4], "unseen": films_third.LABELLED[::3]}
MAKERS = {"composed": films.make, "unseen": films_third.make}


@pytest.mark.parametrize("name", EVERY)
def test_films_are_told_by_what_they_show(tmp_path: Path, name: str) -> None:
    found = labelled.told(tmp_path, EVERY[name], MAKERS[name])
    assert labelled.judged(found) >= 0.9
    assert not [film.name for film in found if film.lighter]


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
