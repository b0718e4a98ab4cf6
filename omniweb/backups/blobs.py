"""Files by their hash in a backup's directory: written once, never changed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PIECE = 1 << 20
SHA256 = re.compile("[0-9a-f]{64}")


class Blobs:
    """The blobs of one backup."""

    def __init__(self, directory: Path) -> None:
        self._root = directory / "blobs"

    def path(self, sha256: str) -> Path:
        """Where a blob lies, or would."""
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"{sha256!r} is no hash of a blob.")
        return self._root / sha256[:2] / sha256

    @contextmanager
    def partial(self) -> Iterator[Path]:
        """A path to fill; what is not kept by then is gone."""
        self._root.mkdir(parents=True, exist_ok=True)
        path = self._root / f"partial-{secrets.token_hex(8)}"
        path.touch(mode=0o600)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def put(self, pieces: Iterable[bytes]) -> tuple[str, int]:
        """Keep content; its hash and length."""
        digest, length = hashlib.sha256(), 0
        with self.partial() as path:
            with path.open("wb") as target:
                for piece in pieces:
                    digest.update(piece)
                    length += len(piece)
                    target.write(piece)
                target.flush()
                os.fsync(target.fileno())
            place = self.path(digest.hexdigest())
            place.parent.mkdir(exist_ok=True)
            path.replace(place)
        return digest.hexdigest(), length

    def whole(self, sha256: str) -> bool:
        """Whether the blob is there and is what its name says."""
        if not SHA256.fullmatch(sha256) or not self.path(sha256).is_file():
            return False
        with self.path(sha256).open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() == sha256

    def keep_only(self, wanted: set[str]) -> None:
        """Throw away every other blob, and what a crash left."""
        for path in self._root.glob("*/*"):
            if path.name not in wanted:
                path.unlink()
        for path in self._root.glob("partial-*"):
            path.unlink()


def pieces_of(source: IO[bytes]) -> Iterator[bytes]:
    """A file, piece by piece."""
    while piece := source.read(PIECE):
        yield piece
