"""The line of time under the player: drawn, said, sought on, zoomed, waited for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.api import Api
from tests.journeys.cast import scene
from tests.journeys.clips import lantern
from tests.journeys.films import HOURS, LUFS, looped, two_hours
from tests.journeys.pictures import take
from tests.journeys.test_ask import SLOWLY
from tests.journeys.test_choices import opened
from tests.server import OmniwebServer

pytestmark = [pytest.mark.browser, pytest.mark.server]
# Light of the strongest point in a column of a canvas, from 0 to 255.
LIGHT = """(canvas, at) => {
  const x = Math.round(at * canvas.width);
  const dots = canvas.getContext("2d").getImageData(x - 1, 0, 3, canvas.height).data;
  return Math.max(...dots.filter((_, n) => n % 4 === 0));
}"""
# How far down the brightest point of a column is, from 0 to 1.
HIGHEST = """(canvas, at) => {
  const x = Math.round(at * canvas.width);
  const { data } = canvas.getContext("2d").getImageData(x, 0, 1, canvas.height);
  const dots = data.filter((_, n) => n % 4 === 0);
  return dots.indexOf(Math.max(...dots)) / canvas.height;
}"""


@pytest.fixture(scope="module")
def film(
    api: Api, server: OmniwebServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The id of a film of two hours."""
    return two_hours(api, server, tmp_path_factory.mktemp("film"))


@pytest.fixture
def line(page: Page, film: str) -> Locator:
    """The film's line of time, drawn."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/assets/{film}/")
    expect(page.locator("#timeline-told")).to_have_text(
        f"2,000 cuts, 1 pause, loudness {LUFS}"
    )
    page.wait_for_timeout(200)
    return page.get_by_role("slider", name="Position")


def light(page: Page, part: str, seconds: float) -> int:
    """How light a lane is at a moment, while the whole is in view."""
    canvas = page.locator(f".timeline .{part}")
    return int(canvas.evaluate(LIGHT, seconds / HOURS))


def point(page: Page, share: float) -> tuple[float, float]:
    """A place on the line, by its share of the width."""
    box = page.locator(".timeline .line").bounding_box()
    assert box is not None
    return box["x"] + share * box["width"], box["y"] + box["height"] / 2


def says(line: Locator, words: str) -> None:
    """What a screen reader hears of the position."""
    expect(line).to_have_attribute("aria-valuetext", re.compile(f"^{words}"))


def test_what_was_measured_is_drawn_and_named(page: Page, line: Locator) -> None:
    assert light(page, "cuts", 600) > 150 < light(page, "cuts", 5500)
    assert light(page, "cuts", 750) == light(page, "cuts", 6500) == 0
    wave = page.locator(".timeline .waveform")
    heights = [wave.evaluate(HIGHEST, at / HOURS) for at in (1000, 1980, 4000)]
    assert heights[0] == pytest.approx(0.2, abs=0.08) == heights[2]
    assert heights[1] > 0.85
    assert light(page, "filmstrip", 3000) > 0
    page.locator(".facts-fold summary").click()
    facts = page.locator(".facts-fold dl")
    expect(facts).to_contain_text(re.compile(rf"Loudness\s*{LUFS}\s*Cuts\s*2,000"))
    take(page, "timeline")


def test_keys_go_from_cut_to_cut_and_show_where(page: Page, line: Locator) -> None:
    line.focus()
    walk = [
        ("]", "0:10:00 of 2:00:00, cut 1 of 2000"),
        ("]", "0:15:00 of 2:00:00, cut 2"),
        ("[", "0:10:00"),
        ("PageUp", "0:22:00 of 2:00:00$"),
        ("ArrowLeft", "0:21:55"),
        (".", "0:21:56"),
        ("End", "2:00:00"),
        ("[", "1:39:58 of 2:00:00, cut 2000"),
        ("Home", "0:00 of"),
    ]
    for key, words in walk:
        page.keyboard.press(key)
        says(line, words.removeprefix("0:") if words[:3] != "0:0" else words)
    preview = page.locator(".hover-time")
    page.keyboard.press("]")
    expect(preview).to_contain_text("10:00")
    expect(preview.locator("canvas")).to_be_visible()
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    for label in ("To the cut before", "To the next cut", "Timeline closer"):
        expect(keys).to_contain_text(label)


def test_the_pointer_previews_seeks_and_drags(page: Page, line: Locator) -> None:
    preview = page.locator(".hover-time")
    page.mouse.move(*point(page, 0.25))
    expect(preview).to_contain_text("30:00")
    says(line, "0:00 of")
    page.mouse.down()
    says(line, "30:00 of")
    for n in range(20):
        page.mouse.move(*point(page, 0.25 + n / 40))
    page.mouse.move(*point(page, 0.5))
    page.mouse.up()
    says(line, "1:00:00 of 2:00:00, cut 3 of 2000")
    video = page.locator("video")
    page.wait_for_function("() => !document.querySelector('video').seeking")
    assert video.evaluate("(video) => video.currentTime") == pytest.approx(3600, abs=8)
    page.mouse.move(700, 40)
    expect(preview).to_be_hidden()


def test_a_part_comes_closer_and_moves_on(page: Page, line: Locator) -> None:
    seen = page.get_by_role("slider", name="Part in view")
    expect(seen).to_be_disabled()
    for _ in range(3):
        page.get_by_role("button", name="Closer").click()
    expect(seen).to_have_attribute("aria-valuetext", "0:00 to 15:00 in view")
    line.focus()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    # It turned over to where the playhead is.
    expect(seen).to_have_attribute("aria-valuetext", "22:30 to 37:30 in view")
    seen.focus()
    page.keyboard.press("End")
    expect(seen).to_have_attribute("aria-valuetext", "1:45:00 to 2:00:00 in view")
    says(line, "24:00 of")
    page.mouse.move(*point(page, 0.5))
    expect(page.locator(".hover-time")).to_contain_text("1:52:30")
    page.keyboard.down("Control")
    page.mouse.wheel(0, 400)
    page.keyboard.up("Control")
    expect(seen).to_be_disabled()
    page.evaluate(
        """() => {
          const seen = { start: 3000, end: 3100, label: "A lantern", kind: "evidence" };
          const detail = { markers: [seen] };
          document.dispatchEvent(new CustomEvent("media-markers", { detail }));
        }"""
    )
    page.get_by_role("button", name="A lantern, at 50:00").click()
    says(line, "50:00 of")
    page.keyboard.press("+")
    expect(page.locator(".marker")).to_be_focused()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("button", name="Closer").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_was_prepared_before_shows_what_there_is(
    page: Page, film: str, line: Locator
) -> None:
    def older(route: Route) -> None:
        told = route.fetch()
        body = re.sub(
            r' data-told="[^"]*"|<canvas class="cuts".*?</canvas>', "", told.text()
        )
        route.fulfill(response=told, body=body)

    page.route(f"**/assets/{film}/", older)
    page.reload()
    page.wait_for_timeout(300)
    expect(page.locator("#timeline-told")).to_be_empty()
    assert light(page, "waveform", 1000) > 80
    line.focus()
    page.keyboard.press("]")
    says(line, "0:00 of 2:00:00$")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).not_to_contain_text("next cut")


def test_preparing_moves_and_can_be_stopped(
    page: Page, api: Api, tmp_path: Path
) -> None:
    path = looped(tmp_path, "testsrc=size=640x360:rate=25:duration=12", 200)
    before = {one["id"] for one in api.get("assets")["items"]}
    page.locator("input[type=file]").first.set_input_files(path)
    row = page.locator(".tray-item").filter(has_text=path.name)
    expect(row.locator(".step")).to_contain_text("Preparing", timeout=30_000)
    [new] = {one["id"] for one in api.get("assets")["items"]} - before
    page.goto(f"/assets/{new}/")
    words = page.locator("prepare-progress [data-part=words]")
    expect(words).to_have_text(
        re.compile(r"Preparing · \d+ % · \d+:\d\d left"), **SLOWLY
    )
    take(page, "timeline-preparing")
    bar = page.get_by_role("progressbar", name=re.compile("^Preparing"))
    far = bar.evaluate("(bar) => bar.value")
    page.wait_for_function(
        "(far) => document.querySelector('prepare-progress progress').value > far",
        arg=far,
    )
    page.get_by_role("button", name="Stop").click()
    refused = page.locator("#media .failure")
    expect(refused).to_contain_text("Preparing this file was stopped", **SLOWLY)
    expect(refused.get_by_role("button", name="Try again")).to_be_visible()


def reasoned(route: Route) -> None:
    """The estimate, with what Auto found in the clip."""
    told: dict[str, Any] = route.fetch().json()
    reason = "Little moves and somebody speaks: 95 % fewer tokens."
    for row in told["presets"][:1]:
        row |= {"resolved": "talking head", "reason": reason}
    route.fulfill(json=told)


def test_auto_says_why_and_is_overridden_with_one_click(
    page: Page, api: Api, tmp_path: Path
) -> None:
    page.route("**/api/v1/estimates", reasoned)
    composer = opened(page, str(api.upload(lantern(tmp_path))["id"]))
    auto = composer.locator("[data-sampling=auto]")
    expect(auto.locator(".name")).to_have_text("Auto · Talking head", **SLOWLY)
    expect(auto.locator(".hint")).to_have_text(re.compile("somebody speaks: 95 %"))
    radio = composer.get_by_role("radio", name="Auto")
    expect(radio).to_have_accessible_description(re.compile("Talking head.*95 %"))
    take(page, "timeline-auto")
    composer.locator("[data-sampling=action]").click()
    expect(composer.get_by_role("radio", name="Action")).to_be_checked()
    expect(auto.locator(".hint")).to_be_visible()


def test_a_picture_is_sent_by_auto_or_in_every_detail(
    page: Page, api: Api, tmp_path: Path
) -> None:
    path = tmp_path / "plan.png"
    scene(640, 480).save(path)
    composer = opened(page, str(api.upload(path)["id"]))
    names = composer.locator("sampling-presets [data-sampling]")
    expect(names).to_have_count(2)
    composer.get_by_text("Every detail").click()
    expect(composer.get_by_role("radio", name="Every detail")).to_be_checked()
