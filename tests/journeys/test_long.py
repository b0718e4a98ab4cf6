"""A clip asked about in parts: the page tells them as they come, and where in the
clip things happen, by keyboard too."""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.analyses.long_clip import long_clip
from tests.api import Api
from tests.journeys.pictures import snap, take

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng"),
]


@pytest.fixture(scope="module")
def clip(api: Api, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a clip of two minutes, ready."""
    made = long_clip(tmp_path_factory.mktemp("clip") / "minutes.mp4", 130)
    return str(api.upload(made.path)["id"])


def test_parts_are_seen_coming_and_their_events_lead_into_the_clip(
    page: Page, api: Api, clip: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 1200})
    page.goto(f"/assets/{clip}/#ask")
    page.locator("ask-composer [data-part='how'] > summary").click()
    page.get_by_label("In parts").select_option("on")
    page.get_by_label("Your question").fill("What happens?")
    notes = page.locator("ask-composer estimate-notes")
    expect(notes).to_contain_text("Asked in 2 parts")
    page.get_by_label("Your question").press("Control+Enter")
    answer = page.locator("answer-view").last
    parts = answer.locator("answer-parts summary").first
    expect(parts).to_have_text(re.compile(r"Parts \([01] of 2 answered\)"))
    snap(page, "long-coming")
    expect(answer).to_have_attribute("data-state", "done", timeout=60_000)
    expect(parts).to_have_text("Parts (2 of 2 answered)")
    moments = page.get_by_role("group", name="Moments").get_by_role("button")
    events = answer.locator("[data-event]")
    expect(moments).to_have_count(events.count())
    position = page.get_by_role("slider", name="Position")
    for place, there in ((moments, 2), (events, 4)):
        place.nth(there).press("Enter")
        expect(position).to_have_attribute(
            "aria-valuenow", re.compile(rf"^{_second(events, there)}\.")
        )
    page.locator("media-player").press("k")
    take(page, "long")


def _second(events: Locator, there: int) -> int:
    return int(float(events.nth(there).get_attribute("data-start") or 0))
