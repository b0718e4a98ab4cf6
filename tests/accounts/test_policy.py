"""The content policy in real Chromium: pages, API docs and admin break no rule."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from omniweb.accounts import setup
from omniweb.accounts.actor import Actor
from tests.conftest import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WATCH = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.broken.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture
def page(live_server: Any) -> Iterator[Page]:
    """A page of a browser at the server, that writes down what the policy stopped."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is missing; bin/test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=live_server.url)
        page.add_init_script(WATCH)
        yield page
        browser.close()


def unbroken(page: Page) -> bool:
    broken = page.evaluate("window.broken")
    assert broken == [], page.url
    return True


@pytest.fixture
def operator(alice: Actor) -> Actor:
    """alice with the admin console; made before the browser takes the thread."""
    alice.user.is_staff = alice.user.is_superuser = True
    alice.user.save()
    return alice


@pytest.fixture
def link(db: None) -> str:
    """An open setup link."""
    return str(setup.open_link())


def sign_in(page: Page) -> None:
    page.goto("/sign-in/?next=/settings/")
    page.get_by_label("Username").fill("alice")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Settings").wait_for()


def test_the_api_docs_draw_themselves(page: Page) -> None:
    page.goto("/api/v1/docs")
    page.get_by_text("/api/v1/me").first.wait_for()
    page.get_by_role("button", name="Authorize").first.click()
    page.get_by_text("BearerToken").first.wait_for()
    assert unbroken(page)


def test_sign_in_settings_and_admin(operator: Actor, page: Page) -> None:
    sign_in(page)
    assert unbroken(page)
    for path in ("/admin/", "/admin/accounts/user/", "/admin/accounts/user/add/"):
        page.goto(path)
        page.locator("#content").wait_for()
        assert unbroken(page)


def test_setup_by_keyboard_alone(link: str, page: Page) -> None:
    page.goto(link)
    page.get_by_label("Name to sign in with").focus()
    for text in ("alice", "", PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/library/")


def test_inviting_by_keyboard_shows_the_link_with_focus(
    operator: Actor, page: Page
) -> None:
    sign_in(page)
    page.locator("#invite_username").focus()
    page.keyboard.type("dora")
    page.keyboard.press("Enter")
    link = page.get_by_label("Link")
    link.wait_for()
    assert "/invitation/" in link.input_value()
    assert link.evaluate("node => node === document.activeElement")
    assert unbroken(page)
