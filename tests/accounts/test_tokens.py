"""API tokens: shown once, stored hashed, good on every path, gone when revoked."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import ApiToken, Membership, Role
from tests.conftest import signed_in


def made(actor: Actor, name: str = "script") -> str:
    return tokens.issue(user=actor.user, workspace=actor.workspace, name=name)


def carrying(token: str, **options: bool) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"}, **options)


def test_a_token_speaks_for_its_person(bob: Actor) -> None:
    answer = carrying(made(bob)).get("/api/v1/me").json()
    assert (answer["username"], answer["role"]) == ("bob", "editor")
    assert answer["workspace"]["name"] == "Studio"


def test_only_its_hash_is_stored(bob: Actor) -> None:
    token = made(bob)
    row = ApiToken.objects.values().get()
    assert token not in str(row) and len(row["digest"]) == 64


def test_the_command_prints_it_alone(bob: Actor) -> None:
    out = io.StringIO()
    call_command("api_token", "bob", stdout=out)
    assert tokens.actor_for(out.getvalue().strip()) == bob


def test_the_command_asks_which_workspace(bob: Actor, charlie: Actor) -> None:
    Membership.objects.create(
        user=bob.user, workspace=charlie.workspace, role=Role.VIEWER
    )
    with pytest.raises(CommandError, match="Elsewhere, Studio"):
        call_command("api_token", "bob")
    out = io.StringIO()
    call_command("api_token", "bob", workspace="Elsewhere", stdout=out)
    there = tokens.actor_for(out.getvalue().strip())
    assert there == Actor(bob.user, charlie.workspace, Role.VIEWER)


def test_the_command_names_who_is_missing(db: None) -> None:
    with pytest.raises(CommandError, match="no member nobody"):
        call_command("api_token", "nobody")


def test_a_token_changes_things_without_csrf(bob: Actor) -> None:
    client = carrying(made(bob), enforce_csrf_checks=True)
    assert client.post("/settings/theme/", {"theme": "dark"}).status_code == 204
    bob.user.refresh_from_db()
    assert bob.user.theme == "dark"


def test_a_bad_token_is_never_mended_by_a_session(bob: Actor) -> None:
    browser = signed_in(bob)
    for header in ("Bearer wrong", "Bearer ", "bearer"):
        answer = browser.get("/api/v1/me", headers={"authorization": header})
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthenticated"


def test_a_token_opens_no_admin_page(alice: Actor) -> None:
    alice.user.is_staff = alice.user.is_superuser = True
    alice.user.save()
    assert carrying(made(alice)).get("/admin/").status_code == 302
    assert signed_in(alice).get("/admin/").status_code == 200


def test_a_token_dies_with_account_and_membership(bob: Actor) -> None:
    token = made(bob)
    bob.user.is_active = False
    bob.user.save()
    assert tokens.actor_for(token) is None


def test_the_role_is_the_one_of_now(bob: Actor) -> None:
    token = made(bob)
    Membership.objects.filter(user=bob.user).give(Role.VIEWER)
    found = tokens.actor_for(token)
    assert found is not None and found.role == Role.VIEWER


def test_the_page_makes_one_and_shows_it_once(bob: Actor) -> None:
    browser = signed_in(bob)
    page = browser.post("/settings/tokens/", {"name": "nightly"})
    assert page.status_code == 201
    assert "no-store" in page["Cache-Control"]
    shown = page.content.decode().split("readonly autofocus>")[1].split("<")[0]
    assert tokens.actor_for(shown) == bob
    settings = browser.get("/settings/").content.decode()
    assert "nightly" in settings and shown not in settings


def test_revoking_ends_it(bob: Actor) -> None:
    token = made(bob)
    path = f"/settings/tokens/{ApiToken.objects.get().id}/"
    browser = signed_in(bob)
    assert browser.post(path).status_code == 302
    assert carrying(token).get("/api/v1/me").status_code == 401
    assert browser.post(path).status_code == 404


@pytest.mark.parametrize(
    ("person", "status"), [("vera", 404), ("charlie", 404), ("alice", 302)]
)
def test_others_tokens_are_the_administrators_to_revoke(
    bob: Actor, person: str, status: int, request: pytest.FixtureRequest
) -> None:
    made(bob)
    browser = signed_in(request.getfixturevalue(person))
    path = f"/settings/tokens/{ApiToken.objects.get().id}/"
    assert browser.post(path).status_code == status


def test_last_use_is_noted_once_a_minute(bob: Actor) -> None:
    token = made(bob)
    tokens.actor_for(token)
    first = ApiToken.objects.get().last_used_at
    tokens.actor_for(token)
    assert ApiToken.objects.get().last_used_at == first
    later = timezone.now() + timedelta(minutes=2)
    ApiToken.objects.all().note_use(later)
    assert ApiToken.objects.get().last_used_at == later
