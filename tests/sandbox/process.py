"""Starts the sandbox alone, in a process of its own; it asks nothing of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sandbox.upstream import KEY, Sandbox

ROOT = Path(__file__).resolve().parents[2]
LISTENING = r"Listening on TCP address 127.0.0.1:(\d+)"


@contextmanager
def alone(folder: Path) -> Iterator[Sandbox]:
    """Daphne with the sandbox mounted, which writes what it received under folder."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.sandbox.alone",
        "OMNIWEB_DATA_DIR": str(folder / "var"),
        "OMNIWEB_SANDBOX_KEY": KEY,
        "OMNIWEB_SANDBOX_RECORD": str(folder / "record"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "daphne", "-e", "tcp:0:interface=127.0.0.1"]
    log = folder / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "-v", "1", "tests.sandbox.alone:application"],
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
        )
    try:
        yield Sandbox(_port(process, log), folder / "record")
    finally:
        process.terminate()
        process.wait(10)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    for _ in range(300):
        if found := re.search(LISTENING, log.read_text()):
            return int(found[1])
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"The sandbox did not start: {log.read_text()}")
