"""A batch asks the same about many files, and a bad one never stops the rest."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from omniweb.analyses.models import Analysis
from omniweb.batches import chores
from omniweb.batches.models import Item
from omniweb.jobs import followers
from omniweb.jobs.models import Event, Job
from omniweb.library.models import Asset
from tests.analyses.conftest import MODEL, Api
from tests.batches.conftest import NOW, WINDOW, Work
from tests.batches.many import BROKEN, broken, copies

Make = Callable[..., Any]


def items(api: Api, batch: Any, **query: Any) -> list[Any]:
    """All items of a batch, read page by page."""
    found: list[Any] = []
    cursor = ""
    while True:
        more = "".join(f"&{name}={value}" for name, value in query.items())
        page = api.get(f"batches/{batch['id']}/items?limit=20&cursor={cursor}{more}")
        found += page["items"]
        if page["next"] is None:
            return found
        cursor = page["next"]


def test_many_files_with_bad_ones_among_them(
    api: Api, batch: Make, work: Work, ready: Asset
) -> None:
    good, bad = copies(ready, 26), broken(ready, 4)
    mixed = [asset for pair in zip(good[:4], bad, strict=True) for asset in pair]
    told = batch([*mixed, *good[4:]])
    assert told["counts"]["running"] == WINDOW
    assert Job.objects.claimable("model").count() == WINDOW
    assert work() == 26
    told = api.get(f"batches/{told['id']}")
    assert (told["state"], told["reason"]) == ("done", "")
    assert told["counts"]["done"] == 26
    assert told["counts"]["failed"] == 4
    rows = items(api, told)
    assert [row["position"] for row in rows] == list(range(1, 31))
    reasons = Counter(row["error"]["message"] for row in rows if row["error"])
    assert reasons == {BROKEN: 4}
    assert Analysis.objects.count() == 26
    assert Decimal(told["cost"]["actual"]) == sum(
        Decimal(row["cost"]["actual"]) for row in rows
    )
    assert len(items(api, told, state="failed")) == 4


def test_the_log_of_a_batch_is_dense_and_small(
    api: Api, batch: Make, work: Work, ready: Asset
) -> None:
    told = batch(copies(ready, 8))
    work()
    log = api.get(f"jobs/{told['job']}/events?after=0")["items"]
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert log[-1]["kind"] == "done"
    assert log[-1]["url"] == f"/batches/{told['id']}/"
    far = [event for event in log if event["kind"] == "progress"]
    assert (far[-1]["done"], far[-1]["total"], far[-1]["unit"]) == (8, 8, "files")
    assert {one for event in far for one in event["items"]} == {
        row["id"] for row in items(api, told)
    }
    assert len(json.dumps(log)) < 8 * 500


def test_the_forecast_is_the_sum_of_the_single_estimates(
    api: Api, batch: Make, ready: Asset
) -> None:
    assets = [*copies(ready, 3), *broken(ready, 2)]
    forecast = batch(assets, start=False)["forecast"]
    assert (forecast["total"], forecast["fits"]) == (5, 3)
    assert {row["message"] for row in forecast["refused"]} == {BROKEN}
    assert {row["asset"] for row in forecast["refused"]} == {
        str(asset.id) for asset in assets[3:]
    }
    body = {"model": MODEL, "prompt": f"{NOW}What is it?"}
    costs = [
        api.send("POST", "estimates", {**body, "asset": str(asset.id)})[1]["cost"]
        for asset in assets[:3]
    ]
    for name in ("low", "expected", "high"):
        assert Decimal(forecast["cost"][name]) == sum(
            Decimal(cost[name]) for cost in costs
        )
    assert forecast["cost"]["currency"] == costs[0]["currency"]
    assert forecast["time"]["expected_s"] is None
    assert "measured" in forecast["time"]["known"]
    assert Job.objects.claimable("model").count() == 0


def test_the_time_is_told_from_what_calls_took_here(
    batch: Make, work: Work, ready: Asset
) -> None:
    batch([ready])
    work()
    told = batch(copies(ready, 9), start=False)["forecast"]["time"]
    assert told["calls"] == 1
    assert 0 < told["expected_s"] <= told["high_s"]
    assert "last call" in told["known"]


def test_a_pause_takes_effect_at_once_and_a_resume_goes_on(
    api: Api, batch: Make, work: Work, ready: Asset
) -> None:
    told = batch(copies(ready, 12))
    work(3)
    status, told = api.send("POST", f"batches/{told['id']}/pause")
    assert (status, told["state"]) == (200, "paused")
    at_work = told["counts"]["running"]
    assert at_work == WINDOW
    assert work() == at_work
    counts = api.get(f"batches/{told['id']}")["counts"]
    assert (counts["done"], counts["running"], counts["waiting"]) == (7, 0, 5)
    status, told = api.send("POST", f"batches/{told['id']}/resume")
    assert (status, told["state"]) == (202, "running")
    assert work() == 5
    assert api.get(f"batches/{told['id']}")["counts"]["done"] == 12


def test_a_stop_keeps_what_was_answered_and_a_retry_asks_the_rest(
    api: Api, batch: Make, work: Work, ready: Asset
) -> None:
    told = batch(copies(ready, 10))
    work(2)
    status, stopped = api.send("POST", f"batches/{told['id']}/cancel")
    assert (status, stopped["state"]) == (200, "cancelled")
    counts = stopped["counts"]
    assert (counts["done"], counts["cancelled"]) == (2, 8)
    assert work() == 0
    assert Event.objects.filter(job=stopped["job"]).latest("seq").kind == "cancelled"
    assert Analysis.objects.count() == 2 + WINDOW
    status, again = api.send("POST", f"batches/{told['id']}/retry")
    assert (status, again["state"]) == (202, "running")
    assert again["job"] != stopped["job"]
    assert work() == 8
    assert api.get(f"batches/{told['id']}")["counts"]["done"] == 10


def test_a_failed_file_says_why_and_is_asked_again_alone(
    api: Api, batch: Make, work: Work, ready: Asset, arm: Callable[[str], None]
) -> None:
    told = batch(copies(ready, 3))
    arm("#fault E2 ")
    work()
    (failed,) = items(api, told, state="failed")
    assert failed["error"]["message"]
    path = f"batches/{told['id']}/items/{failed['id']}/retry"
    assert api.send("POST", path)[0] == 202
    assert api.send("POST", path)[0] == 202
    assert work() == 1
    (row,) = [row for row in items(api, told) if row["id"] == failed["id"]]
    assert (row["state"], row["attempt"], row["error"]) == ("done", 2, None)
    assert api.get(f"batches/{told['id']}")["state"] == "done"


def test_a_key_plans_once_and_a_second_start_starts_nothing(
    api: Api, ready: Asset
) -> None:
    body = {"assets": [str(ready.id)], "model": MODEL, "start": False}
    ids = {
        api.send("POST", "batches", body, Idempotency_Key="one")[1]["id"]
        for _ in range(2)
    }
    assert len(ids) == 1
    jobs = {
        api.send("POST", f"batches/{ids.copy().pop()}/start")[1]["job"]
        for _ in range(2)
    }
    assert len(jobs) == 1
    assert Item.objects.get().job is not None


def test_whatever_is_lost_with_a_crash_is_found_in_the_rows(
    api: Api,
    batch: Make,
    work: Work,
    ready: Asset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = batch(copies(ready, 7))
    with monkeypatch.context() as deaf:
        deaf.setattr(followers, "_followers", [])
        assert work() == WINDOW
    assert api.get(f"batches/{told['id']}")["counts"]["running"] == WINDOW
    chores.go_on(timezone.now())
    counts = api.get(f"batches/{told['id']}")["counts"]
    assert (counts["done"], counts["running"]) == (WINDOW, 7 - WINDOW)
    assert work() == 7 - WINDOW
    assert api.get(f"batches/{told['id']}")["state"] == "done"


def test_exports_parse_and_say_the_same(
    api: Api, batch: Make, work: Work, ready: Asset
) -> None:
    told = batch([*copies(ready, 2), *broken(ready, 1)], name="=A batch")
    work()
    whole = api.get(f"batches/{told['id']}/export")
    status, text = api.send("GET", f"batches/{told['id']}/export?format=csv")
    assert status == 200
    lines = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))
    assert [line["state"] for line in lines] == ["done", "done", "failed"]
    assert [line["text"] for line in lines] == [row["text"] for row in whole["items"]]
    assert lines[0]["text"] and lines[2]["reason"] == BROKEN
