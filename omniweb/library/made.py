"""One finished rendition file, before it is stored; a value only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Made:
    """A file in a work directory; facts are what the rendition's row will hold."""

    spec: str
    path: Path
    content_type: str
    facts: dict[str, Any]
