"""The table of a corpus: each file, what was decided, what came of it, how soon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from omniweb.library import probe, transform

Row = tuple[str, str, str, float]


@pytest.fixture(scope="module")
def table() -> Iterator[list[Row]]:
    """The rows of what was tried, printed at the end."""
    rows: list[Row] = []
    yield rows
    print()
    for name, decision, came, seconds in sorted(rows):
        print(f"{name:28} {decision:16} {came:64} {seconds:5.2f} s")


def refused(table: list[Row], name: str, code: str, path: Path, out: Path) -> None:
    """Prepare a file that has to be refused by that code, and note what it said."""
    began = time.perf_counter()
    with pytest.raises(probe.Rejected) as found:
        transform.render(path, probe.inspect(path, outdir=out), out)
    spent = time.perf_counter() - began
    sentence = found.value.sentence[:64]
    table.append((name, f"refused {found.value.code}", sentence, spent))
    assert found.value.code == code
