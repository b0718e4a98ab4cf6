"""A picture that moves goes on as a film; this is the step between. It keeps no file.

The child that opens pictures writes its frames as a film of ours into the directory of
the one pass, and all that follows reads that.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from omniweb.library import pictures
from omniweb.library.probe import Inspection, inspect

FILM = "unrolled.mkv"


def opened(
    path: Path, found: Inspection, outdir: Path, stop: threading.Event | None = None
) -> tuple[Path, Inspection]:
    """The file that ffmpeg may read, and what is in it: the given, or its film.

    What was measured of the picture itself stays. Raises Rejected.
    """
    if found.format.reader != "image" or found.facts.kind != "video":
        return path, found
    film = outdir / FILM
    pictures.unroll(path, found.format, film, stop)
    return film, replace(inspect(film, stop), facts=found.facts)
