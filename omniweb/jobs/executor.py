"""Runs jobs for one worker: claims, hands to the room's handler, ends. It never
chooses which job and knows nothing of what the work is."""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import dataclass
from datetime import datetime

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from omniweb import logs
from omniweb.jobs.append import Lease, Line, last_seq
from omniweb.jobs.ending import end, hand_on, internal
from omniweb.jobs.family import fan_out
from omniweb.jobs.log import LeaseLost, Log
from omniweb.jobs.models import Event, Job, Status
from omniweb.jobs.registry import Failure, Outcome, UnknownKind, Waits, find
from omniweb.jobs.run import Run
from omniweb.jobs.scribe import Scribe

logger = logging.getLogger(__name__)

# The database does not answer: nothing can be said of the job, whose lease runs out.
AWAY = (OperationalError, InterfaceError)
MISSED = "The rows of job %s cannot be had; it is taken up again once it is missed."
# Seconds a handler has to tidy up when the server stops.
TIDY_S = 5.0


@dataclass(slots=True)
class Held:
    """A job in work: its run and the task of its handler."""

    run: Run
    task: asyncio.Task[str | Waits]

    def stop(self) -> None:
        """Somebody asked for a stop."""
        if not self.run.cancelled.is_set():
            self.run.cancelled.set()
            self.task.cancel()

    def abandon(self) -> None:
        """The lease is lost: stop, and write nothing any more."""
        self.task.cancel()


class Executor:
    """Everything one worker has in hand."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self.scribe = Scribe()
        self.held: dict[uuid.UUID, Held] = {}

    async def execute(self, job_id: uuid.UUID) -> bool:
        """Claim the job and see it to its end, or to where it waits for children.

        False when it was not to be had.
        """
        begun = await sync_to_async(claim)(job_id, self.worker, timezone.now())
        if begun is None:
            return False
        job, seq, samples = begun
        lease = Lease(job.id, self.worker, job.attempt)
        run = Run(job, Log(lease, seq, samples, self.scribe))
        with logs.bound(job_id=job.id, attempt=job.attempt):
            outcome = await self._outcome(run)
            if outcome is not None:
                await _settle(run, outcome)
        return True

    async def _outcome(self, run: Run) -> Outcome | Waits | None:
        """How the handler ended, or None when this worker may not say."""
        if run.job.cancel_requested_at is not None:
            return Outcome.cancelled()
        try:
            kind = find(run.job.kind)
        except UnknownKind as error:
            return Outcome.failed(Failure("unknown_kind", str(error), "admin", False))
        held = Held(run, asyncio.ensure_future(kind.run(run)))
        self.held[run.job.id] = held
        try:
            await asyncio.wait([held.task])
        except asyncio.CancelledError:
            # The server stops: the handler may tidy up, then others go on with it.
            held.task.cancel()
            await asyncio.wait([held.task], timeout=TIDY_S)
            await _hand_on(held)
            raise
        finally:
            del self.held[run.job.id]
        return _judge(held)


def claim(job_id: uuid.UUID, worker: str, now: datetime) -> tuple[Job, int, int] | None:
    """The claimed job, its log's last number and samples; None when it was not ours.

    The samples are those of an earlier attempt that still count.
    """
    if not Job.objects.claim(job_id, worker, now):
        return None
    job = Job.objects.select_related("workspace", "owner").get(id=job_id)
    return job, last_seq(job_id), Event.objects.spoken(job_id).samples()


def _judge(held: Held) -> Outcome | Waits | None:
    job = held.run.job
    if held.task.cancelled():
        return Outcome.cancelled() if held.run.cancelled.is_set() else None
    error = held.task.exception()
    if error is None:
        result = held.task.result()
        return result if isinstance(result, Waits) else Outcome.done(result)
    if isinstance(error, LeaseLost):
        logger.warning("%s", error)
        return None
    if isinstance(error, AWAY):
        logger.warning(MISSED, job.id, exc_info=error)
        return None
    if held.run.cancelled.is_set():
        return Outcome.cancelled()
    if isinstance(error, Failure):
        return Outcome.failed(error)
    logger.error("Job %s (%s) failed.", job.id, job.kind, exc_info=error)
    return Outcome.failed(internal(job.id))


async def _hand_on(held: Held) -> None:
    """Give the job to whoever is there next, unless it came to its end meanwhile.

    Where rows cannot be had it stays running, and is taken back once it is missed.
    """
    run, task = held.run, held.task
    try:
        if task.done() and not task.cancelled() and task.exception() is None:
            await _settle(run, _judge(held) or Outcome.cancelled())
        else:
            lines = await run.log.close()
            await sync_to_async(hand_on)(run.job, run.log.lease, timezone.now(), lines)
    except Exception:
        logger.warning("Job %s was not handed on.", run.job.id, exc_info=True)


async def _settle(run: Run, outcome: Outcome | Waits) -> None:
    lines: list[Line] = []
    try:
        lines = await run.log.close()
    except LeaseLost as error:
        logger.warning("%s", error)
        return
    except AWAY:
        logger.warning(MISSED, run.job.id, exc_info=True)
        return
    except Exception:
        # What was gathered is lost, so this cannot be called done.
        logger.exception("The log of job %s could not be written.", run.job.id)
        outcome = Outcome.failed(internal(run.job.id))
    await sync_to_async(_end)(run, outcome, lines)


def _end(run: Run, outcome: Outcome | Waits, lines: list[Line]) -> bool:
    lease = run.log.lease
    held = Job.objects.leased(lease.job_id, lease.worker, lease.attempt)
    if isinstance(outcome, Waits):
        try:
            if fan_out(run.job, held, outcome, timezone.now(), lines):
                return True
            # Stopped, or lost to another worker, and then this ends nothing either.
            outcome = Outcome.cancelled()
        except Exception as error:
            outcome = _unmade(run.job, error)
    return end(run.job, held, outcome, timezone.now(), lines)


def _unmade(job: Job, error: Exception) -> Outcome:
    """Children could not be made; a known reason is told as such."""
    if isinstance(error, Failure):
        return Outcome.failed(error)
    logger.error("Job %s could not make its children.", job.id, exc_info=error)
    return Outcome.failed(internal(job.id))


async def marked(ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Those of these jobs that somebody asked to stop."""
    asked = Job.objects.filter(id__in=ids).exclude(cancel_requested_at=None)
    return [found async for found in asked.values_list("id", flat=True)]


async def still_leased(worker: str, held: dict[uuid.UUID, Held]) -> set[uuid.UUID]:
    """Renew the worker's leases; answers which of its jobs it still has."""
    ids = list(held)
    await sync_to_async(Job.objects.beat)(ids, worker, timezone.now())
    mine = Job.objects.filter(id__in=ids, worker=worker, status=Status.RUNNING)
    rows = mine.values_list("id", "attempt")
    return {
        found
        async for found, attempt in rows
        if found in held and held[found].run.attempt == attempt
    }
