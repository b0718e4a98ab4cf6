"""Runs the jobs that a broker names, on a loop of this process's own; it never chooses
which, and lets a job alone that another worker has."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import socket
import threading
import uuid

from omniweb.jobs import bell
from omniweb.jobs.executor import Executor
from omniweb.jobs.keeper import keep

logger = logging.getLogger(__name__)

# Seconds that the loop has to end with its process.
ENDING_S = 5.0
_starting = threading.Lock()
_worker: Worker | None = None


class Worker:
    """One executor, its keeper and their loop, in a thread beside the broker's."""

    def __init__(self) -> None:
        name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._executor = Executor(name)
        self._loop = asyncio.new_event_loop()
        self._running: set[asyncio.Task[bool]] = set()
        self._stopping = False
        self._keeping = self._loop.create_task(keep(self._executor))
        bell.attend(self._loop)
        self._thread = threading.Thread(target=self._live, name="jobs", daemon=True)
        self._thread.start()

    def run(self, job_id: uuid.UUID) -> bool:
        """See a job to its end; False when it was not to be had, or was handed on."""
        return asyncio.run_coroutine_threadsafe(self._see(job_id), self._loop).result()

    def stop(self, seconds: float) -> None:
        """Begin to stop: what runs has so long to end, and is handed on then."""
        asyncio.run_coroutine_threadsafe(self._drain(seconds), self._loop)

    def end(self) -> None:
        """Let go of the loop, once nothing runs any more."""
        self._loop.call_soon_threadsafe(self._keeping.cancel)
        self._thread.join(ENDING_S)

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._keeping)

    async def _see(self, job_id: uuid.UUID) -> bool:
        if self._stopping:
            return False
        task = asyncio.create_task(self._executor.execute(job_id))
        self._running.add(task)
        await asyncio.wait([task])
        self._running.discard(task)
        return not task.cancelled() and task.result()

    async def _drain(self, seconds: float) -> None:
        self._stopping = True
        running = set(self._running)
        if not running:
            return
        logger.info("Stopping: %d jobs may end within %g s.", len(running), seconds)
        _, late = await asyncio.wait(running, timeout=seconds)
        for task in late:
            task.cancel()


def worker() -> Worker:
    """This process's worker, made with the first job."""
    global _worker
    with _starting:
        if _worker is None:
            _worker = Worker()
        return _worker


def stop(seconds: float) -> None:
    """Have this process's worker stop, if there is one; for signal handlers too."""
    # No lock: the handler may have interrupted whoever holds it.
    if _worker is not None:
        _worker.stop(seconds)


def end() -> None:
    """Let go of this process's worker, if there is one, before the process ends."""
    if _worker is not None:
        _worker.end()
