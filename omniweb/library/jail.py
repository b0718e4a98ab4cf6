"""A bounded child process for reading foreign files; it never uses a shell.

The child has its own session, limits on memory, processor time, file size and open
files, and an end by the wall clock. It sees only the files it is given, writes only
into the directory it is given and has no network, where the system can hold it to that.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CONFINE = Path(__file__).with_name("confine.py")
GIB = 1024**3
LOOK_S = 0.1  # how often a quiet child is looked at


class Overrun(Exception):
    """The child needed more time or wrote more than it was given."""


class Stopped(Exception):
    """Somebody asked for the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may use: seconds and bytes."""

    wall_s: float
    memory: int = GIB
    file_size: int = GIB
    output: int = 8 * 1024**2
    threads: int = 2

    def words(self) -> list[str]:
        """As confine.py reads them."""
        return [
            f"RLIMIT_AS={self.memory}",
            f"RLIMIT_CPU={int(self.wall_s * self.threads) + 1}",
            f"RLIMIT_FSIZE={self.file_size}",
            "RLIMIT_NOFILE=64",
            "RLIMIT_CORE=0",
        ]


@dataclass(frozen=True, slots=True)
class Result:
    """How the child ended and the last it said."""

    code: int
    stdout: bytes
    stderr: str


@dataclass(slots=True)
class Output:
    """What the child wrote so far, or where it goes."""

    allowed: int
    sink: Callable[[bytes], None] | None
    stdout: bytearray = field(default_factory=bytearray)
    stderr: bytearray = field(default_factory=bytearray)

    def take(self, name: str, data: bytes) -> None:
        """Keep or pass on one piece; Overrun when stdout grows too long."""
        if name == "stderr":
            self.stderr += data
            del self.stderr[:-8192]
        elif self.sink is not None:
            self.sink(data)
        else:
            self.stdout += data
            if len(self.stdout) > self.allowed:
                raise Overrun("The file says more about itself than is sensible.")


def run(
    command: Sequence[str],
    limits: Limits,
    *,
    reads: Sequence[Path] = (),
    writes: Path | None = None,
    sink: Callable[[bytes], None] | None = None,
    stop: threading.Event | None = None,
) -> Result:
    """Run a program to its end; sink takes its stdout piece by piece.

    Beside the libraries it sees only reads, and works in writes, a directory, if any.
    Raises Overrun when a limit is reached and Stopped once stop is set. However it
    ends, the child's whole process group is gone afterwards.
    """
    seen = [f"read={path}" for path in reads]
    kept = [f"write={writes}"] if writes else []
    confined = [sys.executable, "-I", "-S", str(CONFINE), *limits.words(), *seen, *kept]
    child = subprocess.Popen(  # noqa: S603 - a fixed program, a list of arguments
        [*confined, "--", *command],
        cwd=writes or "/",
        env={"LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    output = Output(limits.output, sink)
    with child:
        try:
            _follow(child, output, time.monotonic() + limits.wall_s, stop)
        finally:
            _kill(child)
    if child.returncode in (-signal.SIGXCPU, -signal.SIGXFSZ):
        raise Overrun("Reading this file takes more than is sensible for its length.")
    said = output.stderr.decode("utf-8", "replace").strip()
    return Result(child.returncode, bytes(output.stdout), said)


def _follow(
    child: subprocess.Popen[bytes],
    output: Output,
    deadline: float,
    stop: threading.Event | None,
) -> None:
    with selectors.DefaultSelector() as ready:
        for name in ("stdout", "stderr"):
            ready.register(getattr(child, name), selectors.EVENT_READ, name)
        while ready.get_map():
            for key, _ in ready.select(LOOK_S):
                data = os.read(key.fd, 1 << 18)
                if data:
                    output.take(key.data, data)
                else:
                    ready.unregister(key.fileobj)
            _check(deadline, stop)
        while child.poll() is None:
            _check(deadline, stop)
            time.sleep(0.005)


def _check(deadline: float, stop: threading.Event | None) -> None:
    if stop is not None and stop.is_set():
        raise Stopped("Stopped.")
    if time.monotonic() > deadline:
        raise Overrun("Reading this file takes more time than is sensible.")


def _kill(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return  # the group is gone already
