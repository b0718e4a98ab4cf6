"""Runs the jobs that a broker names, on a loop of this process's own; it never chooses
which, and a job that another worker has is none of its business."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import threading
import uuid

from omniweb.jobs import bell
from omniweb.jobs.executor import Executor
from omniweb.jobs.keeper import keep

_starting = threading.Lock()
_worker: Worker | None = None


class Worker:
    """One executor, its keeper and their loop, in a thread beside the broker's."""

    def __init__(self) -> None:
        name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self._executor = Executor(name)
        self._loop = asyncio.new_event_loop()
        self._keeping: asyncio.Task[None] | None = None
        bell.attend(self._loop)
        threading.Thread(target=self._live, name="jobs", daemon=True).start()

    def run(self, job_id: uuid.UUID) -> bool:
        """See a job to its end; False when it was not to be had."""
        running = self._executor.execute(job_id)
        return asyncio.run_coroutine_threadsafe(running, self._loop).result()

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._keeping = self._loop.create_task(keep(self._executor))
        self._loop.run_forever()


def worker() -> Worker:
    """This process's worker, made with the first job."""
    global _worker
    with _starting:
        if _worker is None:
            _worker = Worker()
        return _worker
