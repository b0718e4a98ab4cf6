"""What machines may ask, whether alive and ready, and who may ask for numbers."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from omniweb import server
from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.jobs.runners import InProcess
from omniweb.watch import health
from tests.conftest import signed_in

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


async def test_a_part_that_hangs_is_named_and_holds_up_nobody(
    transactional_db: None,
    places: Path,
    async_client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hangs, asked = threading.Event(), []

    def hang() -> None:
        asked.append(1)
        hangs.wait(60)

    monkeypatch.setitem(health.PARTS, "storage", hang)
    monkeypatch.setattr(health, "ANSWER_S", 0.2)
    for _ in range(3):
        answer = await async_client.get("/readyz")
        assert answer.json()["silent"]["storage"] == "TimeoutError"
    assert len(asked) == 1
    hangs.set()


async def test_a_server_that_stops_is_not_ready(
    transactional_db: None,
    places: Path,
    async_client: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "_stopping", True)
    answer = await async_client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["silent"]["server"] == "Stopping"


def test_metrics_are_not_for_everybody(
    transactional_db: None, alice: Actor, vera: Actor
) -> None:
    assert Client(REMOTE_ADDR=FAR).get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"host": "localhost"}).status_code == 200
    for mark in ("x-forwarded-for", "x-real-ip", "forwarded", "x-forwarded-proto"):
        behind = Client(headers={mark: "127.0.0.1", "host": "localhost"})
        assert behind.get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"host": "testserver"}).status_code == 403
    assert signed_in(alice, REMOTE_ADDR=FAR).get("/metrics").status_code == 200
    viewer = signed_in(vera, REMOTE_ADDR=FAR)
    assert viewer.get("/metrics").status_code == 403
    lies = {"authorization": "Basic dmVyYTp4"}
    assert viewer.get("/metrics", headers=lies).status_code == 403
    token = tokens.issue(user=vera.user, workspace=vera.workspace, name="monitor")
    bearer = {"authorization": f"Bearer {token}"}
    script = Client(REMOTE_ADDR=FAR, headers=bearer)
    assert script.get("/metrics").status_code == 200
