"""A running omniweb and a real browser: one installation per module."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import PASSWORD
from tests.server import OmniwebServer

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, from the system or as playwright installed it.

    One a module: while it is open an event loop runs, which tests of other modules
    could not bear.
    """
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"]
        )
        yield opened
        opened.close()


@pytest.fixture
def page(server: OmniwebServer, browser: Browser) -> Iterator[Page]:
    """Alice, signed in, at the library; faults on any page fail the test."""
    context = browser.new_context(base_url=server.url)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on(
        "console", lambda said: faults.append(said.text) if blames(said.text) else None
    )
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.goto("/sign-in/")
    opened.get_by_label("Username").fill("alice")
    opened.get_by_label("Password").fill(PASSWORD)
    opened.get_by_role("button", name="Sign in").click()
    opened.wait_for_url("**/library/")
    yield opened
    context.close()
    assert not faults


def blames(text: str) -> bool:
    """Whether the console tells of a policy that was broken."""
    return "Content Security Policy" in text
