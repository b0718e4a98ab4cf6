"""What lies in OSS goes out by signed addresses, or through us where scripts read."""

from __future__ import annotations

from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from omniweb.accounts.actor import Actor
from omniweb.library.models import Asset, Rendition, State
from tests.conftest import signed_in
from tests.library.test_serving import CONTENT, SIZE, body, ready
from tests.oss import in_oss
from tests.oss.bucket import Bucket


@pytest.fixture
def asset(bucket: Bucket, settings: Any, bob: Actor) -> Asset:
    """A ready asset in OSS."""
    in_oss(settings, bucket.endpoint)
    return ready(bob)


def followed(client: Client, path: str, **headers: str) -> Any:
    """The bucket's answer to where a page is sent."""
    moved = client.get(path)
    assert moved.status_code == 302
    assert moved["Cache-Control"] == "private, max-age=1800"
    return urlopen(Request(moved["Location"], headers=headers))


def test_a_player_seeks_in_the_bucket(asset: Asset, vera: Actor) -> None:
    path = f"/assets/{asset.id}/original"
    with followed(signed_in(vera), path, Range="bytes=100-109") as answer:
        assert (answer.status, answer.read()) == (206, CONTENT[100:110])
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Disposition"] is None


def test_a_download_comes_from_the_bucket_under_its_name(
    asset: Asset, bob: Actor
) -> None:
    client, path = signed_in(bob), f"/assets/{asset.id}/original"
    with followed(client, f"{path}?download=1") as answer:
        assert answer.read() == CONTENT
        shown = answer.headers["Content-Disposition"]
    assert shown.startswith("attachment; filename*=UTF-8''Ein%20%22Film%22")
    Asset.objects.update(facts=None, state=State.REJECTED)
    with followed(client, path) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_head_is_answered_here_since_a_signature_is_for_one_method(
    asset: Asset, bob: Actor
) -> None:
    response = signed_in(bob).head(f"/assets/{asset.id}/original")
    assert (response.status_code, response["Content-Length"]) == (200, str(SIZE))


def test_what_scripts_read_comes_through_us(asset: Asset, bob: Actor) -> None:
    made = Rendition(
        asset=asset, spec="waveform", content_type="application/json", bytes=2
    )
    made.file.save("waveform.json", ContentFile(b"{}"), save=False)
    made.save()
    response = signed_in(bob).get(f"/assets/{asset.id}/renditions/waveform")
    assert (response.status_code, body(response)) == (200, b"{}")


def test_only_members_are_sent_there(asset: Asset, charlie: Actor) -> None:
    path = f"/assets/{asset.id}/original"
    assert signed_in(charlie).get(path).status_code == 404
    assert "x-oss" not in Client().get(path).headers.get("Location", "")
