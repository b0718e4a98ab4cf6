"""Directories in which files are made: gone at the end, and after a kill as soon as
somebody looks. It makes no file itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

PREFIX = "prepare-"


def workplace() -> Path:
    """Where files in work lie, on the data directory's disk; the sweep tidies it."""
    place = Path(settings.DATA_DIR) / "work"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def work_directory(parent: Path) -> Iterator[str]:
    """A directory for one pass, gone with everything in it at the end.

    It is locked as long as this process lives: that tells it from what a kill left,
    on this machine and for as many processes as share the parent.
    """
    parent.mkdir(parents=True, exist_ok=True)
    path, lock = _taken(parent)
    try:
        yield str(path)
    finally:
        shutil.rmtree(path, ignore_errors=True)
        os.close(lock)


def clear(parent: Path) -> int:
    """Remove what no living process works in; how many directories that were."""
    found = 0
    for path in parent.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError, NotADirectoryError):
            lock = _lock(path)
            if lock is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(lock)
                found += 1
    return found


def _taken(parent: Path) -> tuple[Path, int]:
    """A new locked directory; one that was cleared before it was locked is no more."""
    while True:
        path = Path(tempfile.mkdtemp(dir=parent, prefix=PREFIX))
        with suppress(FileNotFoundError):
            lock = _lock(path)
            if lock is not None and path.exists():
                return path, lock
            if lock is not None:
                os.close(lock)


def _lock(path: Path) -> int | None:
    """The open lock of a directory, or None when a living process has it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
