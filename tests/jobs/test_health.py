"""What machines may ask: alive, ready, how busy; and a job's log over HTTP."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.jobs.append import Line, insert
from omniweb.jobs.models import Event, Job
from omniweb.jobs.runners import InProcess
from tests.conftest import signed_in
from tests.jobs.conftest import Make

FAR = "203.0.113.9"


@pytest.fixture
def places(settings: Any, tmp_path: Path) -> Path:
    """A media directory for one test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def test_alive_without_asking_anybody(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_ready_when_all_parts_answer_and_leaves_nothing(
    transactional_db: None, places: Path, client: Client
) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "silent": {}})
    assert [path for path in places.rglob("*") if path.is_file()] == []


def test_not_ready_names_what_does_not_answer(
    transactional_db: None, places: Path, client: Client, settings: Any
) -> None:
    places.write_text("a file stands where the directory should be")
    backend = {"BACKEND": "tests.jobs.conftest.BrokenLayer"}
    settings.CHANNEL_LAYERS = {"default": backend}
    answer = client.get("/readyz")
    told = answer.json()
    assert (answer.status_code, told["ready"]) == (503, False)
    assert set(told["silent"]) == {"storage", "layer"}
    assert told["silent"]["layer"] == "ConnectionRefusedError"
    assert "secret" not in answer.content.decode()


async def test_not_ready_when_nobody_runs_the_jobs_any_more(
    transactional_db: None, places: Path, async_client: Any, settings: Any
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    settings.DATA_DIR = places / "missing"  # no lock can be had there
    runner = InProcess()
    runner.start()
    await asyncio.sleep(0.1)
    answer = await async_client.get("/readyz")
    assert answer.json()["silent"] == {"queue": "RuntimeError"}
    settings.DATA_DIR = places.parent
    runner.start()
    await asyncio.sleep(0.1)
    assert (await async_client.get("/readyz")).status_code == 200
    await runner.stop()


def test_metrics_count_jobs_by_lane_and_state(make: Make, client: Client) -> None:
    make("test.sleep")
    make("test.sleep")
    told = client.get("/metrics").content.decode().splitlines()
    assert 'omniweb_jobs{lane="model",status="queued"} 2' in told
    assert "omniweb_events 2" in told
    oldest = next(row for row in told if row.startswith("omniweb_queue_oldest"))
    assert 0 < float(oldest.split()[1]) < 60


def test_metrics_are_not_for_everybody(
    transactional_db: None, alice: Actor, vera: Actor
) -> None:
    assert Client(REMOTE_ADDR=FAR).get("/metrics").status_code == 403
    behind_proxy = Client(headers={"x-forwarded-for": FAR})
    assert behind_proxy.get("/metrics").status_code == 403
    assert signed_in(alice, REMOTE_ADDR=FAR).get("/metrics").status_code == 200
    viewer = signed_in(vera, REMOTE_ADDR=FAR)
    assert viewer.get("/metrics").status_code == 403
    lies = {"authorization": "Basic dmVyYTp4"}
    assert viewer.get("/metrics", headers=lies).status_code == 403
    token = tokens.issue(user=vera.user, workspace=vera.workspace, name="monitor")
    bearer = {"authorization": f"Bearer {token}"}
    script = Client(REMOTE_ADDR=FAR, headers=bearer)
    assert script.get("/metrics").status_code == 200


def said(job: Job, count: int) -> None:
    """Have the log of a job hold so many lines after its first."""
    lines = [Line("text", {"text": f"{n} "}) for n in range(count)]
    insert(job.id, 1, lines, timezone.now())


def test_a_log_is_read_in_pieces(make: Make, alice: Actor) -> None:
    job = make("test.sleep")
    said(job, 1100)
    client, path = signed_in(alice), f"/api/v1/jobs/{job.id}/events"
    after: int | None = 0
    seqs: list[int] = []
    while after is not None:
        told = client.get(f"{path}?after={after}").json()
        seqs += [event["seq"] for event in told["items"]]
        after = told["next"]
    assert seqs == list(range(1, 1102))
    tail = client.get(f"{path}?after=1100").json()
    (last,) = tail["items"]
    assert last == {"job": str(job.id), "seq": 1101, "kind": "text", "text": "1099 "}
    assert tail["next"] is None
    beyond = client.get(f"{path}?after={10**30}")
    assert beyond.json() == {"items": [], "next": None}


def test_sound_goes_by_its_extent(make: Make, alice: Actor) -> None:
    job = make("test.sleep")
    sound = Line("audio", {"offset": 0, "samples": 2}, b"\1\0\2\0")
    insert(job.id, 1, [sound], timezone.now())
    told = signed_in(alice).get(f"/api/v1/jobs/{job.id}/events?after=1").json()
    (event,) = told["items"]
    assert (event["kind"], event["offset"], event["samples"]) == ("audio", 0, 2)
    assert Event.objects.get(job=job, seq=2).blob is not None


@pytest.mark.parametrize("after", ["-1", "x", "1.5"])
def test_a_number_that_is_none_is_refused(make: Make, alice: Actor, after: str) -> None:
    job = make("test.sleep")
    answer = signed_in(alice).get(f"/api/v1/jobs/{job.id}/events?after={after}")
    assert answer.status_code == 400
    assert json.loads(answer.content)["error"]["code"]


def test_the_log_of_another_workspace_does_not_exist(
    make: Make, charlie: Actor, vera: Actor
) -> None:
    path = f"/api/v1/jobs/{make('test.sleep').id}/events"
    assert signed_in(charlie).get(path).status_code == 404
    assert signed_in(vera).get(path).status_code == 200
    assert Client().get(path).status_code == 401
