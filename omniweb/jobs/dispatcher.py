"""Runs a server's jobs on its own loop, one runner a data directory; it never
decides how one ends."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import secrets
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.jobs import sweep
from omniweb.jobs.executor import Executor
from omniweb.jobs.keeper import keep
from omniweb.jobs.models import Job

logger = logging.getLogger(__name__)

# Seconds: a wake-up that was lost is made up for by looking this often.
LOOK_S = 1.0
LOCK_S = 0.5
CHORES_S = 600.0


class Dispatcher:
    """Claims queued jobs up to each lane's room and runs them as tasks."""

    def __init__(self, data_dir: Path, lanes: Mapping[str, int]) -> None:
        self._data_dir = data_dir
        self._lanes = lanes
        self._work: dict[str, set[asyncio.Task[bool]]] = {lane: set() for lane in lanes}
        self._wake = asyncio.Event()
        self._draining = False
        self._loop = asyncio.get_running_loop()

    def wake_from_thread(self) -> None:
        """There may be something to do; called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._wake.set)

    async def run(self) -> None:
        """Wait to be the data directory's one runner, then run jobs for ever."""
        lock = await _locked(self._data_dir / "jobs.lock")
        home = _home(lock)
        await _adopt(home)
        executor = Executor(f"{home}:{os.getpid()}:{secrets.token_hex(4)}")
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(keep(executor))
                group.create_task(_every(CHORES_S, sweep.do_chores))
                await self._dispatch(executor)
        finally:
            await self._abandon()

    async def drain(self, seconds: float) -> None:
        """Claim nothing any more, and give what runs so long to come to its end."""
        self._draining = True
        running = self._running()
        if running:
            logger.info("Stopping: %d jobs may end within %g s.", len(running), seconds)
            await asyncio.wait(running, timeout=seconds)

    async def _dispatch(self, executor: Executor) -> None:
        while True:
            self._wake.clear()
            try:
                for lane in self._lanes:
                    await self._fill(lane, executor)
            except Exception:
                logger.exception("The queue could not be read; trying again.")
            # wait_for would swallow a stop that comes together with a wake-up.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._wake.wait()

    async def _abandon(self) -> None:
        """Stop what runs and settle none of it: it is handed on."""
        running = self._running()
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)

    def _running(self) -> list[asyncio.Task[bool]]:
        return [task for lane in self._work.values() for task in lane]

    async def _fill(self, lane: str, executor: Executor) -> None:
        room = self._lanes[lane] - len(self._work[lane])
        if room <= 0 or self._draining:
            return
        # Those whose claim is on the way are still queued and come first.
        oldest = Job.objects.claimable(lane).values_list("id", flat=True)
        queued = oldest[: self._lanes[lane]]
        for job_id in [found async for found in queued]:
            if len(self._work[lane]) < self._lanes[lane] and not self._draining:
                self._begin(lane, executor, job_id)

    def _begin(self, lane: str, executor: Executor, job_id: uuid.UUID) -> None:
        if any(task.get_name() == str(job_id) for task in self._work[lane]):
            return  # its claim is on the way
        task = asyncio.create_task(executor.execute(job_id), name=str(job_id))
        self._work[lane].add(task)
        task.add_done_callback(lambda done: self._ended(lane, done))

    def _ended(self, lane: str, task: asyncio.Task[bool]) -> None:
        self._work[lane].discard(task)
        if task.cancelled() or task.exception() is None:
            self._wake.set()
        else:
            # Rows cannot be had: the next look is soon enough.
            logger.error("A job's run broke off.", exc_info=task.exception())


async def _locked(path: Path) -> IO[str]:
    """The lock file, ours as long as it is open; waits while another server runs."""
    file = path.open("a+")
    told = False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if not told:
                logger.info("Another server of this data directory runs the jobs.")
            told = True
            await asyncio.sleep(LOCK_S)
        else:
            return file


async def _adopt(home: str) -> None:
    while True:
        try:
            await sync_to_async(sweep.adopt)(home, timezone.now())
        except Exception:
            logger.exception("Earlier jobs could not be taken up; trying again.")
            await asyncio.sleep(LOOK_S)
        else:
            return


def _home(lock: IO[str]) -> str:
    """The data directory's own name among workers, made once."""
    lock.seek(0)
    name = lock.read().strip()
    if not name:
        name = secrets.token_hex(8)
        lock.write(name)
        lock.flush()
    return name


async def _every(seconds: float, duty: sweep.Duty) -> None:
    while True:
        try:
            await sync_to_async(duty)(timezone.now())
        except Exception:
            logger.exception("%s failed; it is tried again.", duty.__qualname__)
        await asyncio.sleep(seconds)
