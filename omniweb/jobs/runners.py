"""Wakes whoever executes jobs; the class is chosen by settings.JOB_RUNNER."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import threading
import uuid
from importlib import import_module
from typing import Any, Protocol

from asgiref.sync import async_to_sync, sync_to_async
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from omniweb.jobs import bell
from omniweb.jobs.dispatcher import Dispatcher
from omniweb.jobs.executor import Executor
from omniweb.jobs.models import Job, Status

logger = logging.getLogger(__name__)

# Seconds after which a connection that broke is replaced at the latest.
RENEW_S = 5.0


class Runner(Protocol):
    """A way to have jobs executed."""

    def wake(self, job_id: uuid.UUID) -> None:
        """Hint that a job waits; a lost hint costs time and nothing else."""

    def start(self) -> None:
        """Called once on a server's loop, before its first request is served."""

    async def stop(self) -> None:
        """Called on that loop before the server ends; what runs is left to others."""

    def check(self) -> None:
        """Raise when jobs that are enqueued here would not be run."""


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
        """Let what runs here end if it soon does; the rest is handed on."""
        global _dispatcher, _running
        if _dispatcher is not None:
            await _dispatcher.drain(settings.STOP_S)
        if _running is not None:
            _running.cancel()
            await asyncio.wait([_running])
        _dispatcher = _running = None

    def check(self) -> None:
        """Raise RuntimeError when jobs should run here and do not any more."""
        if _running is not None and _running.done():
            raise RuntimeError("The jobs' dispatcher ended. Start omniweb again.")


class Celery:
    """Jobs run in workers; what is lost on the way there the sweep makes up for."""

    def wake(self, job_id: uuid.UUID) -> None:
        """Send the workers of its lane a hint, if the job waits."""
        queued = Job.objects.filter(id=job_id, status=Status.QUEUED)
        lane = queued.values_list("lane", flat=True).first()
        if lane is None:
            return
        try:
            _broker().send(job_id, lane)
        except Exception:
            logger.warning("The hint at job %s was not sent.", job_id, exc_info=True)

    def start(self) -> None:
        """Let readers hear bells that threads ring, on connections that work."""
        global _running
        loop = asyncio.get_running_loop()
        bell.attend(loop)
        _running = loop.create_task(_renew(), context=contextvars.Context())

    async def stop(self) -> None:
        """Nothing runs here that others must take up."""
        global _running
        if _running is not None:
            _running.cancel()
        _running = None

    def check(self) -> None:
        """Raise when the broker does not answer."""
        for lane in settings.JOB_LANES:
            _broker().waiting(lane)


class Inline:
    """A job is run to its end by whoever enqueues it; for tests."""

    def wake(self, job_id: uuid.UUID) -> None:
        """Run it here and now; what a running one wakes comes after it, not within."""
        if hasattr(_inline, "queue"):
            _inline.queue.append(job_id)
            return
        _inline.queue = [job_id]
        try:
            while _inline.queue:
                async_to_sync(Executor("inline").execute)(_inline.queue.pop(0))
        finally:
            del _inline.queue

    def start(self) -> None:
        """Nothing runs by itself."""

    async def stop(self) -> None:
        """Nothing is left."""

    def check(self) -> None:
        """It always works."""


def _broker() -> Any:
    """Celery, loaded only where jobs run in workers: it takes a second."""
    return import_module("omniweb.celery")


async def _renew() -> None:
    """Make the readers' connection anew now and then: a broken one stays broken."""
    while True:
        await asyncio.sleep(RENEW_S)
        await sync_to_async(close_old_connections)()


def _told(running: asyncio.Task[None]) -> None:
    if not running.cancelled() and running.exception() is not None:
        logger.critical("The jobs' dispatcher ended.", exc_info=running.exception())


_inline = threading.local()
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
    """Raise when jobs that are enqueued here would not be run."""
    runner().check()
