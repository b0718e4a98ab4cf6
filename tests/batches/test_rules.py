"""Who may do what with a batch, what stops it, and what it never touches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership, Role
from omniweb.analyses import actions as questions
from omniweb.batches import chores
from omniweb.captions.models import Caption, CaptionState, CaptionVersion
from omniweb.jobs import followers
from omniweb.jobs.models import Job
from omniweb.library.models import Asset, State
from omniweb.usage import actions as usage
from tests.analyses.conftest import MODEL, Api
from tests.batches.conftest import Work
from tests.batches.many import copies
from tests.batches.test_batches import items

Make = Callable[..., Any]
VERBS = ("start", "pause", "resume", "cancel", "retry")


def cap(alice: Actor, amount: Decimal) -> None:
    usage.set_cap(actor=alice, person="", currency="CNY", amount=amount)


def test_a_viewer_looks_and_an_editor_starts(
    batch: Make, ready: Asset, vera: Actor, charlie: Actor
) -> None:
    told = batch([ready], start=False)
    viewer, stranger = Api(vera), Api(charlie)
    assert viewer.get(f"batches/{told['id']}")["state"] == "planned"
    assert [row["id"] for row in viewer.get("batches")["items"]] == [told["id"]]
    assert stranger.get("batches")["items"] == []
    body = {"assets": [str(ready.id)], "model": MODEL}
    assert viewer.send("POST", "batches", body)[0] == 403
    assert stranger.send("POST", "batches", body)[0] == 404
    for verb in VERBS:
        path = f"batches/{told['id']}/{verb}"
        assert viewer.send("POST", path)[0] == 403
        assert stranger.send("POST", path)[0] == 404
    for path in ("", "/items", "/export", "/forecast"):
        assert stranger.send("GET", f"batches/{told['id']}{path}")[0] == 404
    assert Job.objects.claimable("model").count() == 0


def test_a_forecast_beyond_the_budget_does_not_start(
    api: Api, batch: Make, ready: Asset, alice: Actor
) -> None:
    cap(alice, Decimal("0.002"))
    told = batch(copies(ready, 5), start=False)
    assert told["forecast"]["problem"]["code"] == "budget"
    status, refused = api.send("POST", f"batches/{told['id']}/start")
    assert (status, refused["error"]["code"]) == (402, "budget")
    assert "alice can raise it" in refused["error"]["message"]
    assert api.get(f"batches/{told['id']}")["state"] == "planned"


def test_a_budget_that_runs_out_pauses_the_batch_and_fails_no_file(
    api: Api, batch: Make, ready: Asset, alice: Actor, work: Work
) -> None:
    told = batch(copies(ready, 10))
    work(3)
    cap(alice, Decimal("0.000001"))
    work()
    told = api.get(f"batches/{told['id']}")
    assert told["state"] == "paused"
    assert "alice can raise it" in told["reason"]
    counts = told["counts"]
    assert (counts["failed"], counts["running"]) == (0, 0)
    assert counts["done"] + counts["waiting"] == 10
    cap(alice, Decimal(100))
    assert api.send("POST", f"batches/{told['id']}/resume")[0] == 202
    work()
    assert api.get(f"batches/{told['id']}")["counts"]["done"] == 10


def test_an_endpoint_that_is_away_is_tried_again_later(
    api: Api, batch: Make, ready: Asset, work: Work, arm: Callable[[str], None]
) -> None:
    arm("#fault html ")
    told = batch(copies(ready, 6))
    work()
    told = api.get(f"batches/{told['id']}")
    assert (told["state"], told["counts"]["failed"]) == ("paused", 0)
    assert told["resume_at"] and told["reason"]
    now = timezone.now()
    chores.go_on(now)
    assert work() == 0
    chores.go_on(now + timedelta(minutes=6))
    assert work() == 6 - told["counts"]["done"]
    told = api.get(f"batches/{told['id']}")
    assert (told["state"], told["resume_at"]) == ("done", None)


def test_whoever_lost_the_right_to_ask_pauses_the_batch(
    api: Api, batch: Make, ready: Asset, bob: Actor, alice: Actor, work: Work
) -> None:
    told = batch(copies(ready, 7))
    Membership.objects.filter(user=bob.user).update(role=Role.VIEWER)
    work()
    told = Api(alice).get(f"batches/{told['id']}")
    assert (told["state"], told["counts"]["done"]) == ("paused", 4)
    assert Api(alice).send("POST", f"batches/{told['id']}/resume")[0] == 202
    assert work() == 3
    assert Job.objects.filter(kind="analyses.answer", owner=alice.user).count() == 3


def test_captions_of_an_old_schema_are_drafted_beside_what_people_approved(
    api: Api, ready: Asset, bob: Actor, work: Work, arm: Callable[[str], None]
) -> None:
    old, new, none = copies(ready, 3)
    kept = {asset.id: _approved(bob, asset) for asset in (old, new)}
    _approved(bob, new, version=4)
    older = {"schema": "marketing", "version": 4}
    body = {"captions_older_than": older, "model": MODEL, "start": False}
    told = api.send("POST", "batches", body)[1]
    assert told["counts"]["total"] == 1
    assert Decimal(told["forecast"]["cost"]["expected"]) > 0
    (row,) = items(api, told)
    assert row["asset"] == str(old.id)
    arm("#pace 0 ")
    assert api.send("POST", f"batches/{told['id']}/start")[0] == 202
    work()
    (row,) = items(api, told)
    assert row["state"] == "done"
    assert api.get(f"captions/{row['caption']}")["data"]["headline"]
    before = Caption.objects.get(id=kept[old.id].id)
    assert (before.state, before.version) == (CaptionState.APPROVED, 1)
    assert before.versions.get().data == {"headline": "By hand"}
    assert Caption.objects.filter(asset=old).count() == 2
    assert not Caption.objects.filter(asset=none).exists()
    exported = api.get(f"batches/{told['id']}/export")
    assert exported["items"][0]["data"]["headline"]


def _approved(actor: Actor, asset: Asset, version: int = 1) -> Caption:
    caption = Caption.objects.create(
        workspace=actor.workspace,
        asset=asset,
        owner=actor.user,
        schema="marketing",
        schema_version=version,
        model=MODEL,
        state=CaptionState.APPROVED,
        version=1,
    )
    words = {"headline": "By hand"}
    CaptionVersion.objects.create(caption=caption, number=1, data=words)
    return caption


def test_a_file_is_asked_about_as_soon_as_it_is_prepared(
    api: Api, batch: Make, ready: Asset, work: Work
) -> None:
    late = copies(ready, 1)[0]
    preparing = Job.objects.create(
        kind="library.prepare", lane="media", workspace=late.workspace
    )
    rows = Asset.objects.filter(id=late.id)
    rows.update(state=State.PREPARING, job=preparing)
    told = batch([late, ready])
    assert told["forecast"]["preparing"] == 1
    assert work() == 1
    stages = [row["stage"] for row in items(api, told)]
    assert stages == ["preparing", "done"]
    rows.update(state=State.READY)
    chores.job_ended(preparing.id)
    assert work() == 1
    assert api.get(f"batches/{told['id']}")["state"] == "done"


def test_a_file_that_nobody_foresaw_stops_no_other(
    api: Api, batch: Make, ready: Asset, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, *others = copies(ready, 3)
    start = questions.start

    def strange(*, asset: Asset, **more: Any) -> Any:
        if asset.id == odd.id:
            raise KeyError("what nobody foresaw")
        return start(asset=asset, **more)

    monkeypatch.setattr(questions, "start", strange)
    told = batch([odd, *others])
    assert work() == 2
    told = api.get(f"batches/{told['id']}")
    assert (told["state"], told["counts"]["done"]) == ("done", 2)
    (failed,) = items(api, told, state="failed")
    assert failed["error"]["code"] == "internal_error"


def test_files_are_added_until_it_begins(api: Api, batch: Make, ready: Asset) -> None:
    more = copies(ready, 2)
    told = batch([ready], start=False)
    body = {"assets": [str(asset.id) for asset in (ready, *more)]}
    path = f"batches/{told['id']}/items"
    assert api.send("POST", path, body)[1]["counts"]["total"] == 3
    assert api.send("POST", f"batches/{told['id']}/start")[0] == 202
    status, refused = api.send("POST", path, body)
    assert (status, refused["error"]["code"]) == (409, "batch_begun")


def test_a_filter_chooses_as_the_library_does(api: Api, ready: Asset) -> None:
    copies(ready, 3, "sunset")
    body = {"filter": {"q": "sunset", "kind": "image"}, "start": False, "model": MODEL}
    told = api.send("POST", "batches", body)[1]
    assert told["counts"]["total"] == 3
    assert "sunset" in told["source"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"assets": []}, "no_files"),
        ({"task": "question", "prompt": " "}, "no_question"),
        ({"model": "nobody/nothing"}, "unknown_model"),
        ({"schema": "nothing"}, "unknown_schema"),
    ],
)
def test_what_cannot_start_leaves_nothing_behind(
    api: Api, ready: Asset, body: dict[str, Any], code: str
) -> None:
    wanted = {"assets": [str(ready.id)], "model": MODEL, **body}
    status, told = api.send("POST", "batches", wanted)
    assert (status, told["error"]["code"]) == (422, code)
    assert api.get("batches")["items"] == []


def test_a_follower_that_fails_ends_no_job_otherwise(
    api: Api,
    batch: Make,
    ready: Asset,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(job_id: object) -> None:
        raise RuntimeError("away")

    told = batch([ready])
    monkeypatch.setattr(followers, "_followers", [broken])
    work()
    assert Job.objects.get(batch_item__isnull=False).status == "done"
    chores.go_on(timezone.now())
    assert api.get(f"batches/{told['id']}")["state"] == "done"
