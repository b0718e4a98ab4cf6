"""Whose an upload is, how it waits, ends and expires, and what it becomes."""

from __future__ import annotations

import fcntl
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from omniweb.accounts.actor import Actor
from omniweb.accounts.tokens import issue
from omniweb.library.models import Asset, Upload
from omniweb.library.sweep import sweep
from tests.conftest import signed_in
from tests.library.tus import create, send, told


def test_a_second_writer_is_told_to_wait(client: Client, settings: Settings) -> None:
    url = create(client, 10)
    with (Path(settings.UPLOAD_DIR) / url.split("/")[2]).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert (
            told(send(client, "PATCH", url, b"abc", Upload_Offset=0), 423) == "locked"
        )
        assert told(send(client, "DELETE", url), 423) == "locked"
    assert send(client, "PATCH", url, b"abc", Upload_Offset=0).status_code == 204


def test_an_upload_can_be_ended(client: Client, settings: Settings) -> None:
    url = create(client, 10)
    send(client, "PATCH", url, b"abc", Upload_Offset=0)
    assert send(client, "DELETE", url).status_code == 204
    assert not list(Path(settings.UPLOAD_DIR).iterdir())
    assert told(send(client, "PATCH", url, b"def", Upload_Offset=3), 404) == "not_found"
    assert send(client, "HEAD", url).status_code == 404


def test_methods_may_be_written_over(client: Client) -> None:
    url = create(client, 10)
    done = send(
        client, "POST", url, b"abc", Upload_Offset=0, X_HTTP_Method_Override="PATCH"
    )
    assert (done.status_code, done["Upload-Offset"]) == (204, "3")
    assert told(send(client, "GET", url), 405) == "method"


def test_an_upload_belongs_to_one_person(
    client: Client, alice: Actor, charlie: Actor, vera: Actor
) -> None:
    url = create(client, 10)
    for stranger in (alice, charlie):
        other = signed_in(stranger)
        assert send(other, "HEAD", url).status_code == 404
        assert (
            told(send(other, "PATCH", url, b"a", Upload_Offset=0), 404) == "not_found"
        )
        assert send(other, "DELETE", url).status_code == 404
    viewer = signed_in(vera)
    assert told(send(viewer, "POST", "/uploads/", Upload_Length=9), 403) == "forbidden"
    assert (
        told(send(Client(), "POST", "/uploads/", Upload_Length=9), 401)
        == "unauthenticated"
    )


def test_a_session_needs_the_csrf_header_and_a_token_does_not(bob: Actor) -> None:
    strict = signed_in(bob, enforce_csrf_checks=True)
    assert send(strict, "POST", "/uploads/", Upload_Length=9).status_code == 403
    strict.cookies["csrftoken"] = "a" * 32
    made = send(
        strict,
        "POST",
        "/uploads/",
        Upload_Length=9,
        X_CSRFToken="a" * 32,
        Content_Type="text/x",
    )
    assert made.status_code == 201
    token = issue(user=bob.user, workspace=bob.workspace, name="script")
    script = Client(enforce_csrf_checks=True)
    url = create(script, 9, Authorization=f"Bearer {token}")
    assert url


def test_what_expires_is_gone_and_swept(client: Client, settings: Settings) -> None:
    url = create(client, 10)
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert told(send(client, "PATCH", url, b"a", Upload_Offset=0), 410) == "gone"
    sweep(timezone.now())
    assert not Upload.objects.exists()
    assert not list(Path(settings.UPLOAD_DIR).iterdir())


def test_the_disk_must_have_room(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from omniweb.library import uploads

    monkeypatch.setattr(uploads, "SPARE_BYTES", 10**18)
    made = send(client, "POST", "/uploads/", Upload_Length=9, Content_Type="text/x")
    assert told(made, 507) == "no_space"


def test_one_whose_sender_left_at_the_end_is_finished_when_asked(
    client: Client, photo: bytes, settings: Settings
) -> None:
    url = create(client, len(photo))
    (Path(settings.UPLOAD_DIR) / url.split("/")[2]).write_bytes(photo)
    head = send(client, "HEAD", url)
    asset = Asset.objects.get(id=head["Omniweb-Asset"])
    assert asset.sha256 == hashlib.sha256(photo).hexdigest()


def test_the_same_content_is_the_same_asset(
    client: Client, photo: bytes, charlie: Actor
) -> None:
    first = send(client, "POST", "/uploads/", photo, Upload_Length=len(photo))
    second = send(client, "POST", "/uploads/", photo, Upload_Length=len(photo))
    assert first["Omniweb-Asset"] == second["Omniweb-Asset"]
    other = send(
        signed_in(charlie), "POST", "/uploads/", photo, Upload_Length=len(photo)
    )
    assert other["Omniweb-Asset"] != first["Omniweb-Asset"]
