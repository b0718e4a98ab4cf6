"""A whole server that keeps its media in OSS: killed amid a large file, and watched."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from tests.api import Api
from tests.journeys.conftest import browser, page
from tests.library import clips
from tests.oss import KEY_SECRET, environment
from tests.oss.front import Fault
from tests.oss.sending import Sending
from tests.server import OmniwebServer, copied

if TYPE_CHECKING:
    from tests.oss.bucket import Bucket

__all__ = ["browser", "page"]

pytestmark = [pytest.mark.server, pytest.mark.browser]

PIECE = 8 * 1024**2


@pytest.fixture(scope="module")
def server(
    object_storage: Bucket, installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OmniwebServer]:
    """A running omniweb with its media in the bucket."""
    object_storage.clear()
    data = tmp_path_factory.mktemp("stack") / "data"
    known = environment(object_storage.endpoint)
    started = copied(installation, data, OMNIWEB_LOG_LEVEL="DEBUG", **known)
    started.start()
    yield started
    started.stop()


def test_a_large_file_goes_on_after_a_kill(
    server: OmniwebServer, api: Api, object_storage: Bucket
) -> None:
    """Nine parts; the server dies while the fifth is on its way."""
    content = os.urandom(PIECE) * 8 + b"the end"
    arrived, let_go = threading.Event(), threading.Event()
    object_storage.fail(Fault(part=5, arrived=arrived, held=let_go))
    sending = Sending(api, len(content))
    sender = threading.Thread(target=sending.all, args=(content, PIECE))
    sender.start()
    assert arrived.wait(60)
    server.kill()
    sender.join()
    assert object_storage.parts == [1, 2, 3, 4, 5]
    server.start()
    let_go.set()
    asset = sending.asset()
    assert set(object_storage.parts[5:]) <= {5, 6, 7, 8, 9}
    (stored,) = (
        body for key, (body, _) in object_storage.objects.items() if asset in key
    )
    assert stored == content
    assert object_storage.open_uploads == []


def test_a_player_plays_and_seeks_from_the_bucket(
    server: OmniwebServer,
    api: Api,
    object_storage: Bucket,
    page: Page,
    tmp_path: Path,
) -> None:
    clip = clips.video(tmp_path / "a.mp4", seconds=6)
    asset = api.upload(clip)["id"]
    asked: list[str] = []
    page.on("response", lambda got: asked.append(f"{got.status} {got.url}"))
    page.goto(f"/assets/{asset}/")
    video = page.locator("video").first
    video.evaluate("video => { video.muted = true; video.currentTime = 4; }")
    page.wait_for_function(
        "() => { const v = document.querySelector('video');"
        " return !v.seeking && v.readyState > 1 && v.currentTime === 4; }"
    )
    page.locator("media-player").first.evaluate("player => { player.play(); }")
    page.wait_for_function("() => document.querySelector('video').currentTime > 4.1")
    there = [one for one in asked if object_storage.endpoint in one]
    assert there and all(re.match("20[06] ", one) for one in there), asked
    expect(page.locator("wave-form, media-timeline").first).to_be_visible()
    for said in (page.content(), server.log):
        assert KEY_SECRET not in said
        assert "x-oss-signature" not in said
