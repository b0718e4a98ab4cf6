"""Pages of a picture file, and more of its detail, made when they are first needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omniweb.accounts.actor import Actor
from omniweb.library import actions, probe, renditions
from omniweb.library.models import Asset, Rendition, State
from omniweb.providers.recipes import Recipe, foretold
from omniweb.storage import local_copy
from tests.library import card

pytestmark = pytest.mark.django_db(transaction=True)
SIZE = (2700, 1620)


@pytest.fixture
def asset(bob: Actor, tmp_path: Path, places: Path, settings: Any) -> Asset:
    """A TIFF of three pages: the card, red, and the card in grey."""
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"
    path = tmp_path / "pages.tif"
    pages = Image.new("RGB", SIZE, "red"), card.drawn("L", card.grey, SIZE)
    card.drawn(size=SIZE).save(
        path, "TIFF", save_all=True, append_images=pages, compression="tiff_lzw"
    )
    found = actions.receive(actor=bob, name=path.name, path=path)
    found.refresh_from_db()
    assert found.state == State.READY, found.reason
    return found


def opened(row: Rendition) -> Image.Image:
    with local_copy(row.file) as path, Image.open(path) as image:
        image.load()
    return image


def test_each_page_is_made_once_when_it_is_needed(asset: Asset) -> None:
    assert asset.facts["pages"] == 3
    assert {row.spec for row in asset.renditions.all()} == {"poster", "model-image"}
    second, third = (
        renditions.make(asset, Recipe(kind="image", page=page)) for page in (2, 3)
    )
    assert (second.spec, third.spec) == ("model-image-2", "model-image-3")
    red, grey = opened(second), opened(third)
    assert card.distance(red.getpixel((600, 600)), (255, 0, 0)) < 3
    assert card.farthest(grey, card.greyed) < 3
    assert renditions.make(asset, Recipe(kind="image", page=3)).pk == third.pk


def test_detail_has_more_pixels_and_the_same_picture(asset: Asset) -> None:
    recipe = Recipe(kind="image", detail=True)
    row = renditions.make(asset, recipe)
    image = opened(row)
    assert row.spec == "model-image-detail"
    assert 0.98 * 2560 * 1440 < image.width * image.height <= 2560 * 1440
    assert card.farthest(image) < 3
    told = foretold(recipe, renditions.original(asset).facts)
    assert (told.width, told.height) == image.size == (row.facts["width"], image.height)
    assert row.bytes <= told.bytes


def test_a_copy_in_another_size_is_no_page(tmp_path: Path) -> None:
    path, stamp = tmp_path / "scan", Image.new("RGB", (60, 36))
    stamp.encoderinfo = {"tiffinfo": {254: 1}}  # type: ignore[attr-defined]
    card.drawn().save(path, "TIFF", save_all=True, append_images=[stamp])
    assert probe.probe(path).pages == 1
