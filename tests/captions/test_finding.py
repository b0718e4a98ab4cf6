"""The library finds files by what their approved captions say."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.captions import actions
from omniweb.captions.models import Caption, CaptionState, CaptionVersion
from omniweb.library.models import Asset, State

pytestmark = pytest.mark.django_db


def captioned(actor: Actor, name: str, **data: object) -> Caption:
    """A file with a drafted caption."""
    asset = Asset.objects.create(
        workspace=actor.workspace,
        owner=actor.user,
        name=name,
        kind="image",
        state=State.READY,
        bytes=1,
        sha256=name.ljust(64, "0"),
    )
    caption = Caption.objects.create(
        workspace=actor.workspace,
        asset=asset,
        owner=actor.user,
        schema="marketing",
        model="sandbox/omni",
        state=CaptionState.DRAFT,
        version=1,
    )
    CaptionVersion.objects.create(caption=caption, number=1, data=data)
    return caption


def shown(actor: Actor, query: str) -> set[str]:
    """The names on the library's page."""
    client = Client()
    client.force_login(actor.user)
    answer = client.get(f"/library/?{query}")
    assert answer.status_code == 200
    return {card.asset.name for card in answer.context["cards"]}


def approve(actor: Actor, caption: Caption) -> None:
    actions.approve(actor=actor, caption=caption, version=1, now=timezone.now())


def test_a_word_of_an_approved_caption_finds_its_file(alice: Actor) -> None:
    approve(alice, captioned(alice, "one.png", headline="The Red Lantern"))
    captioned(alice, "two.png", headline="Lantern in draft")
    assert shown(alice, "q=lantern") == {"one.png"}


def test_words_are_found_in_lists_and_beyond_ascii(alice: Actor) -> None:
    approve(alice, captioned(alice, "one.png", keywords=["Größe", "灯笼"]))
    assert shown(alice, "q=灯笼") == {"one.png"}
    assert shown(alice, "q=Größe one") == {"one.png"}


def test_a_field_is_not_found_by_its_name(alice: Actor) -> None:
    approve(alice, captioned(alice, "one.png", headline="Warm"))
    assert shown(alice, "q=headline") == set()


def test_the_filters_show_what_is_approved_and_what_waits(alice: Actor) -> None:
    approve(alice, captioned(alice, "one.png", headline="Warm"))
    captioned(alice, "two.png", headline="Cold")
    assert shown(alice, "mark=approved") == {"one.png"}
    assert shown(alice, "mark=draft") == {"two.png"}
    assert shown(alice, "mark=nonsense") == {"one.png", "two.png"}


def test_what_a_colleague_elsewhere_approved_is_not_found(
    alice: Actor, charlie: Actor
) -> None:
    approve(charlie, captioned(charlie, "one.png", headline="Lantern"))
    assert shown(alice, "q=lantern") == set()
