"""The socket's frames: who may watch what, and what is answered to nonsense."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership
from omniweb.jobs import consumer, read
from omniweb.jobs.models import Job
from omniweb.jobs.urls import socket_patterns
from tests.conftest import signed_in
from tests.jobs.conftest import Make, Reader, connect, run, say

HERE = "http://127.0.0.1:8000"


def browser(actor: Actor, origin: str = HERE) -> WebsocketCommunicator:
    """A socket from a page of ours, with the person's session."""
    cookie = signed_in(actor).cookies["sessionid"].value
    headers = [(b"cookie", f"sessionid={cookie}".encode())]
    if origin:
        headers.append((b"origin", origin.encode()))
    application = AuthMiddlewareStack(URLRouter(socket_patterns))
    return WebsocketCommunicator(application, "/ws/jobs/", headers)


async def closed_with(socket: WebsocketCommunicator) -> int:
    """The code of the close that must come now."""
    while True:
        message = await socket.receive_output(2)
        if message["type"] == "websocket.close":
            return int(message["code"])


async def answer(socket: WebsocketCommunicator) -> Any:
    return json.loads((await socket.receive_output(3))["text"])


Open = Callable[[], Awaitable[WebsocketCommunicator]]


@pytest.fixture
def opened(token: str) -> Open:
    """Opens a socket of alice's."""

    async def socket() -> WebsocketCommunicator:
        found = connect(token)
        await found.connect()
        return found

    return socket


async def test_a_session_from_our_own_page_watches(make: Make, alice: Actor) -> None:
    job = await sync_to_async(make)("test.sleep")
    socket = await sync_to_async(browser)(alice)
    await socket.connect()
    await say(socket, watch=str(job.id), after=0)
    assert (await answer(socket))["state"] == "queued"
    await socket.disconnect()


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
async def test_another_page_gets_no_handshake(
    make: Make, alice: Actor, origin: str
) -> None:
    socket = await sync_to_async(browser)(alice, origin)
    opened, _ = await socket.connect()
    assert not opened


async def test_a_cookie_without_a_page_is_turned_away(
    transactional_db: None, alice: Actor
) -> None:
    socket = await sync_to_async(browser)(alice, "")
    await socket.connect()
    assert await closed_with(socket) == consumer.UNAUTHENTICATED


@pytest.mark.parametrize("token", ["", "omniweb_wrong"])
async def test_a_stranger_is_turned_away(transactional_db: None, token: str) -> None:
    socket = connect(token)
    await socket.connect()
    assert await closed_with(socket) == consumer.UNAUTHENTICATED


async def test_jobs_of_others_are_not_found(
    make: Make, charlie: Actor, vera: Actor
) -> None:
    job = await sync_to_async(make)("test.sleep")
    for actor, may in ((charlie, False), (vera, True)):
        key = await sync_to_async(tokens.issue)(
            user=actor.user, workspace=actor.workspace, name=""
        )
        socket = connect(key)
        await socket.connect()
        await say(socket, watch=str(job.id), after=0)
        said = await answer(socket)
        refusal = {"job": str(job.id), "error": "not_found"}
        assert (said["seq"] == 1) if may else (said == refusal)
        await socket.disconnect()


@pytest.mark.parametrize("name", ["nonsense", str(uuid.UUID(int=0)), ""])
async def test_unknown_jobs_are_not_found(opened: Open, name: str) -> None:
    socket = await opened()
    await say(socket, watch=name)
    assert await answer(socket) == {"job": name, "error": "not_found"}
    await socket.disconnect()


NONSENSE = [
    " ",
    "{",
    "[]",
    '["ping"]',
    "null",
    "{}",
    '{"watch": 7}',
    '{"watch": null}',
    '{"ping": {}}',
    '{"ping": NaN}',
    '{"ping": [1]}',
    '{"unwatch": []}',
    "[" * 100_000,
    '{"ping": 1e999}',
]


@pytest.mark.parametrize("frame", NONSENSE, ids=lambda frame: frame[:14])
async def test_nonsense_is_answered_and_the_socket_lives(
    opened: Open, frame: str
) -> None:
    socket = await opened()
    await socket.send_to(text_data=frame)
    assert await answer(socket) == {"error": "bad_request"}
    await socket.send_to(bytes_data=b"\xff\x00")
    assert await answer(socket) == {"error": "bad_request"}
    await say(socket, ping=7)
    assert await answer(socket) == {"pong": 7}
    await socket.disconnect()


@pytest.mark.parametrize("after", [-1, 1.5, "1", True, [], 1e308])
async def test_a_number_that_is_none_is_refused(
    make: Make, opened: Open, after: Any
) -> None:
    job = await sync_to_async(make)("test.sleep")
    socket = await opened()
    await say(socket, watch=str(job.id), after=after)
    assert await answer(socket) == {"error": "bad_request"}
    await socket.disconnect()


async def test_after_the_end_of_a_log_nothing_comes(make: Make, opened: Open) -> None:
    job = await sync_to_async(make)("test.talk", seed=1, count=3)
    await run(job)
    socket = await opened()
    for after in (1000, 10**30):
        await say(socket, watch=str(job.id), after=after)
    assert await socket.receive_nothing(0.2)
    await say(socket, ping=1)
    assert await answer(socket) == {"pong": 1}
    await socket.disconnect()


async def test_unwatching_ends_a_watch(make: Make, opened: Open) -> None:
    job = await sync_to_async(make)("test.talk", seed=1, count=30)
    socket = await opened()
    await say(socket, watch=str(job.id))
    assert (await answer(socket))["seq"] == 1
    await say(socket, unwatch=str(job.id))
    await say(socket, ping=2)
    assert await answer(socket) == {"pong": 2}
    await run(job)
    assert await socket.receive_nothing(0.7)
    await socket.disconnect()


async def test_a_second_watch_takes_the_place_of_the_first(
    make: Make, opened: Open
) -> None:
    job = await sync_to_async(make)("test.sleep")
    socket = await opened()
    for _ in range(3):
        await say(socket, watch=str(job.id), after=0)
        assert (await answer(socket))["seq"] == 1
    await socket.disconnect()


async def test_watches_are_limited(
    make: Make, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "MAX_WATCHES", 2)
    jobs = [await sync_to_async(make)("test.sleep") for _ in range(3)]
    socket = await opened()
    told = []
    for job in jobs:
        await say(socket, watch=str(job.id))
        told.append((await answer(socket)).get("error"))
    assert told == [None, None, "too_many_watches"]
    await socket.disconnect()


async def test_leaving_the_workspace_ends_the_watch(
    make: Make, opened: Open, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "RECHECK_S", 0.0)
    job: Job = await sync_to_async(make)("test.talk", seed=1, count=30)
    socket = await opened()
    await say(socket, watch=str(job.id))
    assert (await answer(socket))["seq"] == 1
    await Membership.objects.filter(user=alice.user).adelete()
    await run(job)
    assert await answer(socket) == {"job": str(job.id), "error": "not_found"}
    assert await socket.receive_nothing(0.7)
    await socket.disconnect()


async def test_signing_out_ends_the_watch(
    make: Make, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "RECHECK_S", 0.0)
    job: Job = await sync_to_async(make)("test.talk", seed=1, count=30)
    socket = await sync_to_async(browser)(alice)
    await socket.connect()
    await say(socket, watch=str(job.id))
    assert (await answer(socket))["seq"] == 1
    from django.contrib.sessions.models import Session

    await Session.objects.all().adelete()
    await run(job)
    assert (await answer(socket))["error"] == "not_found"
    await socket.disconnect()


async def test_dropped_sound_leaves_its_numbers(make: Make, token: str) -> None:
    job = await sync_to_async(make)("test.talk", seed=5, count=40)
    await run(job)
    reached = (await sync_to_async(read.transcript)(job.id)).samples
    heard = sync_to_async(lambda: any(read.pcm(job.id)))
    assert await heard() and reached
    assert await sync_to_async(read.drop_audio)(job.id)
    assert not await heard()
    reader = Reader(job, token)
    await reader.read(10_000)
    assert reader.last == "done" and reader.pcm == b""
    assert reader.seqs == list(range(1, len(reader.seqs) + 1))
    assert (await sync_to_async(read.transcript)(job.id)).samples == reached
