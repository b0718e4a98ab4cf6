"""Assets over the JSON API: upload, list, find, trash, restore, prepare again."""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import Storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import AuditEntry
from omniweb.jobs.models import Job
from omniweb.library.models import Asset, State
from tests.conftest import signed_in

API = "/api/v1/assets"


def post(client: Client, content: bytes, name: str = "a.jpg") -> Any:
    """POST a form with one file."""
    return client.post(API, {"file": SimpleUploadedFile(name, content)})


def test_a_small_file_is_posted(client: Client, photo: bytes, kept: Storage) -> None:
    response = post(client, photo, "C:\\photos\\Summer.jpg")
    assert response.status_code == 201, response.content
    told = response.json()
    assert told["name"] == "Summer.jpg"
    assert (told["state"], told["kind"]) == ("new", "image")
    assert told["sha256"] == hashlib.sha256(photo).hexdigest()
    assert told["bytes"] == len(photo)
    assert told["renditions"] == []
    job = Job.objects.get(id=told["job"])
    assert (job.kind, job.args) == ("library.prepare", {"asset": told["id"]})
    with kept.open(Asset.objects.get().original.name) as stored:
        assert stored.read() == photo
    assert client.get(f"{API}/{told['id']}").json() == told


def test_a_name_can_be_given(client: Client, photo: bytes) -> None:
    file = SimpleUploadedFile("x.jpg", photo)
    made = client.post(API, {"file": file, "name": "Poster"})
    assert made.json()["name"] == "Poster"


def test_the_same_content_is_recognised(
    client: Client, photo: bytes, places: Path, charlie: Actor
) -> None:
    first = post(client, photo).json()
    again = post(client, photo, "other.jpg").json()
    assert again["id"] == first["id"]
    assert Asset.objects.count() == 1
    assert not list((places / "uploads").iterdir())
    found = client.get(API, {"sha256": first["sha256"].upper()}).json()
    assert [item["id"] for item in found["items"]] == [first["id"]]
    theirs = signed_in(charlie)
    assert theirs.get(API, {"sha256": first["sha256"]}).json()["items"] == []
    assert post(theirs, photo).json()["id"] != first["id"]


@pytest.mark.parametrize("hindrance", ["trashed", "rejected"])
def test_a_twin_out_of_use_does_not_block(
    client: Client, photo: bytes, hindrance: str
) -> None:
    first = post(client, photo).json()
    if hindrance == "trashed":
        client.delete(f"{API}/{first['id']}")
    else:
        Asset.objects.reject(uuid.UUID(first["id"]), "broken", "It is broken.")
    assert post(client, photo).json()["id"] != first["id"]


def test_the_list_is_narrowed_and_paged(client: Client, photo: bytes) -> None:
    ids = [
        post(client, photo + bytes([n]), f"Film {n}.jpg").json()["id"] for n in range(3)
    ]
    Asset.objects.filter(id=ids[0]).update(kind="video", state=State.READY)
    first = client.get(API, {"limit": 2}).json()
    assert [item["id"] for item in first["items"]] == [ids[2], ids[1]]
    rest = client.get(API, {"limit": 2, "cursor": first["next"]}).json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == ([ids[0]], None)
    for wanted in ({"kind": "video"}, {"state": "ready"}, {"q": "film 0"}):
        found = client.get(API, wanted).json()["items"]
        assert [item["id"] for item in found] == [ids[0]], wanted
    assert client.get(API, {"kind": "text"}).status_code == 400


def test_the_trash_gives_back(client: Client, photo: bytes) -> None:
    made = post(client, photo).json()
    address = f"{API}/{made['id']}"
    assert client.delete(address).status_code == 204
    assert client.get(API).json()["items"] == []
    trashed = client.get(API, {"trash": True}).json()["items"]
    assert [item["id"] for item in trashed] == [made["id"]]
    assert client.get(address).status_code == 404
    assert client.get(address, {"trash": True}).json()["deleted_at"]
    assert client.post(f"{address}/restore").json()["deleted_at"] is None
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["removed", "restored"]


def test_nothing_is_restored_beside_its_twin(client: Client, photo: bytes) -> None:
    made = post(client, photo).json()
    client.delete(f"{API}/{made['id']}")
    post(client, photo)
    refused = client.post(f"{API}/{made['id']}/restore")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "same_content"


def test_a_refusal_can_be_taken_back(client: Client, photo: bytes) -> None:
    made = post(client, photo).json()
    again = f"{API}/{made['id']}/prepare"
    assert client.post(again).status_code == 409
    Job.objects.update(status="failed")
    Asset.objects.reject(uuid.UUID(made["id"]), "crashed", "The machine stopped.")
    told = client.post(again).json()
    assert (told["state"], told["reason"]) == ("new", "")
    assert told["job"] != made["job"]


def test_preparing_is_stopped_and_may_begin_again(
    client: Client, photo: bytes, vera: Actor
) -> None:
    made = post(client, photo).json()
    stop = f"{API}/{made['id']}/stop"
    assert signed_in(vera).post(stop).status_code == 403
    told = client.post(stop).json()
    assert (told["state"], told["reason_code"]) == ("rejected", "stopped")
    assert "Prepare it again" in told["reason"]
    refused = client.post(stop)
    assert (refused.status_code, refused.json()["error"]["code"]) == (
        409,
        "not_preparing",
    )
    assert client.post(f"{API}/{made['id']}/prepare").json()["state"] == "new"


def test_others_see_nothing(
    client: Client, photo: bytes, charlie: Actor, vera: Actor
) -> None:
    address = f"{API}/{post(client, photo).json()['id']}"
    stranger, viewer = signed_in(charlie), signed_in(vera)
    for call in (stranger.get(address), stranger.delete(address)):
        assert call.status_code == 404
    assert viewer.get(address).status_code == 200
    assert viewer.delete(address).status_code == 403
    assert post(viewer, photo).status_code == 403
    assert Client().get(API).status_code == 401


def test_the_page_shows_cards_and_takes_a_form(client: Client, photo: bytes) -> None:
    assert "three sample" in client.get("/library/").content.decode()
    file = SimpleUploadedFile("<b>Bold.jpg", photo)
    assert client.post("/library/", {"file": file}).status_code == 302
    page = client.get("/library/").content.decode()
    assert "&lt;b&gt;Bold.jpg" in page
    assert client.post("/library/", {}).status_code == 400
    asset = Asset.objects.get()
    assert client.post(f"/assets/{asset.id}/remove/").status_code == 302
    news = client.get("/library/").content.decode()
    assert "Bold.jpg is in the trash." in news
    assert f'action="/assets/{asset.id}/restore/"' in news
    assert "Bold" not in client.get("/library/").content.decode()
    assert "Bold" in client.get("/library/?trash=1").content.decode()
    assert client.post(f"/assets/{asset.id}/restore/").status_code == 302
    assert client.get("/library/?q=bold&kind=image&state=nonsense").status_code == 200
