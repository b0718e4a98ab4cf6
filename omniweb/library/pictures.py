"""Pictures, seen from outside the child that opens them; it never decodes one."""

from __future__ import annotations

import json
import sys
import threading
from pathlib import Path
from typing import Any

from omniweb.facts import MediaFacts
from omniweb.library import jail
from omniweb.library.made import Made
from omniweb.library.refusals import refuse
from omniweb.library.sniff import Format

CHILD = Path(__file__).with_name("images.py")
LIMITS = jail.Limits(wall_s=60, memory=2 * jail.GIB, file_size=64 * 1024**2)
MEGAPIXELS = 150


def measure(path: Path, found: Format, stop: threading.Event | None) -> MediaFacts:
    """The facts of a picture, upright; raises Rejected."""
    return _facts(path, found, _asked(path, found, "", stop))


def render(
    path: Path, found: Format, outdir: Path, stop: threading.Event | None = None
) -> list[Made]:
    """Write poster.jpg and model-image.jpg into outdir; raises Rejected."""
    answer = _asked(path, found, str(outdir), stop)
    model, poster = outdir / "model-image.jpg", outdir / "poster.jpg"
    width, height = answer["model-image"]
    facts = MediaFacts(
        kind="image",
        mime="image/jpeg",
        bytes=model.stat().st_size,
        width=width,
        height=height,
    )
    shown = {"width": answer["poster"][0], "height": answer["poster"][1]}
    return [
        Made("poster", poster, "image/jpeg", shown),
        Made("model-image", model, "image/jpeg", facts.to_json()),
    ]


def _facts(path: Path, found: Format, answer: dict[str, Any]) -> MediaFacts:
    return MediaFacts(
        kind="image",
        mime=found.mime,
        bytes=path.stat().st_size,
        width=answer["width"],
        height=answer["height"],
    )


def _asked(
    path: Path, found: Format, outdir: str, stop: threading.Event | None
) -> dict[str, Any]:
    command = [sys.executable, "-I", str(CHILD), str(path), found.name, outdir]
    try:
        result = jail.run(
            command,
            LIMITS,
            reads=[path, CHILD, Path(sys.prefix)],
            writes=Path(outdir) if outdir else None,
            stop=stop,
        )
    except jail.Overrun as error:
        raise refuse("too_hard", "image") from error
    try:
        answer: dict[str, Any] = json.loads(result.stdout)
    except ValueError as error:
        # The child died: of its memory limit, or of a fault in a native reader.
        raise refuse("too_hard" if result.code < 0 else "broken", "image") from error
    if "refused" in answer:
        code = answer.pop("refused")
        answer.pop("error", None)
        raise refuse(code, "image", most=MEGAPIXELS, **answer)
    return answer
