"""What to send of a clip, a part of it, and thinking, chosen in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api import Api
from tests.journeys.clips import lantern
from tests.journeys.pictures import take
from tests.journeys.test_ask import SLOWLY, ask, ended, newest
from tests.library import clips
from tests.server import OmniwebServer, copied

pytestmark = [pytest.mark.browser, pytest.mark.server]
KEY = "a-key-of-the-tests"
FLASH38, FLASH3 = "dashscope/qwen3.8-omni-flash", "dashscope/qwen3-omni-flash"


@pytest.fixture(scope="module")
def server(
    installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OmniwebServer]:
    """An omniweb whose DashScope is its own sandbox."""
    started = copied(installation, tmp_path_factory.mktemp("server") / "data")
    started.environment = {
        "OMNIWEB_SANDBOX_KEY": KEY,
        "DASHSCOPE_API_KEY": KEY,
        "DASHSCOPE_BASE_URL": f"{started.url}/sandbox/v1",
    }
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def clip(api: Api, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a short clip that is ready."""
    return str(api.upload(lantern(tmp_path_factory.mktemp("clips")))["id"])


@pytest.fixture(scope="module")
def long(api: Api, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a clip of more than two and a half minutes."""
    path = tmp_path_factory.mktemp("clips") / "long.mp4"
    clips.video(path, size="320x180", rate="5", seconds=170)
    return str(api.upload(path)["id"])


def opened(page: Page, asset: str, model: str = "sandbox/omni") -> Locator:
    """The composer of a file, its settings open, with a model chosen."""
    page.goto(f"/assets/{asset}/?conversation=new")
    composer = page.locator("#composer")
    composer.locator(".how > summary").click()
    composer.get_by_label("Model", exact=True).select_option(model)
    return composer


def figures(api: Api, asset: str, model: str) -> dict[str, Any]:
    """What the API says of each preset."""
    body = {"asset": asset, "model": model, "prompt": "…"}
    return {row["sampling"]: row for row in api.post("estimates", body)["presets"]}


def test_presets_show_what_each_takes_and_what_is_chosen_is_sent(
    page: Page, api: Api, clip: str
) -> None:
    composer = opened(page, clip)
    rows = figures(api, clip, "sandbox/omni")
    head = composer.locator("[data-sampling='talking head']")
    expect(head).to_contain_text("360p, one frame a second", **SLOWLY)
    auto, chosen = rows["auto"]["tokens_in"], rows["talking head"]["tokens_in"]
    less = round(100 * (auto - chosen) / auto)
    expect(head).to_contain_text(f"\u2212{less} % tokens")
    head.get_by_role("radio").check()
    takes = composer.locator("[data-part='takes']")
    expect(takes).to_contain_text("360p, one frame a second", **SLOWLY)
    take(page, "choices-presets")
    ask(page, "#pace 0 What is shown?")
    ended(page)
    told = newest(api, clip)
    assert told["sent"]["rendition"] == "video-360p-1fps-32k"
    assert told["usage"]["video_in"] == told["sent"]["tokens"]["video_in"]
    expect(composer.locator(".how")).not_to_have_attribute("open", "")
    page.locator("answer-view .fold summary", has_text="What was sent").click()
    expect(page.locator("answer-view .facts").last).to_contain_text("Talking head")


def test_a_clip_that_is_too_long_is_asked_about_in_part(
    page: Page, api: Api, long: str
) -> None:
    composer = opened(page, long, FLASH3)
    refusal = composer.locator("[data-part='why']")
    expect(refusal).to_contain_text("takes 2:30 at most. Ask in parts", **SLOWLY)
    expect(
        composer.get_by_role("button", name="Use Qwen3.5-Omni Flash")
    ).to_be_visible()
    take(page, "choices-too-long")
    composer.get_by_role("button", name="Choose a part").click()
    expect(composer.get_by_label("From", exact=True)).to_be_focused()
    page.keyboard.type("0:10")
    page.keyboard.press("Tab")
    page.keyboard.type("0:40")
    expect(composer.get_by_role("button", name=re.compile("^Ask"))).to_be_visible(
        **SLOWLY
    )
    ask(page, "#pace 0 What happens here?")
    ended(page)
    told = newest(api, long)
    assert told["sent"]["part"] == [10, 40]
    assert told["usage"]["audio_in"] == pytest.approx(375, abs=8)


def test_the_player_says_where_a_part_begins(page: Page, clip: str) -> None:
    composer = opened(page, clip)
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('media-seek', {detail: {time: 1.5}}))"
    )
    page.wait_for_timeout(400)
    composer.get_by_role("button", name="From here").click()
    expect(composer.get_by_label("From", exact=True)).to_have_value("0:01.5")


def test_thinking_is_chosen_streamed_and_folded_away(
    page: Page, api: Api, clip: str
) -> None:
    composer = opened(page, clip, FLASH38)
    effort = composer.get_by_label("How hard to think")
    expect(effort).to_be_hidden()
    composer.get_by_role("switch", name="Think first").check()
    effort.select_option("high")
    ask(page, "#pace 0 What is shown?")
    ended(page)
    answer = page.locator("answer-view").last
    thinking = answer.locator("details.thinking")
    expect(thinking).to_be_visible()
    expect(thinking.locator("[data-part='reasoning']")).to_be_hidden()
    thinking.locator("summary").click()
    expect(thinking.locator("[data-part='reasoning']")).not_to_be_empty()
    told = newest(api, clip)
    assert told["sent"]["effort"] == "high"
    assert told["reasoning"] and told["usage"]["reasoning_out"] > 0
    take(page, "choices-thinking")


def test_what_is_lost_is_said_before_it_is_paid(page: Page, clip: str) -> None:
    composer = opened(page, clip, "dashscope/qwen3-vl-plus")
    notes = composer.locator("[data-part='notes']")
    expect(notes).to_contain_text("does not hear the clip: it only sees.", **SLOWLY)
