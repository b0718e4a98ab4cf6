"""The doorkeeper: whom it lets in, and how it turns others away."""

from __future__ import annotations

import pytest
from django.test import Client

from omniweb.accounts.actor import Actor, Forbidden
from omniweb.accounts.models import Membership, Role
from tests.conftest import signed_in


def test_each_role_may_what_stands_before_it() -> None:
    order = list(Role)
    for place, role in enumerate(order):
        assert [role.covers(needed) for needed in order] == [
            position <= place for position in range(len(order))
        ]


def test_too_small_a_role_says_which_it_takes(vera: Actor) -> None:
    with pytest.raises(Forbidden, match=r"takes the role Editor in Studio.*Viewer"):
        vera.require(Role.EDITOR)


def test_a_page_without_actor_leads_to_sign_in_and_back(db: None) -> None:
    answer = Client().get("/settings/?x=1")
    assert (answer.status_code, answer.url) == (
        302,
        "/sign-in/?next=/settings/%3Fx%3D1",
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer wrong"},
        {"accept": "application/json"},
        {"tus-resumable": "1.0.0"},
        {"sec-fetch-dest": "empty"},
    ],
)
def test_anything_else_without_actor_gets_401(
    db: None, headers: dict[str, str]
) -> None:
    answer = Client(headers=headers).get("/settings/")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "unauthenticated"


def test_somebody_without_a_workspace_is_told(bob: Actor) -> None:
    browser = signed_in(bob)
    Membership.objects.all().delete()
    answer = browser.get("/settings/")
    assert answer.status_code == 403
    assert "no workspace" in answer.content.decode()
    told = browser.get("/api/v1/me")
    assert (told.status_code, told.json()["error"]["code"]) == (403, "no_workspace")
