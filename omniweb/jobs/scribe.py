"""Commits what many logs of one worker have ready in one transaction; it never
changes what a log says, nor its order."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence
from typing import Protocol

from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.jobs import bell, ear
from omniweb.jobs.append import Page, write_pages
from omniweb.logs import unbind

logger = logging.getLogger(__name__)

# Deltas are gathered for this long (seconds); the logs of a worker keep the same
# beat, so that they share a transaction. A server that is behind stretches it.
GATHER_S = 0.06
MOST_S = 0.25


class Author(Protocol):
    """A log, as the scribe sees it."""

    def take(self) -> Page | None:
        """What is to be written now, if anything."""

    def written(self, error: Exception | None) -> None:
        """The last page taken was committed, or why not."""


class Scribe:
    """Writes one batch after another; each log stands in a batch at most once."""

    def __init__(self) -> None:
        self._gathering: set[Author] = set()
        self._urgent: dict[Author, asyncio.Future[None]] = {}
        self._flight: asyncio.Future[None] | None = None
        self._hurry = asyncio.Event()
        self._due = 0.0
        self._beat_s = GATHER_S
        self._task: asyncio.Task[None] | None = None

    def soon(self, log: Author) -> None:
        """Write what this log has at the next beat."""
        self._gathering.add(log)
        self._work()

    def expects(self, log: Author) -> bool:
        """Whether the log stands in the next batch already."""
        return log in self._gathering or log in self._urgent

    def now(self, log: Author) -> asyncio.Future[None]:
        """Write what this log has at once; done when it is committed or broken."""
        done = self._urgent.get(log)
        if done is None:
            done = self._urgent[log] = asyncio.get_running_loop().create_future()
        self._hurry.set()
        self._work()
        return done

    async def leave(self, log: Author) -> None:
        """Forget this log, after what is being written of it."""
        self._gathering.discard(log)
        while self._flight is not None:
            await asyncio.wait([self._flight])
        self._gathering.discard(log)

    def _work(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._serve())

    async def _serve(self) -> None:
        # It writes for all: whose job came first is not its own. All else of the
        # context stays, for it tells which thread rows are written in.
        unbind()
        while self._gathering or self._urgent:
            if not self._urgent:
                await self._pause()
            urgent, self._urgent = self._urgent, {}
            self._hurry.clear()
            logs = set(urgent)
            if asyncio.get_running_loop().time() >= self._due:
                logs |= self._gathering
            self._gathering -= logs
            try:
                await self._write(logs)
            except Exception as error:
                # A handler waits for this: better it fails than waits for ever.
                logger.exception("A batch of %d logs broke off.", len(logs))
                for log in logs:
                    log.written(error)
            for done in urgent.values():
                if not done.done():
                    done.set_result(None)

    async def _pause(self) -> None:
        """Wait for the next beat, or for a log that is in a hurry."""
        clock = asyncio.get_running_loop().time
        if clock() >= self._due:
            self._due = (clock() // self._beat_s + 1) * self._beat_s
        try:
            async with asyncio.timeout_at(self._due):
                await self._hurry.wait()
        except TimeoutError:
            late = clock() - self._due
            self._beat_s = min(MOST_S, max(GATHER_S, late * 4))

    async def _write(self, logs: set[Author]) -> None:
        taken = [(log, page) for log in logs if (page := log.take()) is not None]
        if not taken:
            return
        self._flight = asyncio.get_running_loop().create_future()
        pages = [page for _, page in taken]
        try:
            errors = await sync_to_async(write_pages)(pages, timezone.now())
            for (log, _), error in zip(taken, errors, strict=True):
                log.written(error)
            good = [
                page for page, error in zip(pages, errors, strict=True) if not error
            ]
            await _tell(good)
        finally:
            self._flight.set_result(None)
            self._flight = None


async def _tell(pages: Sequence[Page]) -> None:
    """Show readers in this process the pages; ring for those in others."""
    ids: list[uuid.UUID] = []
    for page in pages:
        ear.offer(page)
        ids.append(page.lease.job_id)
    if ids:
        await bell.ring(ids, offered=True)
