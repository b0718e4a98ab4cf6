"""What to send of a clip, a part of it, and thinking, chosen in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from omniweb.usage.templatetags.money import percent
from tests.api import Api
from tests.conftest import PASSWORD
from tests.journeys.clips import lantern
from tests.journeys.pictures import take
from tests.journeys.test_ask import SLOWLY, ask, ended, newest, shown
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


def part_of(composer: Locator) -> tuple[str, str]:
    """The part that the form stands at."""
    ends = (composer.get_by_label(name, exact=True) for name in ("From", "To"))
    start, end = (field.input_value() for field in ends)
    return start, end


def fold(page: Page) -> Locator:
    """What was sent for the last answer, unfolded."""
    answer = page.locator("answer-view").last
    answer.locator(".fold summary", has_text="What was sent").click()
    return answer.locator(".fold .facts")


def test_presets_show_the_figures_of_the_api(page: Page, api: Api, clip: str) -> None:
    composer = opened(page, clip, FLASH3)
    told = figures(api, clip, FLASH3)
    most = max(row["tokens_in"] for row in told.values())
    auto = told["auto"]["tokens_in"]
    for name, row in told.items():
        preset = composer.locator(f"[data-sampling='{name}']")
        tokens = row["tokens_in"]
        expect(preset.locator(".takes")).to_have_text(f"{tokens:,} tokens", **SLOWLY)
        price = preset.locator(".price").inner_text()
        assert float(price.strip("¥$")) == float(
            f"{float(row['cost']['expected']):.2g}"
        )
        apart = percent(100 * (tokens - auto) / auto)
        expect(preset.locator(".apart")).to_have_text("" if apart[0] == "0" else apart)
        sends = preset.locator(".sends").inner_text()
        assert sends.lower() == row["sends"].lower()
        assert preset.locator("progress").evaluate(
            "(bar) => bar.value"
        ) == pytest.approx(100 * tokens / most, abs=0.51)


def test_what_is_chosen_by_keys_is_sent(page: Page, api: Api, clip: str) -> None:
    composer = opened(page, clip)
    rows = figures(api, clip, "sandbox/omni")
    expect(composer.locator(".takes").first).to_contain_text("tokens", **SLOWLY)
    composer.get_by_role("radio", name="Auto").focus()
    page.keyboard.press("ArrowDown")
    head = composer.get_by_role("radio", name="Talking head")
    expect(head).to_be_focused()
    expect(head).to_be_checked()
    takes = composer.locator("[data-part='takes']")
    expect(takes).to_contain_text("360p, one frame a second", **SLOWLY)
    expect(composer.locator("[data-part='chosen']")).to_contain_text("Talking head")
    take(page, "choices-presets")
    ask(page, "#pace 0 What is shown?")
    ended(page)
    told = newest(api, clip)
    assert told["sent"]["rendition"] == "video-360p-1fps-32k"
    assert told["sent"]["tokens"]["video_in"] < rows["auto"]["tokens_in"]
    assert told["usage"]["video_in"] == told["sent"]["tokens"]["video_in"]
    expect(composer.locator(".how")).not_to_have_attribute("open", "")
    expect(fold(page)).to_contain_text("Talking head")


def as_a_whole(composer: Locator) -> Locator:
    """A composer that does not ask in parts what is too long."""
    composer.get_by_label("In parts").select_option(label="No, as a whole")
    return composer


def test_a_clip_that_is_too_long_is_asked_about_in_part(
    page: Page, api: Api, long: str
) -> None:
    composer = as_a_whole(opened(page, long, FLASH3))
    refusal = composer.locator("[data-part='why']")
    expect(refusal).to_contain_text("takes 2:30 at most. Ask in parts", **SLOWLY)
    take(page, "choices-too-long")
    composer.get_by_role("button", name="Choose a part").click()
    expect(composer.get_by_label("From", exact=True)).to_be_focused()
    assert part_of(composer) == ("0:00", "2:00")
    button = composer.get_by_role("button", name=re.compile("^Ask"))
    expect(button).to_be_visible(**SLOWLY)
    page.keyboard.type("0:10")
    page.keyboard.press("Tab")
    page.keyboard.type("soon")
    expect(composer.get_by_text("Write the time as 1:23")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("0:40")
    expect(composer.get_by_text("Write the time as 1:23")).to_be_hidden()
    expect(button).to_contain_text("≈", **SLOWLY)
    ask(page, "#pace 0 What happens here?")
    ended(page)
    told = newest(api, long)
    assert told["sent"]["part"] == [10, 40]
    assert told["usage"]["audio_in"] == pytest.approx(375, abs=8)
    # What the endpoint measured of the file that reached it.
    assert "It lasts 30.0 seconds" in shown(page)
    expect(fold(page)).to_contain_text("0:10 to 0:40")
    page.reload()
    expect(composer.locator("[data-part='chosen']")).to_contain_text("0:10 to 0:40")
    assert part_of(composer) == ("0:10", "0:40")


def test_a_refusal_takes_people_to_the_model_it_names(page: Page, long: str) -> None:
    composer = as_a_whole(opened(page, long, FLASH3))
    composer.get_by_role("button", name="Use Qwen3.5-Omni Flash").click(**SLOWLY)
    model = composer.get_by_label("Model", exact=True)
    expect(model).to_have_value("dashscope/qwen3.5-omni-flash")
    expect(model).to_be_focused()
    button = composer.get_by_role("button", name=re.compile("^Ask"))
    expect(button).to_contain_text("≈", **SLOWLY)


def test_the_player_says_where_a_part_begins(page: Page, clip: str) -> None:
    composer = opened(page, clip)
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('media-seek', {detail: {time: 1.5}}))"
    )
    page.wait_for_timeout(400)
    composer.get_by_role("button", name="From here").click()
    assert part_of(composer) == ("0:01.5", "")
    expect(composer.locator("[data-part='chosen']")).to_contain_text("from 0:01.5")
    composer.get_by_role("button", name="The whole").click()
    assert part_of(composer) == ("", "")


def test_thinking_is_chosen_streamed_and_folded_away(
    page: Page, api: Api, clip: str
) -> None:
    composer = opened(page, clip, FLASH38)
    effort = composer.get_by_label("Effort")
    expect(effort).to_be_hidden()
    composer.get_by_role("switch", name="Think first").check()
    effort.select_option("high")
    ask(page, "#pace 6 What is shown?")
    answer = page.locator("answer-view").last
    thinking, words = answer.locator("details.thinking"), answer.locator("answer-text")
    reasoning = thinking.locator("[data-part='reasoning']")
    expect(thinking.locator("summary")).to_have_text(
        re.compile("Thinking, [1-9]"), **SLOWLY
    )
    expect(reasoning).to_be_hidden()
    expect(words).to_be_empty()
    thinking.locator("summary").click()
    expect(reasoning).to_contain_text("there is no thought here")
    ended(page)
    expect(thinking.locator("summary")).to_have_text(re.compile("Thought for [1-9]"))
    told = newest(api, clip)
    assert told["sent"]["effort"] == "high"
    assert told["reasoning"] and told["usage"]["reasoning_out"] > 0
    assert shown(page) == told["text"] and "no thought" not in told["text"]
    # Nothing of it is spoken: this model is not heard at all.
    assert told["narration"] is None
    expect(page.get_by_role("region", name="Narration")).to_be_hidden()
    expect(fold(page)).to_contain_text("High effort")
    take(page, "choices-thinking")
    page.reload()
    expect(page.locator("details.thinking summary")).to_contain_text("Thought for")
    assert not page.locator("details.thinking").evaluate("(fold) => fold.open")


def test_thinking_and_speech_exclude_each_other(page: Page, clip: str) -> None:
    composer = opened(page, clip, FLASH3)
    hint = composer.get_by_text("It cannot think and speak in one answer")
    composer.get_by_role("switch", name="Think first").check()
    expect(hint).to_be_hidden()
    composer.get_by_role("switch", name="Narrate").check()
    expect(hint).to_be_visible()
    refusal = composer.locator("[data-part='why']")
    expect(refusal).to_contain_text("Turn off thinking, or turn off", **SLOWLY)
    composer.get_by_role("switch", name="Narrate").uncheck()
    expect(composer.get_by_role("button", name=re.compile("^Ask"))).to_be_visible()


def test_what_is_lost_is_said_before_it_is_paid(page: Page, clip: str) -> None:
    composer = opened(page, clip, "dashscope/qwen3-vl-plus")
    notes = composer.get_by_role("status").locator("[data-part='notes']")
    expect(notes).to_contain_text("does not hear the clip: it only sees.", **SLOWLY)
    audio = composer.locator("[data-sampling='audio only']")
    expect(audio.get_by_role("radio")).to_be_disabled()
    expect(audio).to_contain_text("takes text and images and video only.")


def test_without_scripts_the_choices_are_plain(
    browser: Browser, server: OmniwebServer, api: Api, clip: str
) -> None:
    context = browser.new_context(base_url=server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in/")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/assets/{clip}/?conversation=new")
    page.locator(".how > summary").click()
    page.get_by_text("Somebody speaks; little moves").click()
    page.get_by_label("From", exact=True).fill("0:01")
    page.get_by_label("To", exact=True).fill("0:03")
    page.get_by_label("Your question").fill("#pace 0 What is it?")
    page.get_by_role("button", name=re.compile("^Ask")).first.click()
    told = api.answered(newest(api, clip)["id"])
    context.close()
    assert told["sent"]["sampling"] == "talking head"
    assert told["sent"]["part"] == [1, 3]
