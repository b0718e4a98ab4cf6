"""The library in a real browser: files come in, are watched, looked at and let go."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.server]
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1}
PIECE = 8 * 1024**2


def picture(path: Path, colour: str = "coral") -> Path:
    """A small JPEG."""
    Image.new("RGB", (640, 360), colour).save(path)
    return path


def film(path: Path, *more: str, seconds: int = 12) -> Path:
    """A film with a tone, from ffmpeg's own pattern."""
    source = f"testsrc2=size=640x360:rate=25:duration={seconds}"
    tone = f"sine=frequency=440:duration={seconds}"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", source, "-f", "lavfi"]
    command += ["-i", tone, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt"]
    subprocess.run([*command, "yuv420p", *more, str(path)], check=True, timeout=120)
    return path


def add(page: Page, *paths: Path) -> None:
    """Choose files as a person does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=re.compile("Add files")).click()
    chooser.value.set_files(list(paths))


def drop(page: Page, *paths: Path) -> None:
    """Let files fall anywhere on the window."""
    page.evaluate(
        """() => {
          window.dropped = document.createElement("input");
          const chooser = { type: "file", multiple: true, id: "dropped" };
          Object.assign(window.dropped, chooser);
          document.body.append(window.dropped);
        }"""
    )
    page.locator("#dropped").set_input_files(list(paths))
    page.evaluate(
        """() => {
          const dataTransfer = new DataTransfer();
          for (const file of window.dropped.files) dataTransfer.items.add(file);
          window.dropped.remove();
          for (const name of ["dragenter", "dragover", "drop"]) {
            const how = { dataTransfer, bubbles: true, cancelable: true };
            document.body.dispatchEvent(new DragEvent(name, how));
          }
        }"""
    )


def row(page: Page, name: str) -> Locator:
    """A file's row in the uploads tray."""
    return page.locator(".tray-item").filter(has_text=name)


def card(page: Page, name: str) -> Locator:
    """A file's card."""
    return page.locator(".tile").filter(has_text=name)


def test_dropped_files_are_sent_prepared_and_shown(page: Page, tmp_path: Path) -> None:
    sound = tmp_path / "jingle.wav"
    film(sound, "-vn", seconds=2)
    drop(page, picture(tmp_path / "poster.jpg"), film(tmp_path / "spot.mp4"), sound)
    for name in ("poster.jpg", "spot.mp4", "jingle.wav"):
        expect(row(page, name).locator(".step")).to_have_text("Ready", timeout=30_000)
    expect(card(page, "poster.jpg").locator("img")).to_be_visible()
    expect(card(page, "spot.mp4").locator(".length")).to_contain_text("0:12")
    expect(card(page, "jingle.wav").locator("wave-form canvas")).to_be_visible()
    under = card(page, "spot.mp4").locator("filmstrip-scrub .length")
    for _ in range(20):
        page.mouse.move(*middle(card(page, "spot.mp4").locator(".well")))
        page.mouse.move(0, 0)
        page.mouse.move(*middle(card(page, "spot.mp4").locator(".well")))
        if under.count():
            break
        page.wait_for_timeout(100)
    expect(under).to_have_text("0:06")


def middle(thing: Locator) -> tuple[float, float]:
    """The point in the middle of something."""
    box = thing.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_reload_in_the_middle_goes_on_from_there(page: Page, tmp_path: Path) -> None:
    noise = ["-vf", "noise=alls=100:allf=t", "-crf", "3"]
    large = film(tmp_path / "large.mp4", *noise, seconds=8)
    assert large.stat().st_size > 3 * PIECE
    offsets: list[int] = []
    page.on("request", lambda request: note(request, offsets))
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {**SLOW, "uploadThroughput": 8e6})
    add(page, large)
    expect(row(page, "large.mp4").locator(".step")).to_contain_text(
        "/s", timeout=20_000
    )
    until(page, lambda: max(offsets, default=0) >= PIECE)
    before = len(offsets)
    page.reload()
    network.send("Network.emulateNetworkConditions", {**SLOW, "uploadThroughput": -1})
    step = row(page, "large.mp4").locator(".step")
    expect(step).to_have_text("Ready", timeout=60_000)
    assert min(offsets[before:]) >= PIECE


def note(request: Any, offsets: list[int]) -> None:
    """Keep from where each piece is sent."""
    if request.method == "PATCH":
        offsets.append(int(request.headers["upload-offset"]))


def until(page: Page, met: Any) -> None:
    """Let the browser work until something holds."""
    for _ in range(400):
        if met():
            return
        page.wait_for_timeout(50)
    raise AssertionError("It never came about.")


def test_what_is_no_media_is_refused_with_its_reason(
    page: Page, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("Buy milk.")
    (tmp_path / "film.mp4").write_bytes(b"\x00not a film at all" * 900)
    add(page, tmp_path / "notes.txt", tmp_path / "film.mp4")
    expect(row(page, "notes.txt")).to_contain_text("This is a text.")
    expect(row(page, "film.mp4")).to_have_attribute(
        "data-state", "refused", timeout=15_000
    )
    refused = card(page, "film.mp4")
    expect(refused.get_by_text("Refused")).to_be_visible()
    expect(refused).to_contain_text("Export it as")
    expect(card(page, "notes.txt")).to_have_count(0)


def test_the_same_content_is_not_sent_again(page: Page, tmp_path: Path) -> None:
    add(page, picture(tmp_path / "first.jpg", "gold"))
    expect(row(page, "first.jpg").locator(".step")).to_have_text(
        "Ready", timeout=15_000
    )
    sent: list[int] = []
    page.on("request", lambda request: note(request, sent))
    (tmp_path / "again.jpg").write_bytes((tmp_path / "first.jpg").read_bytes())
    add(page, tmp_path / "again.jpg")
    expect(row(page, "again.jpg")).to_contain_text("Already in your library")
    assert sent == []
    expect(card(page, "again.jpg")).to_have_count(0)


def test_the_trash_by_keyboard_and_its_undo(page: Page, tmp_path: Path) -> None:
    add(
        page,
        picture(tmp_path / "one.jpg", "navy"),
        picture(tmp_path / "two.jpg", "teal"),
    )
    for name in ("one.jpg", "two.jpg"):
        expect(row(page, name).locator(".step")).to_have_text("Ready", timeout=15_000)
    page.goto("/library/?q=.jpg&kind=image")
    page.locator(".tile .name a").first.focus()
    page.keyboard.press("ArrowRight")
    name = page.locator(":focus").inner_text()
    before = page.locator(".tile").count()
    page.keyboard.press("Delete")
    expect(page.locator(".tile")).to_have_count(before - 1)
    expect(page.locator(".tile a:focus")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, name)).to_be_visible()
    expect(page.locator(".tile")).to_have_count(before)


def test_the_player_by_keyboard(page: Page, tmp_path: Path) -> None:
    add(page, film(tmp_path / "player.mp4", "-g", "5"))
    expect(row(page, "player.mp4").locator(".step")).to_have_text(
        "Ready", timeout=30_000
    )
    page.goto(row(page, "player.mp4").locator("a").get_attribute("href") or "")
    line = page.get_by_role("slider", name="Position")
    line.focus()
    page.keyboard.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuetext", "0:05 of 0:12")
    page.keyboard.press(".")
    expect(line).to_have_attribute("aria-valuenow", "5.0")
    page.keyboard.press("End")
    expect(line).to_have_attribute("aria-valuetext", "0:12 of 0:12")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.evaluate(
        """() => document.dispatchEvent(
          new CustomEvent("media-seek", { detail: { time: 7, play: false } }))"""
    )
    expect(line).to_have_attribute("aria-valuetext", re.compile("0:0[78] of 0:12"))
