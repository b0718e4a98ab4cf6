"""A question in a real browser: written, heard, stopped, taken up, followed."""

from __future__ import annotations

import hashlib
import io
import re
import wave
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api import Api
from tests.journeys.clips import lantern

pytestmark = [pytest.mark.browser, pytest.mark.server]
SLOWLY = {"timeout": 30_000}
TAP = "document.documentElement.dataset.audioTap = ''"
TAPPED = """async () => {
  const pcm = await new Blob(window.omniwebAudioTap ?? []).arrayBuffer();
  const hash = await crypto.subtle.digest("SHA-256", pcm);
  const hex = (byte) => byte.toString(16).padStart(2, "0");
  return Array.from(new Uint8Array(hash), hex).join("");
}"""


@pytest.fixture(scope="module")
def clip(api: Api, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a clip that is ready."""
    asset: str = api.upload(lantern(tmp_path_factory.mktemp("clips")))["id"]
    return asset


@pytest.fixture
def asking(page: Page, clip: str) -> Page:
    """The clip's page, with a new conversation."""
    page.goto(f"/assets/{clip}/?conversation=new")
    return page


def ask(page: Page, prompt: str, *, narrate: bool = False) -> None:
    """Ask as a person does."""
    page.get_by_label("Your question").fill(prompt)
    page.get_by_role("switch", name="Narrate").set_checked(narrate)
    composer = page.locator("#composer")
    composer.get_by_role("button", name=re.compile("^Ask")).click()
    expect(page.locator(".question").last).to_contain_text(prompt)


def newest(api: Api, clip: str) -> Any:
    """What the API tells of the last question."""
    return api.get(f"analyses?asset={clip}")["items"][0]


def ended(page: Page, state: str = "done") -> None:
    """Wait until the last answer has ended like that."""
    last = page.locator("answer-view").last
    expect(last).to_have_attribute("data-state", state, **SLOWLY)
    expect(last.locator(".receipt")).to_be_visible(**SLOWLY)


def shown(page: Page) -> str:
    """The text of the last answer."""
    return str(page.locator("answer-text").last.evaluate("(node) => node.textContent"))


def samples(api: Api, url: str) -> str:
    """SHA-256 of a stored narration's samples."""
    status, body = api.raw("GET", url)
    assert status == 200
    with wave.open(io.BytesIO(body)) as file:
        assert (file.getframerate(), file.getnchannels()) == (24_000, 1)
        return hashlib.sha256(file.readframes(file.getnframes())).hexdigest()


def test_an_answer_is_read_and_heard_to_the_last_sample(
    asking: Page, api: Api, clip: str
) -> None:
    asking.evaluate(TAP)
    ask(asking, "#pace 40 #say It glows. It is warm. It is red.", narrate=True)
    expect(asking.get_by_role("region", name="Narration")).to_be_visible()
    ended(asking)
    told = newest(api, clip)
    assert shown(asking) == told["text"] == "It glows. It is warm. It is red."
    assert asking.evaluate(TAPPED) == samples(api, told["narration"]["url"])
    expect(asking.locator(".receipt")).to_contain_text("estimated ¥")
    expect(asking.locator("answer-view")).to_contain_text("sandbox: no AI")


def test_an_answer_that_is_quicker_than_the_page_is_heard_too(
    asking: Page, api: Api, clip: str
) -> None:
    def late(route: Route) -> None:
        api.until(
            f"analyses?asset={clip}", lambda it: it["items"][0]["state"] == "done"
        )
        route.continue_()

    asking.route("**/conversations/*/", late, times=1)
    asking.evaluate(TAP)
    ask(asking, "#pace 0 #tone 1 #say It is done already.", narrate=True)
    expect(asking.get_by_role("region", name="Narration")).to_be_visible(**SLOWLY)
    ended(asking)
    told = newest(api, clip)
    assert shown(asking) == told["text"]
    assert asking.evaluate(TAPPED) == samples(api, told["narration"]["url"])


def test_the_sentence_that_is_heard_is_marked_and_a_press_jumps(asking: Page) -> None:
    ask(asking, "#pace 0 #tone 6 #say One is here. Two is here. Three.", narrate=True)
    ended(asking)
    marked = asking.locator(".sentence[aria-current]")
    expect(marked).to_have_text("One is here. ", **SLOWLY)
    asking.locator(".sentence", has_text="Two").click()
    expect(marked).to_have_text("Two is here. ")
    asking.get_by_role("button", name="Pause narration").click()
    expect(asking.get_by_role("button", name="Play narration")).to_be_visible()


def test_a_reload_in_the_middle_goes_on(asking: Page, api: Api, clip: str) -> None:
    ask(asking, "#pace 12 #length 360 Describe it", narrate=True)
    expect(asking.locator("answer-text")).to_contain_text(re.compile(".{60}", re.S))
    before = shown(asking)
    asking.add_init_script(
        f"addEventListener('DOMContentLoaded', () => {{ {TAP} }}, {{ once: true }})"
    )
    asking.goto(f"/assets/{clip}/")
    assert shown(asking).startswith(before)
    asking.get_by_role("button", name="Tap to listen").click(**SLOWLY)
    ended(asking)
    told = newest(api, clip)
    assert shown(asking) == told["text"]
    assert asking.evaluate(TAPPED) == samples(api, told["narration"]["url"])


def test_stop_keeps_what_arrived(asking: Page, api: Api, clip: str) -> None:
    ask(asking, "#pace 10 #length 900 Describe it at length")
    expect(asking.locator("answer-text")).to_contain_text(re.compile(".{20}", re.S))
    asking.get_by_role("button", name="Stop").click()
    ended(asking, "cancelled")
    told = newest(api, clip)
    assert told["partial"]
    assert 20 < len(told["text"]) < 900
    assert shown(asking) == told["text"]
    expect(asking.locator("answer-view")).to_contain_text("Partial")


def test_a_follow_up_stays_in_the_conversation(
    asking: Page, api: Api, clip: str
) -> None:
    ask(asking, "#pace 0 What is it?")
    ended(asking)
    ask(asking, "#pace 0 And what is heard?")
    ended(asking)
    told = newest(api, clip)
    assert told["position"] == 2
    expect(asking.locator(".turn")).to_have_count(2)
    asking.reload()
    expect(asking.locator(".turn")).to_have_count(2)


def test_a_failure_says_what_happened_and_asking_again_stands_beside(
    asking: Page,
) -> None:
    ask(asking, "#fault E10 after=30 once #pace 0 #length 200 Tell me")
    ended(asking, "failed")
    card = asking.locator(".failure")
    expect(card).to_contain_text("Billed")
    expect(card.get_by_role("button")).to_have_count(1)
    partial = shown(asking)
    assert partial
    card.get_by_role("button", name="Ask again").click()
    expect(asking.locator("answer-view").first).to_have_attribute(
        "data-state", "done", **SLOWLY
    )
    expect(asking.locator("answer-view").first).to_contain_text("Attempt 2 of 2")
    asking.get_by_text("Earlier attempts (1)").click()
    expect(asking.locator("answer-text").last).to_have_text(partial)


def test_what_was_typed_survives_a_reload(asking: Page) -> None:
    asking.get_by_label("Your question").fill("Half a question")
    asking.reload()
    expect(asking.get_by_label("Your question")).to_have_value("Half a question")
    asking.get_by_label("Your question").fill("")


def test_the_keyboard_alone_asks(asking: Page) -> None:
    asking.keyboard.press("q")
    asking.keyboard.type("#pace 0 By keys alone?")
    asking.keyboard.press("Control+Enter")
    ended(asking)
    expect(asking.get_by_label("Your question")).to_have_value("")
