"""A slideshow as its pictures: each once, in order, what stands at each moment."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omniweb.accounts.actor import Actor
from omniweb.library import actions, renditions, slides
from omniweb.library.models import Asset
from omniweb.library.probe import inspect
from omniweb.providers.recipes import Recipe, foretold
from tests.library import clips

pytestmark = pytest.mark.django_db(transaction=True)
# The colours of the pages, each two seconds long.
PAGES = ("red", "lime", "blue", "yellow", "white", "magenta")
CHANGES = tuple(2.0 * n for n in range(len(PAGES)))
LENGTH = 2.0 * len(PAGES)
# How the pages are stored: frames a second, and frames from key to key.
STORED = {
    "a key frame a second": (10, 10, False),
    "one key frame in all": (10, 1000, True),
    "a frame for each page alone": (0.5, 1, False),
}


def film(path: Path, rate: float, gop: int) -> Path:
    """The pages as a silent clip of 1280x720."""
    given: list[str] = []
    for page in PAGES:
        given += ["-f", "lavfi", "-t", "2", "-i", f"color={page}:s=1280x720:r=10"]
    joined = f"concat=n={len(PAGES)}:v=1,fps={rate}:round=up,format=yuv420p"
    keys = ("-g", str(gop), "-keyint_min", str(min(gop, 10)), "-sc_threshold", "0")
    clips.ffmpeg(*given, "-filter_complex", joined, "-preset", "ultrafast", *keys, path)
    return path


def colours(pieces: list[bytes]) -> list[str]:
    """The page that each picture shows, by its middle."""
    known = {
        tuple(c > 127 for c in Image.new("RGB", (1, 1), p).getpixel((0, 0))): p
        for p in PAGES
    }
    found = []
    for piece in pieces:
        image = Image.open(io.BytesIO(piece)).convert("RGB")
        assert image.format is None and min(image.size) == 720
        middle = image.getpixel((image.width // 2, image.height // 2))
        found.append(known[tuple(part > 127 for part in middle)])
    return found


@pytest.fixture(autouse=True)
def inline(settings: Any) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"


@pytest.fixture
def pages(bob: Actor, tmp_path: Path, request: Any) -> Asset:
    """A prepared slideshow, whose changes are known."""
    rate, gop, _ = STORED[request.param]
    path = film(tmp_path / "pages.mp4", rate, gop)
    asset = actions.receive(actor=bob, name=path.name, path=path)
    asset.refresh_from_db()
    asset.facts = {**(asset.facts or {}), "content": "slideshow", "changes": CHANGES}
    asset.save()
    return asset


@pytest.mark.parametrize("pages", STORED, indirect=True)
def test_each_page_is_taken_once_and_in_order(pages: Asset) -> None:
    recipe = Recipe(kind="frames", side=720, count=len(PAGES), distinct=True)
    row = renditions.make(pages, recipe)
    assert colours(renditions.read_pieces(row)) == list(PAGES)
    assert tuple(row.facts["changes"]) == CHANGES
    assert b"Lavc" not in b"".join(renditions.read_pieces(row))
    assert row.bytes <= foretold(recipe, renditions.original(pages).facts).bytes
    part = Recipe(kind="frames", side=720, count=3, distinct=True, span=(5.0, 9.0))
    assert colours(renditions.read_pieces(renditions.make(pages, part))) == list(
        PAGES[2:5]
    )


@pytest.mark.parametrize("stored", STORED)
def test_a_recording_without_key_frames_is_decoded_once(
    stored: str, tmp_path: Path
) -> None:
    rate, gop, together = STORED[stored]
    found = inspect(film(tmp_path / "pages.mp4", rate, gop))
    path = tmp_path / "pages.mp4"
    made = slides.outputs(path, found, CHANGES, LENGTH, (1280, 720), tmp_path)
    assert len(made) == (1 if together else len(PAGES))
