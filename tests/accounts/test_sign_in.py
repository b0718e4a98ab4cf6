"""Sign in, sign out, and the lock after too many wrong passwords."""

from __future__ import annotations

import pytest
from django.test import Client

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership
from tests.conftest import PASSWORD, signed_in


def attempt(browser: Client, password: str, username: str = "alice", **extra: str):
    return browser.post(
        "/sign-in/", {"username": username, "password": password}, **extra
    )


def test_the_right_password_leads_to_the_library(alice: Actor) -> None:
    answer = attempt(Client(), PASSWORD)
    assert (answer.status_code, answer.url) == (302, "/library/")


def test_a_wrong_password_is_told_in_words(alice: Actor) -> None:
    answer = attempt(Client(), "wrong")
    assert answer.status_code == 200
    assert "correct username and password" in answer.content.decode()


def test_too_many_wrong_passwords_lock_with_a_sentence(alice: Actor) -> None:
    browser = Client()
    for _ in range(7):
        assert attempt(browser, "wrong").status_code == 200
    answer = attempt(browser, "wrong")
    assert answer.status_code == 429
    assert "Wait 15 minutes and try again." in answer.content.decode()
    assert attempt(browser, PASSWORD).status_code == 429


def test_the_lock_holds_one_name_at_one_address(alice: Actor, bob: Actor) -> None:
    browser = Client()
    for _ in range(8):
        attempt(browser, "wrong")
    assert attempt(browser, PASSWORD, username="bob").status_code == 302
    elsewhere = attempt(Client(), PASSWORD, REMOTE_ADDR="10.1.2.3")
    assert elsewhere.status_code == 302


def test_a_forged_forwarded_header_does_not_lift_the_lock(alice: Actor) -> None:
    for number in range(8):
        attempt(Client(), "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    answer = attempt(Client(), PASSWORD, HTTP_X_FORWARDED_FOR="10.9.9.9")
    assert answer.status_code == 429


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/"])
def test_next_never_leads_to_another_site(alice: Actor, target: str) -> None:
    form = {"username": "alice", "password": PASSWORD, "next": target}
    assert Client().post("/sign-in/", form).url == "/library/"


def test_sign_out_ends_the_session(alice: Actor) -> None:
    browser = signed_in(alice)
    assert browser.post("/sign-out/").status_code == 302
    assert browser.get("/api/v1/me").status_code == 401


def test_sign_in_needs_the_csrf_token(alice: Actor) -> None:
    answer = attempt(Client(enforce_csrf_checks=True), PASSWORD)
    assert answer.status_code == 403
    assert "Reload it and try again." in answer.content.decode()


def test_the_front_page_knows_where_one_belongs(alice: Actor) -> None:
    assert Client().get("/").url == "/sign-in/"
    browser = signed_in(alice)
    assert browser.get("/").url == "/library/"
    Membership.objects.all().delete()
    answer = browser.get("/")
    assert answer.status_code == 403
    assert "no workspace" in answer.content.decode()
