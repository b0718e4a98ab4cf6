"""Jobs by hand, layers that lose bells, and a reader that may be cut off."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.layers import InMemoryChannelLayer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator

from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.jobs import actions
from omniweb.jobs.executor import Executor
from omniweb.jobs.models import Event, Job
from omniweb.jobs.registry import Kind, register
from omniweb.jobs.urls import socket_patterns
from tests.frames import parse_audio
from tests.jobs import parents
from tests.jobs.app import kinds

kinds.install()
register(Kind("test.parent", "model", parents.parent))
Make = Callable[..., Job]
LAST = {"done", "failed", "cancelled"}


class LossyLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """A channel layer that loses a share of what is sent to groups."""

    def __init__(self, loss: float = 1.0, **options: Any) -> None:
        super().__init__(**options)
        self.loss = loss
        self.chance = random.Random(7)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Deliver, or not."""
        if self.chance.random() >= self.loss:
            await super().group_send(group, message)


class BrokenLayer(InMemoryChannelLayer):  # type: ignore[misc]
    """A channel layer whose server is away."""

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Fail as a refused connection does."""
        raise ConnectionRefusedError("redis://:secret@127.0.0.1:1")

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Fail likewise."""
        await self.send(group, message)


@pytest.fixture
def layer(settings: Any) -> Callable[[float], None]:
    """Choose the share of bells that are lost."""

    def chosen(loss: float) -> None:
        backend = "tests.jobs.conftest.LossyLayer"
        settings.CHANNEL_LAYERS = {
            "default": {"BACKEND": backend, "CONFIG": {"loss": loss}}
        }

    return chosen


@pytest.fixture
def make(transactional_db: None, alice: Actor) -> Make:
    """A queued job of alice's workspace; nobody runs it by itself."""

    def made(kind: str, unique_key: str | None = None, **args: Any) -> Job:
        return actions.enqueue(
            kind=kind,
            workspace=alice.workspace,
            owner=alice.user,
            args=args,
            unique_key=unique_key,
        )

    return made


@pytest.fixture
def token(transactional_db: None, alice: Actor) -> str:
    """Alice's API token."""
    return tokens.issue(user=alice.user, workspace=alice.workspace, name="tests")


@pytest.fixture
def waiting(make: Make) -> Callable[[int], Job]:
    """A parent that waits for so many children, of which none was begun."""

    def made(count: int) -> Job:
        job = make("test.parent", rounds=[count])
        assert parents.fan_out(job, count)
        return Job.objects.get(id=job.id)

    return made


def events_of(job: Job | uuid.UUID) -> list[Event]:
    """The log as it stands."""
    return list(Event.objects.after(getattr(job, "id", job), 0))


def kinds_of(job: Job) -> list[str]:
    """The kinds of the log's events."""
    return [event.kind for event in events_of(job)]


async def run(job: Job, worker: str = "a worker") -> bool:
    """Claim and run a job to its end."""
    return await Executor(worker).execute(job.id)


class Reader:
    """A client of the socket that gathers what it gets, across connections."""

    def __init__(self, job: Job, token: str) -> None:
        self.job = job
        self.token = token
        self.seqs: list[int] = []
        self.text = ""
        self.reasoning = ""
        self.pcm = b""
        self.last = ""

    @property
    def after(self) -> int:
        """The number of the last event that arrived."""
        return self.seqs[-1] if self.seqs else 0

    def take(self, frame: str | bytes) -> None:
        """Fold one frame in."""
        if isinstance(frame, bytes):
            job, seq, offset, pcm = parse_audio(frame)
            assert (job, offset) == (self.job.id, len(self.pcm) // 2)
            self.seqs.append(seq)
            self.pcm += pcm
            return
        event = json.loads(frame)
        assert event["job"] == str(self.job.id), event
        self.seqs.append(event["seq"])
        if event["kind"] in {"text", "reasoning"}:
            told = getattr(self, event["kind"]) + event["text"]
            setattr(self, event["kind"], told)
        if event["kind"] in LAST:
            self.last = event["kind"]

    async def read(self, most: int) -> None:
        """Connect, take at most so many frames, and go away without a word."""
        socket = connect(self.token)
        await socket.connect()
        await say(socket, watch=str(self.job.id), after=self.after)
        for _ in range(most):
            message = await socket.receive_output(10)
            self.take(message.get("text") or message["bytes"])
            if self.last:
                break
        await socket.disconnect()

    @property
    def said(self) -> kinds.Said:
        """The sums of what arrived."""
        return kinds.Said.of(self.text, self.reasoning, self.pcm)


def connect(token: str = "", **scope: Any) -> WebsocketCommunicator:
    """A socket to the consumer, not opened yet."""
    query = f"?token={token}" if token else ""
    socket = WebsocketCommunicator(URLRouter(socket_patterns), f"/ws/jobs/{query}")
    socket.scope.update(scope)
    return socket


async def say(socket: WebsocketCommunicator, **wish: Any) -> None:
    """Send one frame."""
    await socket.send_to(text_data=json.dumps(wish))


async def until(true: Callable[[], bool], seconds: float = 5) -> None:
    """Wait for something that rows will say."""
    async with asyncio.timeout(seconds):
        while not await sync_to_async(true)():
            await asyncio.sleep(0.01)
