"""A caption in a real browser: drafted, edited, contested, decided and taken away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api import MODEL, Api
from tests.journeys.cast import photo
from tests.journeys.clips import lantern

pytestmark = [pytest.mark.browser, pytest.mark.server]
SLOWLY = {"timeout": 40_000}


@pytest.fixture(scope="module")
def clip(api: Api, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The id of a clip that is ready."""
    asset: str = api.upload(lantern(tmp_path_factory.mktemp("clips")))["id"]
    return asset


@pytest.fixture(scope="module")
def drafted(api: Api, clip: str) -> Callable[[], Any]:
    """Makes a draft of the clip, as the API does."""

    def make() -> Any:
        body = {"asset": clip, "model": MODEL, "schema": "marketing", "language": "en"}
        caption = api.post("captions", body)["id"]
        return api.until(f"captions/{caption}", lambda it: it["state"] != "drafting")

    return make


def save(page: Page) -> None:
    """Save as a person does."""
    page.get_by_role("button", name="Save", exact=True).click()


def test_drafting_editing_approving_and_taking_away(
    page: Page, api: Api, tmp_path: Path
) -> None:
    fresh = api.upload(photo(tmp_path))["id"]
    page.goto(f"/assets/{fresh}/#caption")
    page.get_by_role("button", name=re.compile("^Caption")).click()
    expect(page.get_by_role("tab", name="Form")).to_be_visible(**SLOWLY)
    page.get_by_label("Headline").fill("The red lantern")
    page.get_by_label("Mood", exact=True).fill("Warm, calm")
    save(page)
    expect(page.locator(".approval")).to_contain_text("Version 2 by alice")
    person = page.locator("[data-field='headline'] .provenance")
    expect(person).to_have_attribute("data-by", "person")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".approval .pill")).to_have_text("Approved")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download JSON").click()
    told = json.loads(Path(taken.value.path()).read_text("utf-8"))
    assert told["data"]["headline"] == "The red lantern"
    assert told["data"]["mood"] == "Warm, calm"
    assert (told["state"], told["version"]) == ("approved", 2)
    assert told["provenance"]["headline"] == "person"


def test_nobody_overwrites_what_somebody_else_saved(
    page: Page, api: Api, drafted: Callable[[], Any]
) -> None:
    caption = drafted()
    other = page.context.new_page()
    for opened in (page, other):
        opened.goto(f"/captions/{caption['id']}/")
    other.get_by_label("Mood", exact=True).fill("Theirs")
    save(other)
    expect(other.locator(".approval")).to_contain_text("Version 2")
    page.get_by_label("Headline").fill("Mine")
    save(page)
    card = page.locator(".stale")
    expect(card).to_contain_text("alice saved version 2")
    expect(page.get_by_label("Headline")).to_have_value("Mine")
    card.get_by_role("button", name="Save mine on top").click()
    expect(page.locator(".approval")).to_contain_text("Version 3")
    told = api.get(f"captions/{caption['id']}")
    assert (told["data"]["headline"], told["data"]["mood"]) == ("Mine", "Theirs")


def test_a_field_that_does_not_fit_says_so_and_keeps_the_words(
    page: Page, drafted: Callable[[], Any]
) -> None:
    page.goto(f"/captions/{drafted()['id']}/")
    page.get_by_label("Headline").fill("x" * 95)
    expect(page.locator("[data-field='headline'] .counter")).to_have_text("95 / 90")
    save(page)
    said = page.locator("[data-field='headline'] .error")
    expect(said).to_contain_text("90")
    expect(page.get_by_label("Headline")).to_have_value("x" * 95)


def test_what_was_typed_survives_a_reload(
    page: Page, drafted: Callable[[], Any]
) -> None:
    page.goto(f"/captions/{drafted()['id']}/")
    page.get_by_label("Headline").fill("Not saved yet")
    page.reload()
    expect(page.get_by_label("Headline")).to_have_value("Not saved yet")
    expect(page.get_by_text("What you typed before stands here again")).to_be_visible()


def test_a_rejection_needs_a_reason_and_an_edit_opens_it_again(
    page: Page, api: Api, drafted: Callable[[], Any]
) -> None:
    caption = drafted()
    page.goto(f"/captions/{caption['id']}/")
    page.keyboard.press("r")
    page.keyboard.type("The headline is dull")
    page.get_by_role("button", name="Reject version 1").click()
    expect(page.locator(".approval .pill")).to_have_text("Rejected")
    expect(page.locator(".approval")).to_contain_text("The headline is dull")
    page.keyboard.press("e")
    page.keyboard.type("A brighter headline")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".approval .pill")).to_have_text("Draft")
    page.get_by_text("Versions (2)").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(".approval")).to_contain_text("Version 3")
    told = api.get(f"captions/{caption['id']}")
    assert told["data"]["headline"] == caption["data"]["headline"]


def test_evidence_plays_its_moment(page: Page, drafted: Callable[[], Any]) -> None:
    page.goto(f"/captions/{drafted()['id']}/")
    chip = page.locator(".evidence-chip").last
    start = float(chip.get_attribute("data-start") or 0)
    chip.click()
    page.wait_for_function(
        "(start) => document.querySelector('video').currentTime >= start", arg=start
    )
    expect(page.locator(".marker[data-kind=evidence]").first).to_be_visible()
