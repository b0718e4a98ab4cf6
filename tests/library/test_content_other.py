"""Auto tells films of generators that its measure was not made on."""

from __future__ import annotations

from pathlib import Path

from tests.library import films_other, labelled


def test_painted_films_are_told(tmp_path: Path) -> None:
    found = labelled.told(tmp_path, films_other.LABELLED, films_other.make)
    assert labelled.judged(found) >= 0.95
