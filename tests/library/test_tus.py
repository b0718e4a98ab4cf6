"""tus 1.0.0 as its specification and tusd's own tests have it."""

from __future__ import annotations

import base64
import fcntl
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from omniweb.accounts.actor import Actor
from omniweb.accounts.tokens import issue
from omniweb.library.models import Asset, Upload
from omniweb.library.sweep import sweep
from tests.conftest import signed_in
from tests.library import clips

PIECE = "application/offset+octet-stream"


def send(
    client: Client, method: str, path: str, body: bytes = b"", **headers: Any
) -> Any:
    """One request; header names with underscores, piece type unless told."""
    named = {"Tus-Resumable": "1.0.0", "Content-Type": PIECE}
    named |= {name.replace("_", "-"): str(value) for name, value in headers.items()}
    kind = named["Content-Type"]
    named = {name: value for name, value in named.items() if value}
    return client.generic(method, path, body, content_type=kind, headers=named)


def encoded(name: str) -> str:
    """A file name as Upload-Metadata."""
    return f"filename {base64.b64encode(name.encode()).decode()}"


def create(client: Client, length: int, **headers: Any) -> str:
    """The address of a new upload."""
    made = send(
        client,
        "POST",
        "/uploads/",
        Upload_Length=length,
        Content_Type="text/x",
        **headers,
    )
    assert made.status_code == 201, made.content
    assert made["Tus-Resumable"] == "1.0.0"
    return str(made["Location"])


def told(response: HttpResponse, status: int) -> str:
    """The code of a refusal in the API's shape."""
    assert response.status_code == status, response.content
    assert response["Tus-Resumable"] == "1.0.0"
    error = response.json()["error"]  # type: ignore[attr-defined]
    assert error["message"].endswith(".")
    return str(error["code"])


@pytest.fixture
def client(bob: Actor) -> Client:
    """bob's browser."""
    return signed_in(bob)


@pytest.fixture
def photo(tmp_path: Path) -> bytes:
    """A real picture's bytes."""
    return clips.photo(tmp_path / "photo").read_bytes()


def test_what_the_server_can_do_is_told_to_anybody(db: None) -> None:
    response = Client().options("/uploads/")
    assert response.status_code == 204
    assert response["Tus-Version"] == "1.0.0"
    assert set(response["Tus-Extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "termination",
        "expiration",
    }
    assert response["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(response["Tus-Max-Size"]) == 16 * 1024**3


def test_a_file_in_pieces_becomes_an_asset(
    client: Client, photo: bytes, kept: Storage, bob: Actor
) -> None:
    url = create(client, len(photo), Upload_Metadata=encoded("../../etc/Häfen.jpg"))
    assert url.startswith("/uploads/")
    for start in range(0, len(photo), 1000):
        head = send(client, "HEAD", url)
        assert (head["Upload-Offset"], head["Upload-Length"]) == (
            str(start),
            str(len(photo)),
        )
        assert head["Cache-Control"] == "no-store"
        assert "Omniweb-Asset" not in head
        piece = photo[start : start + 1000]
        last = send(client, "PATCH", url, piece, Upload_Offset=start)
        assert last.status_code == 204
        assert last["Upload-Offset"] == str(start + len(piece))
        assert last["Upload-Expires"].endswith("GMT")
    asset = Asset.objects.get(id=last["Omniweb-Asset"])
    assert asset.name == "Häfen.jpg"
    assert asset.sha256 == hashlib.sha256(photo).hexdigest()
    assert (asset.bytes, asset.owner) == (len(photo), bob.user)
    with kept.open(asset.original.name) as stored:
        assert stored.read() == photo
    again = send(client, "HEAD", url)
    assert again["Omniweb-Asset"] == str(asset.id)
    assert again["Upload-Offset"] == str(len(photo))
    empty = send(client, "PATCH", url, Upload_Offset=len(photo))
    assert (empty.status_code, empty["Omniweb-Asset"]) == (204, str(asset.id))


def test_the_first_piece_may_come_with_the_creation(
    client: Client, photo: bytes
) -> None:
    made = send(client, "POST", "/uploads/", photo, Upload_Length=len(photo))
    assert made.status_code == 201
    assert made["Upload-Offset"] == str(len(photo))
    assert Asset.objects.filter(id=made["Omniweb-Asset"]).exists()


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 400, "bad_header"),
        ({"Upload_Length": "-1"}, 400, "bad_header"),
        ({"Upload_Length": "ten"}, 400, "bad_header"),
        ({"Upload_Length": "0"}, 400, "empty"),
        ({"Upload_Length": 17 * 1024**3}, 413, "too_large"),
        ({"Upload_Defer_Length": "1"}, 400, "length_required"),
        ({"Upload_Length": "9", "Upload_Metadata": "filename !"}, 400, "bad_header"),
        ({"Upload_Length": "9", "Tus_Resumable": "0.2.2"}, 412, "tus_version"),
        ({"Upload_Length": "9", "Tus_Resumable": ""}, 412, "tus_version"),
    ],
)
def test_creations_that_are_refused(
    client: Client, headers: dict[str, Any], status: int, code: str
) -> None:
    made = send(client, "POST", "/uploads/", Content_Type="text/x", **headers)
    assert told(made, status) == code
    assert not Upload.objects.exists()
    if status == 412:
        assert made["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize("metadata", ["", "filename", "filename ,is_confidential"])
def test_metadata_may_be_empty(client: Client, metadata: str) -> None:
    made = client.post(
        "/uploads/",
        b"",
        content_type="text/x",
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": "5",
            "Upload-Metadata": metadata,
        },
    )
    assert made.status_code == 201


def sha1(piece: bytes) -> str:
    """As Upload-Checksum."""
    return f"sha1 {base64.b64encode(hashlib.sha1(piece).digest()).decode()}"


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (
            b"abc",
            {"Upload_Offset": 0, "Content_Type": "text/plain"},
            415,
            "content_type",
        ),
        (b"abc", {}, 400, "bad_header"),
        (b"abc", {"Upload_Offset": "x"}, 400, "bad_header"),
        (b"abc", {"Upload_Offset": 3}, 409, "wrong_offset"),
        (b"a" * 11, {"Upload_Offset": 0}, 413, "too_long"),
        (
            b"abc",
            {"Upload_Offset": 0, "Upload_Checksum": "md5 YQ=="},
            400,
            "checksum_algorithm",
        ),
        (b"abc", {"Upload_Offset": 0, "Upload_Checksum": "sha1 *"}, 400, "bad_header"),
        (
            b"abc",
            {"Upload_Offset": 0, "Upload_Checksum": sha1(b"abd")},
            460,
            "checksum",
        ),
        (b"abc", {"Upload_Offset": 0, "Tus_Resumable": "2.0.0"}, 412, "tus_version"),
    ],
)
def test_pieces_that_are_refused_change_nothing(
    client: Client, body: bytes, headers: dict[str, Any], status: int, code: str
) -> None:
    url = create(client, 10)
    assert told(send(client, "PATCH", url, body, **headers), status) == code
    assert send(client, "HEAD", url)["Upload-Offset"] == "0"
    good = send(
        client, "PATCH", url, b"abc", Upload_Offset=0, Upload_Checksum=sha1(b"abc")
    )
    assert (good.status_code, good["Upload-Offset"]) == (204, "3")


def test_a_piece_too_large_for_one_request_names_the_size(
    client: Client, settings: Settings
) -> None:
    settings.MAX_BODY_BYTES = 4
    url = create(client, 100)
    refused = send(client, "PATCH", url, b"12345", Upload_Offset=0)
    assert told(refused, 413) == "too_large"
    assert "8 MB" in refused.json()["error"]["message"]


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
