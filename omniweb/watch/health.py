"""Asks the parts that omniweb stands on whether they answer, and never waits long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.utils import timezone

from omniweb import server
from omniweb.jobs import bell, runners
from omniweb.jobs.models import Job

# Seconds after which a part that says nothing does not answer.
ANSWER_S = 4.0


async def silent_parts() -> dict[str, str]:
    """The parts that do not answer, with their error's class."""
    names = [*PARTS, "layer"]
    asked = [*(_asked(name) for name in PARTS), _layer()]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    # The class alone: a message may hold an address or a key.
    found = {
        name: type(error).__name__
        for name, error in zip(names, answers, strict=True)
        if isinstance(error, BaseException)
    }
    return found | ({"server": "Stopping"} if server.stopping() else {})


async def _layer() -> None:
    async with asyncio.timeout(ANSWER_S):
        await bell.through()


async def _asked(name: str) -> None:
    """Ask in a thread of its own; one that still hangs is not asked a second time."""
    call = _calls.get(name)
    if call is None or call.done():
        call = _calls[name] = _threads.submit(_alone, PARTS[name])
    async with asyncio.timeout(ANSWER_S):
        await asyncio.shield(asyncio.wrap_future(call))


def _alone(ask: Callable[[], None]) -> None:
    try:
        ask()
    finally:
        # A connection kept for the next time might be a broken one.
        connections.close_all()


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _storage() -> None:
    # Always the same key: what a kill leaves, the next one takes away.
    default_storage.save("readyz/probe", ContentFile(b"ready"))
    default_storage.delete("readyz/probe")


def _queue() -> None:
    Job.objects.stale(timezone.now()).exists()
    runners.check()


PARTS: dict[str, Callable[[], None]] = {
    "database": _database,
    "storage": _storage,
    "queue": _queue,
}
_calls: dict[str, Future[None]] = {}
_threads = ThreadPoolExecutor(len(PARTS), thread_name_prefix="ready")
