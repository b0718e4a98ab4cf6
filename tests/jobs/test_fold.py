"""The fold: held to the recorded logs that the browser's fold is held to."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from omniweb.jobs.fold import Transcript, fold

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.jsonl"))


def events(name: str) -> list[dict[str, Any]]:
    lines = (GOLDEN / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_log_folds_as_recorded(name: str) -> None:
    expected = json.loads((GOLDEN / f"{name}.expected.json").read_text("utf-8"))
    assert asdict(fold(events(name))) == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_log_may_be_folded_in_two_parts_anywhere(name: str) -> None:
    whole = fold(events(name))
    for cut in range(len(events(name)) + 1):
        begun = fold(events(name)[:cut])
        assert fold(events(name)[cut:], begun) == whole
        assert fold(events(name), begun) == whole


def test_nothing_folds_to_a_queued_job() -> None:
    assert NAMES
    assert fold([]) == Transcript()
