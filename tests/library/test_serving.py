"""Files go out whole or in ranges, at the reader's pace, and only to their people."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.http import HttpResponseBase
from django.test import Client

from omniweb.accounts.actor import Actor
from omniweb.facts import MediaFacts
from omniweb.library.models import Asset, Rendition, State
from omniweb.serve import disposition
from tests.conftest import signed_in

CONTENT = bytes(range(256)) * 4
SIZE = len(CONTENT)


@pytest.fixture
def asset(bob: Actor) -> Asset:
    """A ready asset with content that counts up, on this disk."""
    return ready(bob)


def ready(actor: Actor) -> Asset:
    """A film as far as rows know, whose content counts up."""
    facts = MediaFacts(kind="video", mime="video/mp4", bytes=SIZE)
    made = Asset(
        id=uuid.uuid4(),
        workspace=actor.workspace,
        name='Ein "Film"\r\n/ä.mp4',
        bytes=SIZE,
        sha256="0" * 64,
        state=State.READY,
        kind="video",
        facts=facts.to_json(),
    )
    made.original.save("original", ContentFile(CONTENT), save=False)
    made.save(force_insert=True)
    return made


def body(response: HttpResponseBase) -> bytes:
    """The whole body, streamed or not."""
    if not response.streaming:
        return bytes(getattr(response, "content", b""))
    return async_to_sync(_gathered)(response)


async def _gathered(response: Any) -> bytes:
    return b"".join([piece async for piece in response])


def original(asset: Asset, client: Client, **headers: str) -> Any:
    """GET the original."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/assets/{asset.id}/original", headers=named)


def test_a_whole_file(asset: Asset, vera: Actor) -> None:
    response = original(asset, signed_in(vera))
    assert response.status_code == 200
    assert body(response) == CONTENT
    assert response["Content-Type"] == "video/mp4"
    assert response["Content-Length"] == str(SIZE)
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert "Content-Disposition" not in response


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        ("bytes=-99999", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-{SIZE + 50}", SIZE - 1, SIZE - 1),
    ],
)
def test_a_range(asset: Asset, bob: Actor, asked: str, first: int, last: int) -> None:
    response = original(asset, signed_in(bob), Range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert body(response) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", "bytes=99999-100000", "bytes=-0"])
def test_a_range_beyond_the_end(asset: Asset, bob: Actor, asked: str) -> None:
    response = original(asset, signed_in(bob), Range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked", ["bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=a-b"]
)
def test_what_is_no_single_range_is_answered_whole(
    asset: Asset, bob: Actor, asked: str
) -> None:
    response = original(asset, signed_in(bob), Range=asked)
    assert (response.status_code, body(response)) == (200, CONTENT)


def test_a_range_of_another_version_is_answered_whole(asset: Asset, bob: Actor) -> None:
    client = signed_in(bob)
    tag = original(asset, client)["ETag"]
    same = original(asset, client, Range="bytes=0-1", If_Range=tag)
    other = original(asset, client, Range="bytes=0-1", If_Range='"other"')
    assert (same.status_code, other.status_code) == (206, 200)
    known = original(asset, client, If_None_Match=tag)
    assert (known.status_code, body(known)) == (304, b"")


def test_head_is_get_without_the_body(asset: Asset, bob: Actor) -> None:
    response = signed_in(bob).head(f"/assets/{asset.id}/original")
    assert response["Content-Length"] == str(SIZE)
    assert response["Content-Type"] == "video/mp4"
    assert response.content == b""


def test_a_download_is_named_safely(asset: Asset, bob: Actor) -> None:
    response = signed_in(bob).get(f"/assets/{asset.id}/original?download=1")
    shown = response["Content-Disposition"]
    assert shown.startswith('attachment; filename="Ein _Film_')
    assert "\r" not in shown
    assert "filename*=UTF-8''Ein%20_Film_" in shown
    assert "%C3%A4.mp4" in shown


def test_what_was_never_measured_is_only_saved(asset: Asset, bob: Actor) -> None:
    Asset.objects.update(facts=None, state=State.REJECTED)
    response = original(asset, signed_in(bob))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_only_members_are_served(asset: Asset, charlie: Actor) -> None:
    assert original(asset, signed_in(charlie)).status_code == 404
    assert original(asset, Client()).status_code in (302, 401)


def test_renditions_are_served_by_spec(asset: Asset, bob: Actor) -> None:
    client = signed_in(bob)
    address = f"/assets/{asset.id}/renditions/waveform"
    assert client.get(address).status_code == 404
    made = Rendition(
        asset=asset, spec="waveform", content_type="application/json", bytes=2
    )
    made.file.save("waveform.json", ContentFile(b"{}"), save=False)
    made.save()
    response = client.get(address)
    assert (body(response), response["Content-Type"]) == (b"{}", "application/json")
    saved = client.get(f"{address}?download=1")
    assert saved["Content-Disposition"].endswith(f"{asset.id}-waveform.json")


def test_files_go_after_their_rows_on_commit(
    bob: Actor, kept: Storage, django_capture_on_commit_callbacks: Any
) -> None:
    asset = ready(bob)
    name = asset.original.name
    with django_capture_on_commit_callbacks(execute=True):
        asset.delete()
        assert kept.exists(name)
    assert not kept.exists(name)


@pytest.mark.parametrize("name", ["a", 'b"; evil="x', "é\n", "../../x", "日本.mp4"])
def test_no_name_breaks_out_of_the_header(name: str) -> None:
    shown = disposition(name)
    assert shown.isascii()
    assert shown.count('"') == 2
    assert "\n" not in shown
    assert "/" not in shown
