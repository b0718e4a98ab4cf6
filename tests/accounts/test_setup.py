"""The first administrator: once by link, once from the environment, never twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from omniweb.accounts import setup
from omniweb.accounts.models import Membership, Role, SetupLink, User, Workspace
from omniweb.errors import Problem

FORM = {
    "username": "alice",
    "email": "",
    "password": "a long enough phrase",
    "workspace": "Studio",
}


@pytest.mark.django_db
def test_the_link_makes_the_first_administrator_and_signs_in() -> None:
    path = setup.open_link()
    browser = Client()
    assert browser.get(path).status_code == 200
    answer = browser.post(path, FORM)
    assert (answer.status_code, answer.url) == (302, "/library/")
    member = Membership.objects.get()
    assert (member.user.username, member.role) == ("alice", Role.ADMINISTRATOR)
    assert member.user.is_superuser and member.workspace.name == "Studio"
    assert browser.get("/api/v1/me").json()["username"] == "alice"


@pytest.mark.django_db
def test_the_link_works_once() -> None:
    path = setup.open_link()
    Client().post(path, FORM)
    for answer in (
        Client().get(path),
        Client().post(path, FORM | {"username": "mallory"}),
    ):
        assert answer.status_code == 404
        assert "no longer works" in answer.content.decode()
    assert User.objects.count() == 1
    assert setup.open_link() is None


@pytest.mark.django_db
def test_only_a_digest_of_the_link_is_stored() -> None:
    path = setup.open_link()
    assert path is not None
    stored = SetupLink.objects.get().digest
    assert len(stored) == 64 and stored not in path
    assert path.split("/")[2] not in stored


@pytest.mark.django_db
def test_a_guessed_link_opens_nothing() -> None:
    setup.open_link()
    assert Client().get("/setup/guessed/").status_code == 404
    with pytest.raises(setup.SetupClosed):
        setup.make_first(token="guessed", **FORM)
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password123", "12345678901"])
def test_a_weak_password_is_told_and_keeps_the_link(password: str) -> None:
    path = setup.open_link()
    answer = Client().post(path, FORM | {"password": password})
    assert answer.status_code == 400
    assert "password" in answer.content.decode()
    assert Client().get(path).status_code == 200


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same moment; their results or exceptions."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        gate.wait()
        try:
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("links", [1, 2])
def test_two_at_once_make_one_administrator(links: int) -> None:
    tokens = [str(setup.open_link()).split("/")[2] for _ in range(links)]

    def make(name: str, token: str) -> Callable[[], User]:
        form = FORM | {"username": name}
        return lambda: setup.make_first(token=token, **form)

    results = together(make("alice", tokens[0]), make("bob", tokens[-1]))
    assert sorted(type(result).__name__ for result in results) == [
        "SetupClosed",
        "User",
    ]
    assert User.objects.count() == Workspace.objects.count() == 1


@pytest.mark.django_db
def test_unattended_makes_it_once_and_keeps_the_password(settings: Any) -> None:
    settings.SUPERUSER = {"username": "root", "password": "first one", "email": ""}
    assert setup.make_unattended()
    settings.SUPERUSER = settings.SUPERUSER | {"password": "another"}
    assert not setup.make_unattended()
    user = User.objects.get()
    assert user.check_password("first one") and user.is_superuser
    assert Membership.objects.get().role == Role.ADMINISTRATOR


@pytest.mark.django_db(transaction=True)
def test_two_unattended_starts_make_one(settings: Any) -> None:
    settings.SUPERUSER = {"username": "root", "password": "first one", "email": ""}
    results = together(setup.make_unattended, setup.make_unattended)
    assert sorted(results) == [False, True]
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_without_an_account_the_front_page_says_how_to_get_the_link() -> None:
    answer = Client().get("/")
    assert answer.status_code == 200
    assert "start the server again" in answer.content.decode()


def test_a_refusal_is_a_sentence() -> None:
    refusal = setup.SetupClosed()
    assert isinstance(refusal, Problem) and refusal.message.endswith(".")
