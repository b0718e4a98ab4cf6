"""Runs ffmpeg in the jail, with as much room as a file of that length needs."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from omniweb.facts import MediaFacts
from omniweb.library import jail
from omniweb.library.opening import THREADS
from omniweb.library.refusals import refuse

FFMPEG = shutil.which("ffmpeg") or "ffmpeg"


def ffmpeg(
    command: Sequence[str],
    path: Path,
    facts: MediaFacts,
    outdir: Path,
    *,
    sink: Callable[[bytes], None] | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Run a command that reads path and writes into outdir; sink takes its stdout.

    facts are the file's. Raises Rejected when it fails, jail.Stopped on stop.
    """
    whole, limits = [FFMPEG, *command], _limits(facts)
    try:
        done = jail.run(
            whole, limits, reads=[path], writes=outdir, sink=sink, stop=stop
        )
    except jail.Overrun as error:
        raise refuse("too_hard", facts.kind) from error
    if done.code:
        raise refuse("too_hard" if done.code < 0 else "broken", facts.kind)


def _limits(facts: MediaFacts) -> jail.Limits:
    """Room by length and size: eight times real time at most, and three gigabytes."""
    return jail.Limits(
        wall_s=120 + 8 * (facts.duration_s or 0),
        memory=3 * jail.GIB,
        file_size=2 * jail.GIB,
        threads=THREADS,
    )
