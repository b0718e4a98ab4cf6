"""Counts the passes that a progressive JPEG asks of its reader. It decodes nothing.

Each pass goes over the whole picture, and takes only a few bytes in the file.
"""

from __future__ import annotations

import mmap
import re

MOST = 100  # encoders write about ten
PROGRESSIVE, SCAN, END = frozenset({0xC2, 0xC6, 0xCA, 0xCE}), 0xDA, 0xD9
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Within a scan FF stands for itself before 00, and before the marks of restarts.
MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def too_many(path: str) -> bool:
    """Whether there are more passes than any encoder writes."""
    with open(path, "rb") as file:  # noqa: PTH123 - pathlib takes long to import
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    count, at = 0, 2
    while count <= MOST and (found := MARKER.search(data, at)):
        marker, at = found[0][-1], found.end()
        if marker == END or (marker in FRAMES and marker not in PROGRESSIVE):
            break
        count += marker == SCAN
        at += int.from_bytes(data[at : at + 2], "big")
    return count > MOST
