"""A caption is drafted, mended, edited, approved, rejected, restored and exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import AuditEntry
from omniweb.captions.export import safe
from omniweb.captions.models import Caption, CaptionVersion
from omniweb.library.models import Asset
from omniweb.usage.models import Entry
from tests.analyses.conftest import MODEL, Api

Arm = Callable[[str], None]
Received = Callable[[], list[dict[str, Any]]]
NOW = "#pace 0"


@pytest.fixture
def draft(api: Api, arm: Arm, picture: Asset) -> Callable[..., Any]:
    """Bob has a caption drafted; directives for each request that follows of it."""

    def drafted(*directives: str, asset: Asset = picture, **more: Any) -> Any:
        for directive in directives or (NOW,):
            arm(f"{directive} ")
        body = {"asset": str(asset.id), "model": MODEL, "schema": "marketing", **more}
        status, told = api.send("POST", "captions", body)
        assert status == 202, told
        return api.get(f"captions/{told['id']}")

    return drafted


@pytest.fixture
def boss(alice: Actor) -> Api:
    """Alice, who may approve."""
    return Api(alice)


def test_a_draft_of_a_clip_has_fields_and_times(
    draft: Callable[..., Any], clip: Asset, received: Received
) -> None:
    told = draft(asset=clip, language="en")
    assert (told["state"], told["version"], told["errors"]) == ("draft", 1, {})
    assert (told["schema"], told["edited_by"]) == ("marketing", None)
    assert told["data"]["headline"]
    assert isinstance(told["data"]["keywords"], list)
    assert set(told["provenance"].values()) == {"model"}
    spans = [span for ranges in told["evidence"].values() for span in ranges]
    assert spans
    assert all(0 <= span["start"] <= span["end"] <= 4 for span in spans)
    (body,) = received()
    asked = str(body["messages"])
    assert "JSON" in asked and "product_features" in asked
    entry = Entry.objects.get()
    assert (entry.purpose, entry.state) == ("caption", "settled")


def test_broken_json_is_mended_once_and_visibly(
    draft: Callable[..., Any], received: Received
) -> None:
    told = draft(f"{NOW} #fault bad-json times=9", NOW)
    assert (told["state"], told["version"], told["errors"]) == ("draft", 2, {})
    first, second = received()
    assert "image_url" in str(first["messages"])
    assert "image_url" not in str(second["messages"])
    assert "did not meet its schema" in second["messages"][-1]["content"]
    entries = Entry.objects.order_by("attempt")
    assert [(e.purpose, e.state) for e in entries] == [
        ("caption", "settled"), ("repair", "settled"),
    ]  # fmt: skip
    assert CaptionVersion.objects.get(number=1).errors


def test_json_that_stays_broken_is_a_draft_with_its_faults(
    draft: Callable[..., Any], api: Api, boss: Api
) -> None:
    told = draft(*[f"{NOW} #fault bad-json times=9"] * 2)
    assert told["state"] == "draft"
    assert told["errors"]
    page = api.client.get(f"/captions/{told['id']}/")
    assert "broken on purpose" in page.text
    status, no = boss.send("POST", f"captions/{told['id']}/approve")
    assert (status, no["error"]["code"]) == (422, "caption_has_errors")
    assert set(no["error"]["fields"]) == set(told["errors"])


def test_a_draft_stands_when_mending_it_fails(draft: Callable[..., Any]) -> None:
    told = draft(f"{NOW} #fault bad-json times=9", "#fault E2")
    assert (told["state"], told["version"], told["error"]) == ("draft", 1, None)
    assert told["errors"]
    states = [e.state for e in Entry.objects.order_by("attempt")]
    assert states == ["settled", "void"]


def test_a_caption_that_was_cut_off_is_no_draft_and_its_words_stay(
    draft: Callable[..., Any], api: Api
) -> None:
    told = draft(f"{NOW} #fault half-json")
    assert (told["state"], told["error"]["code"]) == ("failed", "cut_off")
    assert told["error"]["billed"] is True
    page = api.client.get(f"/captions/{told['id']}/")
    assert "scene_description" in page.text


@pytest.mark.parametrize("fault", ["E2", "E7"])
def test_a_refused_draft_fails_and_another_stands_beside_it(
    draft: Callable[..., Any], api: Api, picture: Asset, fault: str
) -> None:
    failed = draft(f"#fault {fault}")
    assert (failed["state"], failed["version"]) == ("failed", 0)
    assert failed["error"]["message"].endswith(".")
    again = draft()
    assert again["id"] != failed["id"]
    assert len(api.get(f"captions?asset={picture.id}")["items"]) == 2


def test_one_key_drafts_once(api: Api, picture: Asset, received: Received) -> None:
    body = {"asset": str(picture.id), "model": MODEL}
    told = [api.send("POST", "captions", body, Idempotency_Key="k") for _ in range(2)]
    assert told[0][1]["id"] == told[1][1]["id"]
    assert len(received()) == 1
    body = {"asset": str(picture.id), "model": MODEL, "schema": "nothing"}
    assert api.send("POST", "captions", body)[0] == 422


def test_a_person_edits_and_only_what_changed_is_theirs(
    draft: Callable[..., Any], api: Api, received: Received
) -> None:
    told = draft()
    path, one = f"captions/{told['id']}", told["data"]
    changed = {"data": {**one, "headline": "A green field"}}
    status, edited = api.send("PUT", path, changed, If_Match='"1"')
    assert (status, edited["version"], edited["edited_by"]) == (200, 2, "bob")
    assert edited["provenance"]["headline"] == "person"
    assert edited["provenance"]["mood"] == "model"
    assert edited["data"]["mood"] == one["mood"]
    status, same = api.send("PUT", path, changed, If_Match="2")
    assert (status, same["version"]) == (200, 2)
    assert CaptionVersion.objects.get(number=1).data == one
    calls = len(received())
    api.client.get(f"/captions/{told['id']}/")
    assert len(received()) == calls  # looking at a page calls nobody


def test_a_stale_version_is_refused_and_nothing_is_lost(
    draft: Callable[..., Any], api: Api, boss: Api
) -> None:
    told = draft()
    path = f"captions/{told['id']}"
    edit = {"data": {"headline": "Bob's headline"}}
    assert api.send("PUT", path, edit, If_Match="1")[0] == 200
    late = {"data": {"headline": "Alice's headline"}}
    status, no = boss.send("PUT", path, late, If_Match='"1"')
    assert (status, no["error"]["code"]) == (412, "stale_version")
    assert boss.send("PUT", path, late)[0] == 428
    assert boss.send("PUT", path, late, If_Match="soon")[0] == 400
    assert boss.send("POST", f"{path}/approve", {"version": 1})[0] == 412
    assert boss.send("POST", f"{path}/approve", If_Match="1")[0] == 412
    form = {"version": "1", "headline": "Alice's headline"}
    page = boss.client.post(f"/captions/{told['id']}/save/", form)
    assert page.status_code == 412
    assert "Alice&#x27;s headline" in page.text
    assert "Bob&#x27;s headline" in page.text
    assert "Somebody saved version 2" in page.text
    assert api.get(path)["data"]["headline"] == "Bob's headline"


def test_what_does_not_fit_is_said_by_field_and_kept(
    draft: Callable[..., Any], api: Api
) -> None:
    told = draft()
    path = f"captions/{told['id']}"
    long = {"data": {"headline": "x" * 500}}
    status, no = api.send("PUT", path, long, If_Match="1")
    assert (status, list(no["error"]["fields"])) == (422, ["headline"])
    status, no = api.send("PUT", path, {"data": {"colour": "x"}}, If_Match="1")
    assert (status, no["error"]["code"]) == (422, "unknown_field")
    form = {"version": "1", "headline": "y" * 500, "mood": "My own mood"}
    page = api.client.post(f"/captions/{told['id']}/save/", form)
    assert page.status_code == 422
    assert "y" * 500 in page.text and "My own mood" in page.text


def test_approving_names_a_version_and_editing_asks_again(
    draft: Callable[..., Any], api: Api, boss: Api
) -> None:
    told = draft()
    path = f"captions/{told['id']}"
    assert api.send("POST", f"{path}/approve")[0] == 403
    status, approved = boss.send("POST", f"{path}/approve", {"version": 1})
    assert (status, approved["state"]) == (200, "approved")
    assert approved["decided"]["by"] == "alice"
    edit = {"data": {"mood": "Other"}}
    _, edited = api.send("PUT", path, edit, If_Match="1")
    assert (edited["state"], edited["decided"]["version"]) == ("draft", 1)
    assert boss.send("POST", f"{path}/reject", {"reason": " "})[0] == 422
    _, rejected = boss.send("POST", f"{path}/reject", {"reason": "Too dark."})
    assert rejected["state"] == "rejected"
    assert rejected["decided"]["reason"] == "Too dark."
    client = api.client
    back = client.post(f"/captions/{told['id']}/restore/1/", {"version": "2"})
    assert back.status_code == 302
    now = api.get(path)
    assert (now["version"], now["state"], now["data"]) == (3, "draft", told["data"])
    assert list(AuditEntry.objects.order_by("id").values_list("verb", flat=True)) == [
        "approved", "edited", "rejected", "restored",
    ]  # fmt: skip


def test_only_approved_captions_leave_by_default(
    draft: Callable[..., Any], api: Api, boss: Api
) -> None:
    told, _other = draft(), draft()
    edit = {"data": {"headline": "=1+1", "keywords": ["a", "b"]}}
    api.send("PUT", f"captions/{told['id']}", edit, If_Match="1")
    boss.client.post(f"/captions/{told['id']}/approve/", {"version": "2"})
    (only,) = api.get("captions/export?format=json")["items"]
    assert (only["id"], only["data"]["headline"]) == (told["id"], "=1+1")
    assert len(api.get("captions/export?state=all")["items"]) == 2
    for path in ("/api/v1/captions/export", "/captions/export"):
        raw = api.client.get(f"{path}?format=csv").content
        assert raw.startswith(b"\xef\xbb\xbf")
        (row,) = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
        assert (row["headline"], row["keywords"]) == ("'=1+1", "a; b")
        assert (row["state"], row["decided_by"]) == ("approved", "alice")
    one = api.client.get(f"/captions/{told['id']}.json").json()
    assert one["data"]["headline"] == "=1+1"
    assert safe("\t=x") == "'\t=x" and safe("fine") == "fine" and safe(None) == ""


def test_strangers_and_viewers(
    draft: Callable[..., Any], charlie: Actor, vera: Actor, picture: Asset
) -> None:
    told = draft()
    stranger, viewer = Api(charlie), Api(vera)
    path, edit = f"captions/{told['id']}", {"data": {"mood": "x"}}
    for call in (
        ("GET", path),
        ("PUT", path, edit),
        ("POST", f"{path}/approve"),
        ("POST", f"{path}/reject", {"reason": "x"}),
    ):
        assert stranger.send(*call)[0] == 404, call
    assert stranger.client.get(f"/captions/{told['id']}/").status_code == 404
    assert stranger.get("captions/export?state=all")["items"] == []
    assert stranger.get("captions")["items"] == []
    assert viewer.get(path)["id"] == told["id"]
    assert viewer.send("PUT", path, edit, If_Match="1")[0] == 403
    body = {"asset": str(picture.id)}
    assert viewer.send("POST", "captions", body)[0] == 403
    assert Caption.objects.count() == 1
