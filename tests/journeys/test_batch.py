"""A batch in a real browser: files, the price, its progress, and its results."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.api import Api

pytestmark = [pytest.mark.browser, pytest.mark.server]
SLOWLY = {"timeout": 40_000}


def stills(folder: Path, *colours: str) -> list[Path]:
    """Small pictures, and one file that is none."""
    made = []
    for colour in colours:
        path = folder / f"{colour}.png"
        Image.new("RGB", (160, 90), colour).save(path)
        made.append(path)
    return made


def test_a_folder_becomes_a_batch_and_its_results_a_table(
    page: Page, tmp_path: Path
) -> None:
    bad = tmp_path / "broken.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    page.get_by_role("link", name="Batches").click()
    page.get_by_role("button", name="New batch").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files([*stills(tmp_path, "coral", "navy", "olive"), bad])
    page.get_by_role("radio", name="Ask a question").check()
    page.locator("#batch-prompt").fill("#pace 0 What is it?")
    start = page.get_by_role("button", name=re.compile("^Start"))
    stat = page.locator(".stat").first
    expect(stat).to_contain_text("of 4 files", **SLOWLY)
    expect(stat.locator(".value")).to_have_text("3", **SLOWLY)
    expect(page.get_by_text("1 cannot be sent")).to_be_visible()
    expect(start).to_be_enabled(**SLOWLY)
    expect(start).to_contain_text("¥")
    start.click()
    expect(page.get_by_text("This batch is finished: 3 done, 1 failed")).to_be_visible(
        **SLOWLY
    )
    page.get_by_role("link", name="Failed 1").click()
    failed = page.locator(".batch-items > li")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("damaged")
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    with Path(saved.value.path()).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["state"] for row in rows) == ["done", "done", "done", "failed"]


def test_files_are_chosen_by_keyboard_and_a_batch_is_paused(
    page: Page, api: Api, tmp_path: Path
) -> None:
    for path in stills(tmp_path, "teal", "plum", "gold"):
        api.upload(path)
    page.goto("/library/?q=teal")
    page.get_by_role("link", name="teal.png").focus()
    page.keyboard.press("x")
    button = page.get_by_role("button", name="New batch of 1")
    expect(button).to_be_visible()
    page.keyboard.press("x")
    page.get_by_role("button", name="New batch of all shown").press("Enter")
    expect(page.locator(".stat").first).to_contain_text("of 1 file")
    page.goto("/library/")
    for name in ("teal", "plum", "gold"):
        page.get_by_label(f"Choose {name}.png").check()
    page.get_by_role("button", name="New batch of 3").click()
    page.get_by_role("radio", name="Ask a question").check()
    page.locator("#batch-prompt").fill("#pace slow What is it?")
    start = page.get_by_role("button", name=re.compile("^Start"))
    expect(start).to_be_enabled(**SLOWLY)
    start.click()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("This batch was stopped")).to_be_visible(**SLOWLY)
    page.get_by_role("button", name="Try the rest again").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("This batch was stopped")).to_be_visible(**SLOWLY)
