"""Keeps what the sandbox received, for tests; without a folder it keeps nothing.

Each request is one JSON file with its body, media included, and one beside it once
it ended, with how and when.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from django.conf import settings

Ending = Literal["done", "refused", "fault", "gone"]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a request ended: gone says that the client went away first.

    bytes counts what was streamed; times are seconds since 1970.
    """

    how: Ending
    status: int
    bytes: int
    began_at: float
    ended_at: float


@dataclass(frozen=True, slots=True)
class Received:
    """One request; ended is None while it runs."""

    body: dict[str, Any]
    ended: Ended | None


class Tally:
    """Follows one request from its body to its end."""

    def __init__(self, raw: bytes) -> None:
        self.began_at, self.bytes, self.over = time.time(), 0, False
        self.path: Path | None = None
        if settings.SANDBOX_RECORD:
            folder = Path(settings.SANDBOX_RECORD)
            folder.mkdir(parents=True, exist_ok=True)
            self.path = folder / f"{time.time_ns()}-{uuid4().hex[:8]}"
            _write(self.path.with_suffix(".json"), raw)

    def end(self, how: Ending, status: int = 200) -> None:
        """Write the end, once; the first caller knows best."""
        if self.over:
            return
        self.over = True
        if self.path:
            ended = Ended(how, status, self.bytes, self.began_at, time.time())
            _write(self.path.with_suffix(".end"), json.dumps(asdict(ended)).encode())


def received(folder: Path) -> list[Received]:
    """Every request that a folder keeps, oldest first."""
    return [_read(path) for path in sorted(folder.glob("*.json"))]


def _read(path: Path) -> Received:
    end = path.with_suffix(".end")
    told = Ended(**json.loads(end.read_bytes())) if end.exists() else None
    try:
        body = json.loads(path.read_bytes())
    except ValueError:
        body = {}  # what came was no JSON, and was refused for it
    return Received(body, told)


def _write(path: Path, data: bytes) -> None:
    partial = path.with_suffix(".partial")
    partial.write_bytes(data)
    partial.rename(path)  # whoever lists the folder sees whole files only
