"""Takes hostile files the product's own way, one process each; run under strace.

hostile_driver.py DIRECTORY [CONFINE]: each DIRECTORY/NUMBER/original holds one file. A
line of JSON for each: its number, what came of it, seconds and the most memory that
any of its processes held (from wait4). CONFINE stands in for the jail's own.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from omniweb.library import jail, probe, transform
from tests.library.hostile import HARMLESS, MARK


def taken(path: Path) -> str:
    """What came of a file: a refusal's code, HARMLESS, or a complaint."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        try:
            made = transform.render(path, probe.inspect(path), work)
        except probe.Rejected as refused:
            return refused.code
        if not made:
            return "nothing made"
        if any(MARK in file.read_bytes() for file in work.rglob("*")):
            return "payload kept"
        return HARMLESS


def one(path: Path, answers: int) -> None:
    """Take one file in a process of its own, and put its line among the answers."""
    said, heard = os.pipe()
    began = time.monotonic()
    if not (pid := os.fork()):
        try:
            came = taken(path)
        except BaseException as error:
            came = f"{type(error).__name__}: {error}"
        os.write(heard, came.encode()[:4000])
        os._exit(0)
    _, _, used = os.wait4(pid, 0)
    os.close(heard)
    line = {
        "number": int(path.parent.name),
        "came": os.read(said, 4000).decode(),
        "wall": round(time.monotonic() - began, 2),
        "megabytes": used.ru_maxrss // 1024,
    }
    os.close(said)
    os.write(answers, json.dumps(line).encode() + b"\n")


def main(directory: str, confine: str = "") -> None:
    """All files of the directory, by number."""
    if confine:
        jail.CONFINE = Path(confine)
    for home in sorted(Path(directory).iterdir(), key=lambda place: int(place.name)):
        (path,) = home.iterdir()
        one(path, sys.stdout.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
