"""Feeds the logs that are watched in this process: from its own writers at once, from
others when they ring, and by looking when nobody rings. It sends nothing."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import uuid
from collections.abc import Iterator, Mapping
from contextlib import aclosing, contextmanager
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db.models import Max
from django.utils import timezone

from omniweb.jobs import bell
from omniweb.jobs.append import Page, rows
from omniweb.jobs.feed import Feed
from omniweb.jobs.models import LIVE, Event, Job
from omniweb.jobs.wire import Frame, frame

logger = logging.getLogger(__name__)

# Seconds after which logs that nobody fed are looked at: every bell may be lost.
LOOK_S = 0.5
BATCH = 100


class Ear:
    """The feeds of one loop that have readers, and the task that feeds them."""

    def __init__(self) -> None:
        self.feeds: dict[uuid.UUID, Feed] = {}
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Listen as long as there is a feed; free of the context of who came first."""
        if self._task is None or self._task.done():
            context = contextvars.Context()
            self._task = asyncio.get_running_loop().create_task(
                self._listen(), context=context
            )

    async def _listen(self) -> None:
        clock = asyncio.get_running_loop().time
        looked_at = clock()
        async with aclosing(bell.bells(LOOK_S)) as bells:
            async for rung in bells:
                if not self.feeds:
                    self._task = None
                    return
                wanted = {job for job in rung if job in self.feeds}
                if clock() >= looked_at + LOOK_S:
                    looked_at = clock()
                    wanted |= self._unfed(looked_at - LOOK_S)
                if wanted:
                    await self._look(wanted)

    def _unfed(self, since: float) -> set[uuid.UUID]:
        return {job for job, feed in self.feeds.items() if feed.fed_at <= since}

    async def _look(self, jobs: set[uuid.UUID]) -> None:
        known = {job: self.feeds[job].seq for job in jobs}
        cursors = {job: seq for job, seq in known.items() if seq is not None}
        try:
            found, over = await sync_to_async(_news)(cursors)
        except Exception:
            logger.exception("The watched logs could not be read; trying again.")
            return
        for job, frames in found.items():
            if job in self.feeds:
                self.feeds[job].add(frames)
        for job in over:
            if job in self.feeds:
                self.feeds[job].end()


def _news(
    cursors: Mapping[uuid.UUID, int],
) -> tuple[dict[uuid.UUID, list[Frame]], set[uuid.UUID]]:
    """What these logs have beyond these numbers, and which of them are over."""
    jobs = list(cursors)
    live = Job.objects.filter(id__in=jobs, status__in=LIVE)
    # First who lives, then what there is: the end is written with its event.
    over = set(jobs) - set(live.values_list("id", flat=True))
    newest = Event.objects.filter(job_id__in=jobs).values("job_id")
    ends = newest.annotate(newest=Max("seq")).values_list("job_id", "newest")
    found = {
        job: [frame(row) for row in Event.objects.after(job, cursors[job])[:BATCH]]
        for job, seq in ends
        if seq > cursors[job]
    }
    return found, over - set(found)


_ears: WeakKeyDictionary[asyncio.AbstractEventLoop, Ear] = WeakKeyDictionary()


def ear() -> Ear:
    """The ear of this loop."""
    return _ears.setdefault(asyncio.get_running_loop(), Ear())


def offer(page: Page) -> None:
    """Feed a page that was committed here to those who watch its log here."""
    feed = ear().feeds.get(page.lease.job_id)
    if feed is not None:
        told = rows(page.lease.job_id, page.after, page.lines, timezone.now())
        feed.add(frame(row) for row in told)


@contextmanager
def feed_of(job_id: uuid.UUID) -> Iterator[Feed]:
    """Join the feed of a log; the last reader to leave closes it."""
    here = ear()
    feed = here.feeds.setdefault(job_id, Feed(job_id))
    feed.readers += 1
    here.wake()
    try:
        yield feed
    finally:
        feed.readers -= 1
        if not feed.readers and here.feeds.get(job_id) is feed:
            del here.feeds[job_id]
