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
from omniweb.providers.recipes import IMAGE, Recipe

CHILD = Path(__file__).with_name("opener")
LIMITS = jail.Limits(wall_s=60, memory=2 * jail.GIB, file_size=64 * 1024**2)
FILM_LIMITS = jail.Limits(wall_s=120, memory=2 * jail.GIB, file_size=jail.GIB)
MEGAPIXELS = 150
MIME, POSTER = "image/jpeg", "poster.jpg"


def measure(
    path: Path, found: Format, outdir: Path | None, stop: threading.Event | None
) -> tuple[MediaFacts, tuple[Made, ...]]:
    """The facts of a picture, upright; one that moves is a video. Raises Rejected.

    With an outdir, poster.jpg and model-image.jpg are made of one that stands still:
    to start a child and open the picture twice would take longer than to make them.
    """
    wanted = _order(IMAGE, outdir, POSTER) if outdir else {}
    answer = _asked(path, found, wanted, outdir, stop)
    facts = _facts(path, found, answer)
    if outdir is None or facts.kind == "video":
        return facts, ()
    return facts, _both(answer, outdir)


def _facts(path: Path, found: Format, answer: dict[str, Any]) -> MediaFacts:
    frames, seconds = answer.get("frames"), answer.get("seconds")
    return MediaFacts(
        kind="video" if frames else "image",
        mime=found.mime,
        bytes=path.stat().st_size,
        width=answer["width"],
        height=answer["height"],
        frames=frames,
        duration_s=round(seconds, 3) if seconds else None,
        fps=round(frames / seconds, 3) if seconds else None,
        video_codec=found.name.lower() if frames else None,
        pages=answer.get("pages", 1),
    )


def render(
    path: Path, found: Format, outdir: Path, stop: threading.Event | None = None
) -> tuple[Made, ...]:
    """Write poster.jpg and model-image.jpg into outdir; raises Rejected."""
    answer = _asked(path, found, _order(IMAGE, outdir, POSTER), outdir, stop)
    return _both(answer, outdir)


def page(
    path: Path,
    found: Format,
    recipe: Recipe,
    outdir: Path,
    stop: threading.Event | None = None,
) -> Made:
    """Write what a recipe names of a picture: a page, or more of its detail."""
    answer = _asked(path, found, _order(recipe, outdir), outdir, stop)
    return _written(answer, recipe, outdir)


def unroll(
    path: Path, found: Format, film: Path, stop: threading.Event | None = None
) -> None:
    """Write all frames of a picture that moves as a film; raises Rejected."""
    _asked(path, found, {"film": str(film)}, film.parent, stop)


def _order(recipe: Recipe, outdir: Path, poster: str = "") -> dict[str, Any]:
    """What the child is to write."""
    return {
        "target": str(outdir / f"{recipe.spec}.jpg"),
        "area": recipe.area,
        "page": recipe.page,
        "poster": str(outdir / poster) if poster else "",
    }


def _both(answer: dict[str, Any], outdir: Path) -> tuple[Made, ...]:
    width, height = answer["poster"]
    shown = {"width": width, "height": height}
    poster = Made("poster", outdir / POSTER, MIME, shown)
    return poster, _written(answer, IMAGE, outdir)


def _written(answer: dict[str, Any], recipe: Recipe, outdir: Path) -> Made:
    target = outdir / f"{recipe.spec}.jpg"
    width, height = answer["size"]
    facts = MediaFacts(
        kind="image",
        mime=MIME,
        bytes=target.stat().st_size,
        width=width,
        height=height,
    )
    return Made(recipe.spec, target, MIME, facts.to_json())


def _asked(
    path: Path,
    found: Format,
    wanted: dict[str, Any],
    writes: Path | None,
    stop: threading.Event | None,
) -> dict[str, Any]:
    what = "video" if "film" in wanted else "image"
    order = json.dumps({"path": str(path), "kind": found.name, **wanted})
    try:
        result = jail.run(
            [sys.executable, "-I", str(CHILD), order],
            FILM_LIMITS if what == "video" else LIMITS,
            reads=[path, CHILD, Path(sys.prefix)],
            writes=writes,
            stop=stop,
        )
    except jail.Overrun as error:
        raise refuse("too_hard", what) from error
    try:
        answer: dict[str, Any] = json.loads(result.stdout)
    except ValueError as error:
        # The child died: of its memory limit, or of a fault in a native reader.
        raise refuse("too_hard" if result.code < 0 else "broken", what) from error
    if "refused" in answer:
        code, what = answer.pop("refused"), answer.pop("what", what)
        answer.pop("error", None)
        raise refuse(code, what, **{"name": found.name, "most": MEGAPIXELS, **answer})
    return answer
