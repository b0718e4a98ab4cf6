"""Members and roles: who may let whom in, and what no one may do."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from omniweb.accounts import actions, tokens
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import AuditEntry, Membership, Role, User
from tests.conftest import signed_in

NEW_PASSWORD = {"new_password1": "quite a phrase", "new_password2": "quite a phrase"}


def membership(actor: Actor) -> Membership:
    return Membership.objects.get(user=actor.user, workspace=actor.workspace)


def invite(actor: Actor, name: str, role: Role = Role.EDITOR) -> str | None:
    return actions.invite(actor=actor, username=name, email="", role=role)


def test_an_invitation_shows_a_link_that_sets_a_password_once(alice: Actor) -> None:
    form = {"username": "dora", "email": "", "role": "approver"}
    shown = signed_in(alice).post("/settings/members/", form)
    assert shown.status_code == 201
    found = re.search(r"http://\S+(/invitation/[^<\s]+)", shown.content.decode())
    assert found
    path = found[1]
    dora = Client()
    answer = dora.post(dora.get(path).url, NEW_PASSWORD)
    assert (answer.status_code, answer.url) == (302, "/library/")
    assert dora.get("/api/v1/me").json()["role"] == "approver"
    assert "no longer works" in Client().get(path).content.decode()


def test_an_invited_person_cannot_sign_in_before(alice: Actor) -> None:
    invite(alice, "dora")
    form = {"username": "dora", "password": ""}
    assert Client().post("/sign-in/", form).status_code == 200


def test_somebody_with_an_account_is_added_and_keeps_the_password(
    alice: Actor, charlie: Actor
) -> None:
    before = charlie.user.password
    assert invite(alice, "charlie") is None
    assert User.objects.get(username="charlie").password == before
    assert charlie.user.memberships.count() == 2


def test_a_new_link_is_only_for_who_never_had_a_password(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    invite(alice, "dora")
    dora = Membership.objects.get(user__username="dora")
    assert actions.renew_invitation(actor=alice, member=dora).startswith("/invitation/")
    with pytest.raises(actions.Problem, match="has a password"):
        actions.renew_invitation(actor=alice, member=membership(bob))
    invite(charlie, "dora")
    with pytest.raises(actions.Problem):
        actions.renew_invitation(actor=alice, member=dora)


def test_a_member_is_not_invited_twice(alice: Actor, bob: Actor) -> None:
    form = {"username": "bob", "email": "", "role": "viewer"}
    answer = signed_in(alice).post("/settings/members/", form)
    assert answer.status_code == 409
    assert "member already" in answer.content.decode()
    assert membership(bob).role == Role.EDITOR


def test_the_role_changes_and_is_written_down(alice: Actor, bob: Actor) -> None:
    path = f"/settings/members/{membership(bob).pk}/role/"
    answer = signed_in(alice).post(path, {"role": "approver"}, follow=True)
    assert "bob is Approver now." in answer.content.decode()
    assert membership(bob).role == Role.APPROVER
    entry = AuditEntry.objects.get(verb="changed role")
    assert (entry.user, entry.subject) == (alice.user, "bob")
    assert entry.detail == {"role": "approver"}


@pytest.mark.parametrize("verb", ["role", "remove"])
def test_the_last_administrator_stays(alice: Actor, bob: Actor, verb: str) -> None:
    path = f"/settings/members/{membership(alice).pk}/{verb}/"
    answer = signed_in(alice).post(path, {"role": "viewer"})
    assert answer.status_code == 409
    assert "last administrator" in answer.content.decode()
    assert membership(alice).role == Role.ADMINISTRATOR


def test_one_of_two_administrators_may_go(alice: Actor, bob: Actor) -> None:
    actions.change_role(actor=alice, member=membership(bob), role=Role.ADMINISTRATOR)
    actions.remove_member(actor=alice, member=membership(alice))
    assert list(Membership.objects.values_list("user__username", flat=True)) == ["bob"]


def test_who_is_removed_loses_session_and_token(alice: Actor, bob: Actor) -> None:
    browser = signed_in(bob)
    key = tokens.issue(user=bob.user, workspace=bob.workspace, name="script")
    actions.remove_member(actor=alice, member=membership(bob))
    assert browser.get("/api/v1/me").status_code == 403
    assert tokens.actor_for(key) is None


@pytest.mark.parametrize("person", ["bob", "vera"])
@pytest.mark.parametrize("verb", ["", "{}/role/", "{}/remove/", "{}/link/"])
def test_only_administrators_manage(
    alice: Actor, person: str, verb: str, request: pytest.FixtureRequest
) -> None:
    actor = request.getfixturevalue(person)
    path = "/settings/members/" + verb.format(membership(alice).pk)
    form = {"username": "x", "role": "viewer"}
    answer = signed_in(actor).post(path, form)
    assert answer.status_code == 403
    assert "This takes the role Administrator" in answer.content.decode()
    assert membership(alice).role == Role.ADMINISTRATOR


@pytest.mark.parametrize("verb", ["role", "remove", "link"])
def test_members_elsewhere_do_not_exist(
    alice: Actor, charlie: Actor, verb: str
) -> None:
    path = f"/settings/members/{membership(charlie).pk}/{verb}/"
    assert signed_in(alice).post(path, {"role": "viewer"}).status_code == 404
    assert membership(charlie).role == Role.ADMINISTRATOR


def test_the_page_names_only_one_s_own_people(
    alice: Actor, bob: Actor, charlie: Actor
) -> None:
    page = signed_in(bob).get("/settings/").content.decode()
    assert "alice" in page
    assert "charlie" not in page and "Elsewhere" not in page
    assert "Invite somebody" not in page
