"""What stands on the line of time under a clip or a sound: cuts, pauses, loudness.

It reads what ffmpeg's filters wrote down during the one pass; it measures nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.library.content import Seen
from omniweb.library.made import Made
from omniweb.library.probe import Inspection

SPEC = "timeline"
PAUSES, LEVELS, WHOLE = "pauses.txt", "levels.txt", "whole.txt"
QUIET_DB, PAUSE_S = -45, 0.4
LEVEL_S = 0.1  # how often ebur128 tells the momentary loudness
FLOOR = -70.0  # LUFS, below which EBU R 128 hears nothing
MOST_LEVELS = 800
LINE = re.compile(r"lavfi\.(?:r128\.)?(\w+)=(-?[\d.]+|-inf|nan)$")


def filters(stream: Any) -> Any:
    """The filters that write the files down, at the end of a sound's stream."""
    stream = stream.filter("silencedetect", n=f"{QUIET_DB}dB", d=PAUSE_S)
    stream = stream.filter("ametadata", mode="print", file=PAUSES)
    stream = stream.filter("ebur128", metadata=1, framelog="verbose")
    for name, key in ((LEVELS, "M"), (WHOLE, "I")):
        key = f"lavfi.r128.{key}"
        stream = stream.filter("ametadata", mode="print", key=key, file=name)
    return stream


def made(found: Inspection, seen: Seen | None, folder: Path) -> Made:
    """What the pass wrote into folder; seen is None where there is no picture."""
    seconds, heard = found.facts.duration_s or 0, found.sound is not None
    loud = _loudness(folder, seconds) if heard else None
    content = {
        "duration_s": round(seconds, 3),
        "content": seen.content if seen else "",
        "cuts": list(seen.cuts) if seen else [],
        "pauses": _pauses(folder / PAUSES, seconds) if heard else [],
        "loudness": loud,
    }
    path = folder / "timeline.json"
    path.write_text(json.dumps(content, separators=(",", ":")), "ascii")
    about = {
        "content": content["content"],
        "changes": list(seen.changes) if seen else [],
        "cuts": len(seen.cuts) if seen else 0,
        "lufs": loud["lufs"] if loud else None,
    }
    return Made(SPEC, path, "application/json", about)


def known(facts: MediaFacts, files: Iterable[Made]) -> MediaFacts:
    """The facts of a file, with what the pass has seen of its content."""
    for one in files:
        if one.spec == SPEC:
            content, changes = one.facts["content"], tuple(one.facts["changes"])
            return replace(facts, content=content, changes=changes)
    return facts


def _pauses(path: Path, seconds: float) -> list[list[float]]:
    """Start and end of each silence; the last may go on to the end."""
    found: list[list[float]] = []
    for key, value in _values(path):
        if key == "silence_start":
            found.append([round(max(0.0, value), 2), round(seconds, 2)])
        elif key == "silence_end" and found:
            found[-1][1] = round(min(value, seconds), 2)
    return [[start, end] for start, end in found if end > start]


def _loudness(folder: Path, seconds: float) -> dict[str, Any]:
    """Integrated loudness in LUFS, null for silence, and the momentary one by steps."""
    levels = [max(FLOOR, value) for _, value in _values(folder / LEVELS)]
    each = -(-len(levels) // MOST_LEVELS) or 1
    loudest = [max(levels[n : n + each]) for n in range(0, len(levels), each)]
    whole = FLOOR
    for _, value in _values(folder / WHOLE):
        whole = value
    return {
        "lufs": round(whole, 1) if whole > FLOOR else None,
        "step_s": round(each * LEVEL_S, 3),
        "levels": [round(level, 1) for level in loudest],
    }


def _values(path: Path) -> Iterator[tuple[str, float]]:
    """Key and value of each line that has one; what is no number counts as silence."""
    if not path.exists():
        return
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            found = LINE.match(line.strip())
            if found:
                number = found[2]
                yield found[1], FLOOR if number in ("nan", "-inf") else float(number)
