"""The pages of batches, as forms and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from omniweb.accounts.actor import Actor
from omniweb.batches.models import Batch, BatchState
from omniweb.library.models import Asset
from tests.analyses.conftest import MODEL
from tests.batches.conftest import NOW
from tests.batches.many import copies
from tests.conftest import signed_in

PRESET = {"task": "question", "model": MODEL, "prompt": f"{NOW}What is it?"}


def test_chosen_files_become_a_plan_with_its_price_and_then_start(
    ready: Asset, bob: Actor
) -> None:
    page, more = signed_in(bob), copies(ready, 2)
    chosen = {"every": "1", "assets": [str(asset.id) for asset in more]}
    where = page.post("/batches/", chosen)["Location"]
    batch = Batch.objects.get()
    assert (where, batch.items.count()) == (f"/batches/{batch.id}/", 2)
    page.post(f"{where}preset/", PRESET)
    told = page.get(where).content.decode()
    assert "Start" in told and "≈ ¥" in told
    assert Batch.objects.get().state == BatchState.PLANNED
    page.post(f"{where}preset/", {**PRESET, "start": "1"})
    assert Batch.objects.get().state == BatchState.RUNNING
    assert "0 of 2 files" in page.get(where).content.decode()
    page.post(f"{where}pause/")
    assert Batch.objects.get().state == BatchState.PAUSED


def test_a_start_that_is_refused_says_why_and_keeps_what_was_typed(
    ready: Asset, bob: Actor
) -> None:
    page = signed_in(bob)
    where = page.post("/batches/", {"every": "1"})["Location"]
    answer = page.post(f"{where}preset/", {**PRESET, "prompt": " ", "start": "1"})
    assert answer.status_code == 422
    assert "Write the question first." in answer.content.decode()
    assert Batch.objects.get().state == BatchState.PLANNED


def test_no_old_captions_plan_no_batch(ready: Asset, bob: Actor) -> None:
    page = signed_in(bob)
    asked = {"schema": "marketing", "older_than": "4"}
    told = page.post("/batches/", asked, follow=True).content.decode()
    assert "older than version 4: there are none." in told
    assert not Batch.objects.exists()


def test_a_viewer_sees_and_is_offered_nothing(
    batch: Callable[..., Any], ready: Asset, vera: Actor
) -> None:
    told = batch([ready], start=False)
    page = signed_in(vera)
    for path in ("/batches/", f"/batches/{told['id']}/"):
        shown = page.get(path).content.decode()
        assert told["name"] in shown.replace("&#x27;", "'")
        assert 'action="/batches/' not in shown
    assert page.post("/batches/", {"every": "1"}).status_code == 403
