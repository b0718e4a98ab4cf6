"""Workspaces: which one a session works in, and that nothing leaks between them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership, Role, Theme
from tests.conftest import signed_in


def where(browser: Client) -> str:
    return str(browser.get("/api/v1/me").json()["workspace"]["name"])


def test_switching_stays_for_the_session(bob: Actor, charlie: Actor) -> None:
    Membership.objects.create(
        user=bob.user, workspace=charlie.workspace, role=Role.VIEWER
    )
    browser = signed_in(bob)
    assert where(browser) == "Studio"
    answer = browser.post(f"/workspaces/{charlie.workspace.id}/switch/")
    assert (answer.status_code, answer.url) == (302, "/library/")
    assert where(browser) == "Elsewhere"
    assert browser.get("/api/v1/me").json()["role"] == "viewer"
    assert where(signed_in(bob)) == "Studio"


def test_one_cannot_switch_into_another_team(bob: Actor, charlie: Actor) -> None:
    browser = signed_in(bob)
    for target in (charlie.workspace.id, uuid4()):
        assert browser.post(f"/workspaces/{target}/switch/").status_code == 404
    assert where(browser) == "Studio"


def test_a_lost_membership_falls_back_to_another(bob: Actor, charlie: Actor) -> None:
    joined = Membership.objects.create(user=bob.user, workspace=charlie.workspace)
    browser = signed_in(bob)
    browser.post(f"/workspaces/{charlie.workspace.id}/switch/")
    joined.delete()
    assert where(browser) == "Studio"


def test_an_administrator_founds_a_workspace_and_is_there(alice: Actor) -> None:
    browser = signed_in(alice)
    assert browser.post("/workspaces/", {"name": "Client"}).status_code == 302
    assert where(browser) == "Client"
    assert browser.get("/api/v1/me").json()["role"] == "administrator"


def test_others_do_not_found_workspaces(bob: Actor) -> None:
    assert signed_in(bob).post("/workspaces/", {"name": "X"}).status_code == 403


def test_switching_needs_csrf_and_post(bob: Actor) -> None:
    path = f"/workspaces/{bob.workspace.id}/switch/"
    assert signed_in(bob, enforce_csrf_checks=True).post(path).status_code == 403
    assert signed_in(bob).get(path).status_code == 405


@pytest.mark.parametrize("theme", list(Theme))
def test_the_theme_is_remembered(bob: Actor, theme: Theme) -> None:
    form = {"theme": theme, "next": "/library/"}
    answer = signed_in(bob).post("/settings/theme/", form)
    assert (answer.status_code, answer.url) == (302, "/library/")
    bob.user.refresh_from_db()
    assert bob.user.theme == theme


def test_an_unknown_theme_changes_nothing(bob: Actor) -> None:
    assert signed_in(bob).post("/settings/theme/", {"theme": "neon"}).status_code == 400
    bob.user.refresh_from_db()
    assert bob.user.theme == "system"


def test_the_theme_form_never_leads_elsewhere(bob: Actor) -> None:
    form = {"theme": "dark", "next": "https://evil.example/"}
    assert signed_in(bob).post("/settings/theme/", form).url == "/settings/"
