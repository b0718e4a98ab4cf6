"""tus 1.0.0 as its specification and tusd's own tests have it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.test import Client
from pytest_django import Settings

from omniweb.accounts.actor import Actor
from omniweb.library.models import Asset, Upload
from tests.library.tus import create, encoded, send, told


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
