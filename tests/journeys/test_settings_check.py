"""An endpoint tested from the settings in a real browser: live, kept, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api import Api
from tests.journeys.pictures import take
from tests.server import OmniwebServer

pytestmark = [pytest.mark.browser, pytest.mark.server]
SLOWLY = {"timeout": 30_000}
NAMES = ["address", "key", "region", "model", "streaming", "speech", "URL fetch"]
WIDER = "document.documentElement.scrollWidth > innerWidth"


def calls(api: Api) -> int:
    """How many calls of the sandbox's model Usage counts."""
    lines = api.get("usage?by=model")["items"]
    return sum(line["calls"] for line in lines if line["key"] == "sandbox/omni")


def test_an_endpoint_is_tested_by_keyboard_and_the_result_stays(
    page: Page, api: Api
) -> None:
    page.goto("/settings/")
    sandbox = page.locator("#endpoint_sandbox")
    before = calls(api)
    button = sandbox.get_by_role("button", name="Test Sandbox: no AI")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-busy", "true")
    expect(sandbox.locator("summary .pill")).to_have_text("running")
    # A second press while it runs tests nothing twice.
    page.keyboard.press("Enter")
    expect(sandbox.locator(".step").first).to_contain_text("answers", **SLOWLY)
    expect(sandbox.locator("stage-line")).to_contain_text("speak", **SLOWLY)
    expect(sandbox.locator("summary .pill")).to_have_text("passed", **SLOWLY)
    expect(sandbox.locator(".step .name")).to_have_text(NAMES)
    expect(button).to_be_focused()
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("status").last).to_contain_text("5 of 7 steps passed")
    assert page.url.endswith("/settings/")
    take(page, "15-endpoint-test")
    assert not page.evaluate(WIDER)
    page.reload()
    expect(sandbox.locator("summary .pill")).to_have_text("passed")
    expect(sandbox.locator("summary")).to_contain_text(re.compile("omni, .*would cost"))
    expect(sandbox.locator(".step").first).to_be_hidden()
    sandbox.locator("summary").press("Enter")
    expect(sandbox.locator(".step .name")).to_have_text(NAMES)
    assert calls(api) == before + 2


def test_a_running_test_is_taken_up_by_another_page_and_without_scripts(
    page: Page, browser: Browser, server: OmniwebServer
) -> None:
    state = page.context.storage_state()
    plain = browser.new_context(
        base_url=server.url, java_script_enabled=False, storage_state=state
    )
    bare = plain.new_page()
    bare.goto("/settings/")
    bare.get_by_role("button", name="Test Sandbox: no AI").click()
    assert bare.url.endswith("/settings/#endpoint_sandbox")
    expect(bare.locator("#endpoint_sandbox summary .pill")).to_have_text("running")
    page.goto("/settings/")
    taken_up = page.locator("#endpoint_sandbox")
    expect(taken_up.locator("stage-line")).to_be_visible()
    expect(taken_up.locator("summary .pill")).to_have_text("passed", **SLOWLY)
    bare.get_by_role("link", name="Look again").click()
    expect(bare.locator("#endpoint_sandbox summary .pill")).to_have_text("passed")
    plain.close()


def test_what_cannot_be_started_is_said_in_its_place(page: Page) -> None:
    page.goto("/settings/")
    refuse = {
        "status": 422,
        "content_type": "application/json",
        "body": '{"error": {"code": "gone", "message": "It is not set up any more."}}',
    }
    page.route("**/api/v1/endpoints/**", lambda route: route.fulfill(**refuse))
    sandbox = page.locator("#endpoint_sandbox")
    sandbox.get_by_role("button", name=re.compile("^Test")).click()
    expect(sandbox.get_by_role("alert")).to_have_text("It is not set up any more.")
    button = sandbox.get_by_role("button", name=re.compile("^Test"))
    expect(button).not_to_have_attribute("aria-busy", "true")
