"""That nothing here calls anybody unless somebody asked for it by name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from .conftest import NEEDED, pytest_collection_modifyitems


def kept(expression: str) -> tuple[list[str], list[str]]:
    """What a run with -m keeps of one item for each endpoint, and what it leaves."""
    left: list[Any] = []
    hook = SimpleNamespace(pytest_deselected=lambda items: left.extend(items))
    config = SimpleNamespace(option=SimpleNamespace(markexpr=expression), hook=hook)
    items = [_Item("", [])] + [_Item(n, [f"live_{n}", "asyncio"]) for n in NEEDED]
    pytest_collection_modifyitems(config, items)  # type: ignore[arg-type]
    return [item.name for item in items], [item.name for item in left]


class _Item:
    def __init__(self, name: str, marks: list[str]) -> None:
        self.name = name
        self.marks = [SimpleNamespace(name=mark) for mark in marks]

    def iter_markers(self) -> list[Any]:
        return self.marks


@pytest.mark.parametrize(
    ("expression", "run"),
    [
        ("", []),
        ("not browser and not serial", []),
        ("browser or serial", []),
        ("live_vllm", ["vllm"]),
        ("live_dashscope or live_aimlapi", ["dashscope", "aimlapi"]),
    ],
)
def test_the_usual_runs_neither_run_nor_skip_them(
    expression: str, run: list[str]
) -> None:
    found, left = kept(expression)
    assert found == ["", *run]
    assert left == [name for name in NEEDED if name not in run]
