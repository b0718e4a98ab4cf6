"""A job's log over HTTP, as programs read it."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.jobs.append import Line, insert
from omniweb.jobs.models import Event, Job
from tests.conftest import signed_in
from tests.jobs.conftest import Make


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
