"""Wakes whoever executes jobs; the class is chosen by settings.JOB_RUNNER."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import uuid
from typing import Protocol

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils.module_loading import import_string

from omniweb.jobs import bell
from omniweb.jobs.dispatcher import Dispatcher
from omniweb.jobs.executor import Executor

logger = logging.getLogger(__name__)


class Runner(Protocol):
    """A way to have jobs executed."""

    def wake(self, job_id: uuid.UUID) -> None:
        """Hint that a job waits; a lost hint costs time and nothing else."""

    def start(self) -> None:
        """Called once on a server's loop, before its first request is served."""

    async def stop(self) -> None:
        """Called on that loop before the server ends; what runs is left to others."""


class InProcess:
    """Jobs run on the server's own loop; other processes leave them to it."""

    def wake(self, job_id: uuid.UUID) -> None:
        """Wake the dispatcher, if it lives here; elsewhere it looks by itself."""
        if _dispatcher is not None:
            _dispatcher.wake_from_thread()

    def start(self) -> None:
        """Begin to run jobs, free of the context of the request that came first."""
        global _dispatcher, _running
        loop = asyncio.get_running_loop()
        bell.attend(loop)
        _dispatcher = Dispatcher(settings.DATA_DIR, settings.JOB_LANES)
        context = contextvars.Context()
        _running = loop.create_task(_dispatcher.run(), context=context)
        _running.add_done_callback(_told)

    async def stop(self) -> None:
        """Stop what runs here without ending it: the next start takes it up."""
        global _dispatcher, _running
        if _running is not None:
            _running.cancel()
            await asyncio.wait([_running])
        _dispatcher = _running = None


class Inline:
    """A job is run to its end by whoever enqueues it; for tests."""

    def wake(self, job_id: uuid.UUID) -> None:
        """Run it here and now."""
        async_to_sync(Executor("inline").execute)(job_id)

    def start(self) -> None:
        """Nothing runs by itself."""

    async def stop(self) -> None:
        """Nothing is left."""


def _told(running: asyncio.Task[None]) -> None:
    if not running.cancelled() and running.exception() is not None:
        logger.critical("The jobs' dispatcher ended.", exc_info=running.exception())


_dispatcher: Dispatcher | None = None
_running: asyncio.Task[None] | None = None


def runner() -> Runner:
    """The runner of these settings."""
    chosen: Runner = import_string(settings.JOB_RUNNER)()
    return chosen


def wake(job_id: uuid.UUID) -> None:
    """Hint that a job waits."""
    runner().wake(job_id)


def check() -> None:
    """Raise RuntimeError when jobs should run here and do not any more."""
    if _running is not None and _running.done():
        raise RuntimeError("The jobs' dispatcher ended. Start omniweb again.")
