"""It streams as it goes, ends with its caller, and keeps no other caller waiting."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from uuid import uuid4

import pytest

from omniweb.sandbox.record import Received, received
from tests.sandbox.conftest import Media
from tests.sandbox.upstream import Sandbox, asking, audio, spoken, video

pytestmark = pytest.mark.serial


def kept(sandbox: Sandbox, mark: str) -> Received:
    """The record of the request that carries a mark."""
    found = (r for r in received(sandbox.record) if mark in str(r.body))
    return next(found)


def ended(sandbox: Sandbox, mark: str, within: float) -> Received:
    """The record once the request has ended."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if kept(sandbox, mark).ended:
            break
        time.sleep(0.02)
    return kept(sandbox, mark)


def test_it_streams_as_it_goes(sandbox: Sandbox) -> None:
    body = asking("x")
    body["messages"][0]["content"] = "#pace 20 #length 100"
    seconds = sandbox.ask(body).seconds
    assert seconds[0] < seconds[-1] / 2
    steps = [b - a for a, b in pairwise(seconds)]
    assert sum(step > 0.01 for step in steps) > 10


@pytest.mark.parametrize("directive", ["#pace slow", "#pace 0 #fault stall after=9"])
def test_a_closed_client_ends_the_call_within_a_second(
    sandbox: Sandbox, directive: str
) -> None:
    mark = str(uuid4())
    body = asking(mark)
    body["messages"][0]["content"] = f"{directive} #length 5000 {mark}"
    connection, response = sandbox.open(body)
    assert response.readline().startswith(b"data: ")
    response.close()
    connection.close()
    closed_at = time.time()
    end = ended(sandbox, mark, 2).ended
    assert end is not None
    assert end.how == "gone"
    assert end.ended_at - closed_at < 1
    assert 0 < end.bytes < 20_000


def test_a_client_gone_while_its_film_is_measured(
    sandbox: Sandbox, media: Media
) -> None:
    mark = str(uuid4())
    film = media.busy(mark, 8)
    connection = sandbox.send(asking(mark, video(film)))
    time.sleep(0.3)
    connection.close()
    closed_at = time.time()
    end = ended(sandbox, mark, 2).ended
    assert end is not None
    assert end.how == "gone"
    assert end.ended_at - closed_at < 1


def test_others_do_not_wait_for_media(sandbox: Sandbox, media: Media) -> None:
    films = [media.busy(f"busy{n}", 3 + n) for n in range(2)]
    bodies = [asking("x", video(film), **spoken("Tina")) for film in films]
    with ThreadPoolExecutor(2) as pool:
        busy = [pool.submit(sandbox.ask, body) for body in bodies]
        waits = []
        while not all(task.done() for task in busy):
            began = time.monotonic()
            assert sandbox.refused(asking("x") | {"stream": False})[0] == 400
            waits.append(time.monotonic() - began)
            time.sleep(0.02)
    assert [task.result().status for task in busy] == [200, 200]
    assert len(waits) > 5
    assert sorted(waits)[len(waits) * 9 // 10] < 0.4


def test_the_record_keeps_what_was_sent(sandbox: Sandbox, media: Media) -> None:
    mark = str(uuid4())
    body = asking(mark, audio(media.tone))
    answer = sandbox.ask(body)
    found = ended(sandbox, mark, 2)
    assert found.body == body
    assert found.ended is not None
    assert (found.ended.how, found.ended.status) == ("done", 200)
    assert found.ended.bytes == sum(len(line) + 1 for line in answer.lines)
    assert found.ended.began_at < found.ended.ended_at


def test_a_refusal_is_kept_too(sandbox: Sandbox) -> None:
    mark = str(uuid4())
    sandbox.ask(asking(f"#fault E4 {mark}"))
    end = ended(sandbox, mark, 2).ended
    assert end is not None
    assert (end.how, end.status, end.bytes) == ("refused", 429, 0)
