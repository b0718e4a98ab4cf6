"""A job that is taken up again after its worker died, and answers that are stopped."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.analyses import actions, narration
from omniweb.analyses.chores import drop_kept_audio
from omniweb.analyses.jobs import planned, run_answer, settle_answer
from omniweb.analyses.models import Answer
from omniweb.analyses.options import Options
from omniweb.jobs import read
from omniweb.jobs.append import Lease, Line, insert, last_seq
from omniweb.jobs.dispatcher import Dispatcher
from omniweb.jobs.log import Log
from omniweb.jobs.models import Event, Job
from omniweb.jobs.registry import Failure, Outcome
from omniweb.jobs.run import Run
from omniweb.library.models import Asset
from omniweb.usage import ledger
from omniweb.usage.models import Entry
from tests.analyses.conftest import MODEL, Api

Received = Callable[[], list[dict[str, Any]]]
PCM = b"\x01\x00" * 2400
TEXT = Line("text", {"text": "Half an ans"})
SOUND = Line("audio", {"offset": 0, "samples": 2400}, PCM)
USAGE = Line("usage", {"tokens": {"text_in": 5}, "cost": {}, "finish": "stop"})


@pytest.fixture
def asked(upstream: Any, picture: Asset, bob: Actor, settings: Any) -> Answer:
    """A question whose job nobody has begun."""
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    analysis = actions.start(
        actor=bob,
        asset=picture,
        model=MODEL,
        prompt="#pace 0 What?",
        options=Options(narrate=True),
    )
    return analysis.answer


def taken_up(job: Job, *left: Line) -> Run:
    """The second attempt at a job whose first left these events."""
    now = timezone.now()
    assert Job.objects.claim(job.id, "first", now)
    insert(job.id, last_seq(job.id), left, now)
    assert Job.objects.filter(id=job.id).requeue(now)
    assert Job.objects.claim(job.id, "second", now)
    job.refresh_from_db()
    return Run(job, Log(Lease(job.id, "second", job.attempt), last_seq(job.id)))


def kinds(job: Job) -> list[str]:
    """The kinds of the log's events, states left out."""
    events = Event.objects.filter(job=job).order_by("seq")
    return [event.kind for event in events if event.kind != "state"]


def test_a_whole_answer_is_finished_from_the_log(
    asked: Answer, received: Received
) -> None:
    run = taken_up(asked.job, TEXT, SOUND, USAGE)
    url = async_to_sync(run_answer)(run)
    settle_answer(asked.job, Outcome.done(url))
    asked.refresh_from_db()
    assert received() == []
    assert (asked.text, asked.partial, asked.finish) == ("Half an ans", False, "stop")
    assert asked.narration_s == 0.1
    with asked.narration.open() as file:
        assert file.read()[44:] == PCM
    assert kinds(asked.job) == ["text", "audio", "usage"]


def test_a_storage_that_is_full_costs_no_answer(
    asked: Answer, api: Api, settings: Any, tmp_path: Path
) -> None:
    run = taken_up(asked.job, TEXT, SOUND, USAGE)
    media = settings.MEDIA_ROOT
    settings.MEDIA_ROOT = tmp_path / "file"
    settings.MEDIA_ROOT.write_text("not a folder")
    url = async_to_sync(run_answer)(run)
    Job.objects.filter(id=asked.job_id).update(status="done")
    settle_answer(asked.job, Outcome.done(url))
    settings.MEDIA_ROOT = media
    told = api.get(f"analyses/{asked.analysis_id}")
    assert (told["text"], told["state"]) == ("Half an ans", "done")
    assert api.client.get(told["narration"]["url"]).status_code == 200


def test_the_log_lets_go_of_sound_that_stands_as_a_file(asked: Answer) -> None:
    run = taken_up(asked.job, TEXT, SOUND, USAGE)
    async_to_sync(run_answer)(run)
    now = timezone.now()
    Job.objects.filter(id=asked.job_id).update(status="done", ended_at=now)
    drop_kept_audio(now)
    assert any(read.pcm(asked.job_id))
    drop_kept_audio(now + timedelta(days=2))
    assert not any(read.pcm(asked.job_id))
    assert kinds(asked.job) == ["text", "audio", "usage"]
    asked.refresh_from_db()
    assert narration.keep(asked)


@pytest.mark.parametrize("left", [TEXT, SOUND])
def test_an_answer_that_broke_off_is_kept_and_not_paid_twice(
    asked: Answer, api: Api, received: Received, left: Line
) -> None:
    run = taken_up(asked.job, left)
    with pytest.raises(Failure) as caught:
        async_to_sync(run_answer)(run)
    failure = caught.value
    assert (failure.code, failure.who, failure.billed) == ("interrupted", "you", None)
    ended = Outcome.failed(failure)
    Job.objects.filter(id=asked.job_id).update(status="failed", error=ended.error)
    settle_answer(asked.job, ended)
    assert received() == []
    told = api.get(f"analyses/{asked.analysis_id}")
    assert told["partial"] is True
    assert told["text"] == left.data.get("text", "")
    if left is SOUND:  # the file of a broken speech is made when it is asked for
        assert told["narration"]["duration_s"] == 0.1
        assert api.client.get(told["narration"]["url"]).status_code == 200
        asked.refresh_from_db()
        assert asked.narration


def test_where_nothing_arrived_it_is_asked_again_visibly(
    asked: Answer, received: Received
) -> None:
    run = taken_up(asked.job, Line("state", {"state": "running", "detail": ""}))
    plan = _booked(asked)
    async_to_sync(run_answer)(run)
    assert len(received()) == 1
    assert kinds(asked.job)[0] == "restart"
    entries = Entry.objects.order_by("attempt")
    assert [(e.attempt, e.state) for e in entries] == [(1, "unknown"), (2, "settled")]
    assert plan.state == "sent"  # as it was before


def _booked(asked: Answer) -> Entry:
    wish = Options().wish("What?")
    plan = planned(asked.analysis.asset, wish, MODEL)
    now = timezone.now()
    return ledger.reserve(job=asked.job, purpose="answer", plan=plan, now=now)


async def test_stopping_keeps_what_arrived_and_closes_the_call(
    api: Api, picture: Asset, upstream: Any, settings: Any, tmp_path: Path
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    before = set(upstream.record.glob("*.end"))
    working = asyncio.create_task(Dispatcher(tmp_path, {"model": 2}).run())
    body = {"asset": str(picture.id), "model": MODEL, "narrate": True}
    body["prompt"] = "#pace 20 #length 4000 Go on."
    _, told = await sync_to_async(api.send)("POST", "analyses", body)
    path = f"analyses/{told['id']}"
    await _until(lambda: bool(api.get(path)["text"]))
    assert (await sync_to_async(api.get)(path))["state"] == "running"
    stopped_at = time.time()
    assert (await sync_to_async(api.send)("POST", f"{path}/cancel"))[0] == 200
    await _until(lambda: api.get(path)["state"] == "cancelled")
    told = await sync_to_async(api.get)(path)
    assert (told["partial"], told["error"]) == (True, None)
    assert 0 < len(told["text"]) < 4000
    entry = await Entry.objects.aget()
    assert (entry.state, entry.actual) == ("unknown", None)
    await _until(lambda: bool(_ends(upstream, before)))
    ended = json.loads(_ends(upstream, before)[0].read_text())
    assert ended["how"] == "gone"
    assert ended["ended_at"] - stopped_at < 1.5
    working.cancel()
    await asyncio.wait([working])


async def test_a_further_question_waits_for_the_answer_before(
    api: Api, picture: Asset, settings: Any, tmp_path: Path
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    body = {"asset": str(picture.id), "model": MODEL, "prompt": "#pace 0 First?"}
    _, first = await sync_to_async(api.send)("POST", "analyses", body)
    path = f"analyses/{first['id']}"
    turn = {"prompt": "#pace 0 Second?"}
    status, no = await sync_to_async(api.send)("POST", f"{path}/turns", turn)
    assert (status, no["error"]["code"]) == (409, "still_answering")
    again = await sync_to_async(api.send)("POST", f"{path}/retry")
    assert (again[0], again[1]["answers"], again[1]["state"]) == (202, [1], "queued")
    assert first["cost"]["estimated"] is not None
    working = asyncio.create_task(Dispatcher(tmp_path, {"model": 2}).run())
    await _until(lambda: api.get(path)["state"] == "done")
    assert (await sync_to_async(api.send)("POST", f"{path}/turns", turn))[0] == 202
    working.cancel()
    await asyncio.wait([working])


@pytest.mark.parametrize(
    ("state", "ends", "code"),
    [("ready", "done", None), ("rejected", "failed", "asset_rejected")],
)
async def test_a_question_waits_for_its_file(
    api: Api,
    picture: Asset,
    settings: Any,
    tmp_path: Path,
    state: str,
    ends: str,
    code: str | None,
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    row = Asset.objects.filter(id=picture.id)
    await row.aupdate(state="preparing", job=None)
    body = {"asset": str(picture.id), "model": MODEL, "prompt": "#pace 0 What?"}
    status, told = await sync_to_async(api.send)("POST", "analyses", body)
    assert status == 202
    path = f"analyses/{told['id']}"
    working = asyncio.create_task(Dispatcher(tmp_path, {"model": 2}).run())
    await _until(lambda: api.get(path)["state"] == "preparing")
    await row.aupdate(state=state, reason="It holds no sound and no picture.")
    await _until(lambda: api.get(path)["state"] == ends)
    error = (await sync_to_async(api.get)(path))["error"]
    assert (error and error["code"]) == code
    if error:
        assert error["message"] == "It holds no sound and no picture."
        assert error["billed"] is False
    working.cancel()
    await asyncio.wait([working])


def _ends(upstream: Any, before: set[Path]) -> list[Path]:
    """How the upstream saw calls end since then."""
    return sorted(set(upstream.record.glob("*.end")) - before)


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if await sync_to_async(true)():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("It never happened.")
