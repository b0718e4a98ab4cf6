"""Holds the newest frames of each log that is watched here, so that many readers
cost one reading. Never the truth: what a feed has not, its readers read in rows."""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from collections.abc import Iterable

from omniweb.jobs.wire import Frame

# A reader that is further behind than this reads rows.
KEPT = 64


class Feed:
    """The last frames of one log. seq is the newest number known, None when the
    feed does not know where the log stands."""

    def __init__(self, job_id: uuid.UUID) -> None:
        self.job_id = job_id
        self.readers = 0
        self.seq: int | None = None
        self.over = False
        self.fed_at = 0.0
        # Counts what arrived, for readers that were reading rows meanwhile.
        self.turns = 0
        self._frames: deque[Frame] = deque(maxlen=KEPT)
        self._news = asyncio.Event()

    def begin(self, seq: int) -> None:
        """The log ends at seq now; from here on the feed follows it."""
        if self.seq is None:
            self.seq = seq

    def beyond(self, after: int) -> list[Frame] | None:
        """The frames after a number; None when rows must be read for them."""
        if self.seq is None:
            return None
        if after >= self.seq:
            return []
        if not self._frames or self._frames[0].seq > after + 1:
            return None
        return [frame for frame in self._frames if frame.seq > after]

    def add(self, frames: Iterable[Frame]) -> None:
        """Frames of consecutive numbers that were committed."""
        self.turns += 1
        self.fed_at = asyncio.get_running_loop().time()
        for frame in frames:
            if self.seq is None or frame.seq <= self.seq:
                continue
            if frame.seq > self.seq + 1:
                self._forget()
                break
            self._frames.append(frame)
            self.seq = frame.seq
        self.wake()

    def end(self) -> None:
        """Nothing comes any more that is not in the rows now."""
        self.over = True
        self._forget()
        self.wake()

    async def news(self) -> None:
        """Wait until something arrives."""
        await self._news.wait()

    def wake(self) -> None:
        """Have the readers look."""
        self._news.set()
        self._news = asyncio.Event()

    def _forget(self) -> None:
        self.seq = None
        self._frames.clear()
