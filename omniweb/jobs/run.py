"""What a handler is given: its job, its attempt and its log; never the queue."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from omniweb.jobs.log import Log
from omniweb.jobs.models import Job


@dataclass(slots=True)
class Run:
    """One attempt at a job. cancelled is set when somebody asked for a stop; the
    handler's task gets CancelledError at the same time."""

    job: Job
    log: Log
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def attempt(self) -> int:
        """1 at the first attempt."""
        return self.log.lease.attempt

    async def children(self) -> list[Job]:
        """The children that this job ever made, oldest first; none at its first run."""
        return [child async for child in self.job.children.order_by("created_at", "id")]

    async def restart(self) -> None:
        """Begin again: what came before in the log is void."""
        await self.log.restart()
