"""Every kind of picture comes out upright, in its colours, or is refused by its code.

`pytest -s` prints the table: kind, decision, what came out, time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from omniweb.library import probe, transform
from omniweb.library.made import Made
from tests.library import card
from tests.library.corpus_image_list import SPECIMENS, Specimen

MOST = 3.0  # Delta E
Row = tuple[str, str, str, float]


@pytest.fixture(scope="module")
def table() -> Iterator[list[Row]]:
    """The rows of what was tried, printed at the end."""
    rows: list[Row] = []
    yield rows
    print()
    for name, decision, came, seconds in sorted(rows):
        print(f"{name:26} {decision:16} {came:44} {seconds:5.2f} s")


@pytest.mark.parametrize("name", SPECIMENS)
def test_it_comes_out_right(name: str, tmp_path: Path, table: list[Row]) -> None:
    specimen = SPECIMENS[name]
    path, out = tmp_path / "file", tmp_path / "out"
    specimen.make(path)
    out.mkdir()
    began = time.perf_counter()
    if specimen.refused:
        with pytest.raises(probe.Rejected) as refused:
            transform.render(path, probe.inspect(path, None, out), out)
        row = f"refused {refused.value.code}", refused.value.sentence[:44]
        table.append((name, *row, time.perf_counter() - began))
        assert refused.value.code == specimen.refused
        return
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
