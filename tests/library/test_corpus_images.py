"""Every kind of picture comes out upright, in its colours, or is refused by its code.

`pytest -s` prints the table: kind, decision, what came out, time.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PIL import Image

from omniweb.library import probe, transform
from omniweb.library.made import Made
from tests.library import card
from tests.library.corpus_image_list import SPECIMENS, Specimen
from tests.library.tables import Row, refused

MOST = 3.0  # Delta E


@pytest.mark.parametrize("name", SPECIMENS)
def test_it_comes_out_right(name: str, tmp_path: Path, table: list[Row]) -> None:
    specimen = SPECIMENS[name]
    path, out = tmp_path / "file", tmp_path / "out"
    specimen.make(path)
    out.mkdir()
    if specimen.refused:
        return refused(table, name, specimen.refused, path, out)
    began = time.perf_counter()
    found = probe.inspect(path, None, out)
    made = {one.spec: one for one in transform.render(path, found, out)}
    seconds = time.perf_counter() - began
    facts, worst = found.facts, worst_of(made, specimen)
    came = f"{facts.width} x {facts.height}, Delta E {worst:.1f}, {', '.join(made)}"
    table.append((name, facts.kind, came, seconds))
    assert facts.kind == specimen.kind
    assert facts.pages == specimen.pages
    assert worst <= MOST
    if specimen.kind == "video":
        assert facts.duration_s == pytest.approx(3.5, abs=0.05)


def worst_of(made: dict[str, Made], specimen: Specimen) -> float:
    """The worst colour of what a model, or a person, sees."""
    one = made["model-image" if specimen.kind == "image" else "poster"]
    with Image.open(one.path) as image:
        assert image.size == specimen.size
        assert not image.getexif()
        assert "icc_profile" not in image.info
        return card.farthest(image, specimen.seen)


def test_it_is_a_corpus() -> None:
    assert len(SPECIMENS) >= 100
