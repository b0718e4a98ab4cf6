"""The whole way of the product in a real browser, from an empty folder to an approved
caption, on the sandbox."""

from __future__ import annotations

import hashlib
import io
import json
import re
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api import Api
from tests.conftest import PASSWORD
from tests.journeys import cast
from tests.journeys.conftest import blames
from tests.journeys.pictures import snap, take
from tests.journeys.test_ask import TAP, TAPPED, ask, ended, shown
from tests.journeys.test_library_page import card, drop, row
from tests.sandbox.upstream import KEY
from tests.server import READY, OmniwebServer

pytestmark = [pytest.mark.browser, pytest.mark.server]
SLOWLY = {"timeout": 60_000}
TAP_EARLY = f"addEventListener('DOMContentLoaded', () => {{ {TAP} }}, {{ once: true }})"


@dataclass
class Story:
    """One installation that nobody has used, and the person who sets it up."""

    server: OmniwebServer
    page: Page
    browser: Browser
    api: Api
    faults: list[str]

    def device(self, width: int) -> Page:
        """Another device of the same person, signed in."""
        context = self.browser.new_context(
            base_url=self.server.url, viewport={"width": width, "height": 844}
        )
        page = context.new_page()
        self.listen(page)
        page.goto("/sign-in/")
        page.get_by_label("Username").fill("mara")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/library/")
        return page

    def listen(self, page: Page) -> None:
        """Keep whatever goes wrong on a page."""
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: self.faults.append(said.text) if blames(said.text) else None,
        )

    def asset(self, name: str) -> str:
        """The id of a file by its name."""
        found = self.api.get("assets")["items"]
        asset: str = next(one["id"] for one in found if one["name"] == name)
        return asset


def first_account(page: Page, link: str) -> None:
    """Open the printed link and make the first account."""
    page.goto(link)
    take(page, "01-setup")
    page.get_by_label("Name to sign in with").fill("mara")
    for label in (re.compile("^Password"), re.compile("again|confirmation", re.I)):
        field = page.get_by_label(label)
        if field.count():
            field.first.fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/library/")


@pytest.fixture(scope="module")
def story(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Story]:
    """A fresh installation whose sandbox keeps a record, set up by its link."""
    folder = tmp_path_factory.mktemp("story")
    record = {
        "OMNIWEB_SANDBOX_RECORD": str(folder / "record"),
        "OMNIWEB_SANDBOX_KEY": KEY,
    }
    server = OmniwebServer(folder / "data", environment=record)
    server.start()
    link = re.search(rf"{READY}(\S+/setup/\S+/)", server.log)
    assert link, server.log
    context = browser.new_context(base_url=server.url, accept_downloads=True)
    page = context.new_page()
    first_account(page, link[1])
    api = Api(server.url, server.manage("api_token", "mara").split()[-1])
    story = Story(server, page, browser, api, [])
    story.listen(page)
    yield story
    server.stop()
    assert not story.faults


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A photo, a podcast clip and a phone video, by other programs."""
    folder = tmp_path_factory.mktemp("cast")
    return [cast.photo(folder), cast.podcast(folder), cast.phone_video(folder)]


def three_files_are_dropped_together(story: Story, files: list[Path]) -> None:
    page = story.page
    expect(
        page.get_by_role("button", name=re.compile("Add files")).first
    ).to_be_visible()
    take(page, "02-empty-library")
    drop(page, *files)
    expect(page.locator(".tray-item")).to_have_count(3)
    snap(page, "03-sending")
    for file in files:
        expect(row(page, file.name).locator(".step")).to_have_text("Ready", **SLOWLY)
    photo, podcast, video = (card(page, file.name) for file in files)
    expect(photo.locator("img")).to_be_visible()
    expect(podcast.locator("wave-form canvas")).to_be_visible()
    expect(video.locator("img").first).to_be_visible()
    assert photo.locator("img").evaluate("(i) => i.naturalHeight > i.naturalWidth")
    take(page, "04-library")


def the_answer_goes_on_at_another_device(story: Story) -> None:
    page, video = story.page, story.asset("phone video.mp4")
    page.goto(f"/assets/{video}/")
    expect(page.locator("media-player video")).to_be_visible(**SLOWLY)
    expect(page.get_by_role("button", name=re.compile("Ask.*≈ ¥"))).to_be_visible()
    take(page, "05-asset")
    ask(page, "#pace 14 #length 420 What happens in this clip?", narrate=True)
    expect(page.locator("[data-part=elapsed]").last).to_contain_text("s")
    expect(page.locator("answer-text").last).to_contain_text(re.compile(".{40}", re.S))
    snap(page, "06-answering")
    before = shown(page)
    page.goto("about:blank")
    other = story.device(390)
    other.add_init_script(TAP_EARLY)
    other.goto(f"/assets/{video}/")
    assert shown(other).startswith(before)
    other.get_by_role("button", name="Tap to listen").click(**SLOWLY)
    snap(other, "07-other-device")
    ended(other)
    told = story.api.get(f"analyses?asset={video}")["items"][0]
    assert shown(other) == told["text"]
    status, body = story.api.raw("GET", told["narration"]["url"])
    with wave.open(io.BytesIO(body)) as file:
        heard = hashlib.sha256(file.readframes(file.getnframes())).hexdigest()
    assert status == 200 and other.evaluate(TAPPED) == heard
    other.context.close()


def a_question_is_followed_and_one_is_stopped(story: Story) -> None:
    page, video = story.page, story.asset("phone video.mp4")
    page.goto(f"/assets/{video}/")
    ask(page, "And what is heard?")
    ended(page)
    expect(page.locator(".turn")).to_have_count(2)
    take(page, "08-conversation")
    ask(page, "#pace 10 #length 2000 Tell me everything")
    expect(page.locator("answer-text").last).to_contain_text(re.compile(".{20}", re.S))
    page.get_by_role("button", name="Stop").click()
    ended(page, "cancelled")
    told = story.api.get(f"analyses?asset={video}")["items"][0]
    assert told["partial"] and 20 < len(told["text"]) < 2000
    assert shown(page) == told["text"]


def a_caption_is_drafted_corrected_approved_and_found(story: Story) -> None:
    page, video = story.page, story.asset("phone video.mp4")
    page.goto(f"/assets/{video}/#caption")
    page.get_by_role("button", name=re.compile("^Caption")).click()
    expect(page.get_by_role("tab", name="Form")).to_be_visible(**SLOWLY)
    page.get_by_label("Headline").fill("A lantern makes a room")
    page.get_by_label("Mood", exact=True).fill("Warm, calm")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".approval")).to_contain_text("Version 2")
    take(page, "09-caption")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".approval .pill")).to_have_text("Approved")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Download JSON").click()
    told = json.loads(Path(taken.value.path()).read_text("utf-8"))
    assert told["data"]["headline"] == "A lantern makes a room"
    assert told["data"]["mood"] == "Warm, calm" and told["state"] == "approved"
    page.goto("/library/")
    expect(card(page, "phone video.mp4")).to_contain_text("Approved")
    take(page, "10-library-approved")


def tomorrow_the_narration_is_heard_again(story: Story) -> None:
    story.server.stop()
    story.server.start()
    page, video = story.page, story.asset("phone video.mp4")
    page.goto(f"/assets/{video}/")
    spoken = page.locator(".turn", has_text="What happens in this clip?")
    spoken.get_by_role("button", name=re.compile("Listen|Play", re.I)).first.click()
    bar = page.get_by_role("region", name="Narration")
    expect(bar.get_by_role("button", name="Pause narration")).to_be_visible(**SLOWLY)
    take(page, "11-narration")
    with page.expect_download() as taken:
        bar.get_by_role("link", name=re.compile("WAV")).click()
    with wave.open(str(taken.value.path())) as file:
        assert file.getframerate() == 24_000 and file.getnframes() > 24_000


def the_other_pages_stand(story: Story) -> None:
    page = story.page
    for name, path in (("12-usage", "/usage/"), ("13-settings", "/settings/")):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        take(page, name)
    for name in ("lantern at dusk.jpg", "podcast episode 12.m4a"):
        page.goto(f"/assets/{story.asset(name)}/")
        expect(page.locator("media-player, image-stage").first).to_be_visible()
        take(page, f"14-{name.split()[0]}")


def test_the_whole_way(story: Story, files: list[Path]) -> None:
    three_files_are_dropped_together(story, files)
    the_answer_goes_on_at_another_device(story)
    a_question_is_followed_and_one_is_stopped(story)
    a_caption_is_drafted_corrected_approved_and_found(story)
    tomorrow_the_narration_is_heard_again(story)
    the_other_pages_stand(story)
