"""A job that is taken up again after its worker died, and answers that are stopped."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.analyses import actions
from omniweb.analyses.jobs import planned, run_answer, settle_answer
from omniweb.analyses.models import Analysis, Answer
from omniweb.analyses.options import Options
from omniweb.jobs.append import Lease, Line, insert, last_seq
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
SOUND = Line("audio", {"first_sample": 0, "samples": 2400}, PCM)
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


def test_stopping_keeps_what_arrived_and_closes_the_call(
    api: Api, picture: Asset, upstream: Any
) -> None:
    before = set(upstream.record.glob("*.end"))
    body = {"asset": str(picture.id), "model": MODEL, "narrate": True}
    body["prompt"] = "#pace 20 #length 4000 Go on."

    def ask() -> None:
        api.send("POST", "analyses", body)
        connection.close()

    asking = threading.Thread(target=ask)
    asking.start()
    _until(lambda: Event.objects.filter(kind="text").exists())
    analysis = Analysis.objects.get()
    stopped_at = time.time()
    assert api.send("POST", f"analyses/{analysis.id}/cancel")[0] == 200
    asking.join(20)
    told = api.get(f"analyses/{analysis.id}")
    assert (told["state"], told["partial"]) == ("cancelled", True)
    assert 0 < len(told["text"]) < 4000
    assert told["error"] is None
    entry = Entry.objects.get()
    assert (entry.state, entry.actual) == ("unknown", None)
    ended = _ended(upstream, before)
    assert ended["how"] == "gone"
    assert ended["ended_at"] - stopped_at < 1.5


def _ended(upstream: Any, before: set[Any]) -> dict[str, Any]:
    """How the upstream saw the call end."""

    def ends() -> list[Any]:
        return sorted(set(upstream.record.glob("*.end")) - before)

    _until(lambda: bool(ends()))
    found: dict[str, Any] = json.loads(ends()[0].read_text())
    return found


def _until(true: Callable[[], bool]) -> None:
    for _ in range(300):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("It never happened.")
