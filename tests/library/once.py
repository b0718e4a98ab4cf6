"""Lets tests that share a clip prepare it once; each has its own rows and files."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from omniweb.library import transform
from omniweb.library.made import Made

REAL = transform.render


class Once:
    """transform.render, which knows a file again and copies what it made before."""

    def __init__(self, kept: Path) -> None:
        self.kept = kept
        self.made: dict[str, list[Made]] = {}

    def render(self, path: Path, found: Any, outdir: Path, **how: Any) -> list[Made]:
        """What the real one makes, in outdir."""
        key = hashlib.sha256(path.read_bytes()).hexdigest()
        if key in self.made:
            return copied(self.made[key], outdir)
        made = REAL(path, found, outdir, **how)
        (self.kept / key).mkdir()
        self.made[key] = copied(made, self.kept / key)
        return made


def copied(made: Sequence[Made], folder: Path) -> list[Made]:
    """The same files in another folder."""
    return [
        replace(one, path=Path(shutil.copy(one.path, folder / one.path.name)))
        for one in made
    ]
