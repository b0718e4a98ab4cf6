"""A large original that lies elsewhere is fetched in sight, and stops when told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from omniweb import bucket as house
from omniweb.accounts.actor import Actor
from omniweb.library import jail, renditions
from omniweb.library.models import Asset
from omniweb.storage import local_copy
from tests.library import clips
from tests.library.test_prepare import events, inline, received
from tests.oss import in_oss
from tests.oss.bucket import Bucket

__all__ = ["inline"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asset(
    bucket: Bucket,
    settings: Any,
    bob: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Asset:
    """A picture that comes in four ranges, prepared."""
    photo = clips.photo(tmp_path / "photo")
    monkeypatch.setattr(house, "PART", photo.stat().st_size // 4 + 1)
    in_oss(settings, bucket.endpoint)
    return received(bob, photo)


def test_how_far_it_is_can_be_watched(asset: Asset) -> None:
    assert asset.state == "ready", asset.reason
    told = [event.data for event in events(asset)]
    steps = [data for data in told if data.get("stage") == "fetching"]
    assert {data["unit"] for data in steps} == {"bytes"}
    # The log may leave out a step that another follows at once.
    shares = [round(data["done"] / data["total"], 1) for data in steps]
    assert shares[0] == 0.3 and shares == sorted(shares) and max(shares) < 1
    said = [data["detail"] for data in told if "detail" in data]
    assert said[1:3] == ["Fetching the file from storage", "Checking the file"]


def test_a_stop_ends_the_fetching_and_leaves_nothing(
    asset: Asset, places: Path, bucket: Bucket
) -> None:
    stop = threading.Event()
    stop.set()
    bucket.calls.clear()
    copy = local_copy(asset.original, renditions.ending(stop))
    with pytest.raises(jail.Stopped), copy:
        raise AssertionError("It was fetched all the same.")
    assert bucket.calls == ["HEAD", "GET"]
    assert not list(places.glob("work/*"))
