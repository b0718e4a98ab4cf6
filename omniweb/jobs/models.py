"""Job and event rows and their state machine; never what the work is."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Status(models.TextChoices):
    """Where a job stands; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (Status.DONE, Status.FAILED, Status.CANCELLED)
LIVE = (Status.QUEUED, Status.RUNNING, Status.WAITING)
LEASE = timedelta(seconds=30)
MAX_ATTEMPTS = 3


class JobQuerySet(models.QuerySet["Job"]):
    """Filters, and the named transitions; each answers whether it happened.

    A transition is one conditional update whose count is checked, so the same
    text decides every race on SQLite and PostgreSQL.
    """

    def claimable(self, lane: str) -> Self:
        """Queued jobs of a lane, oldest first."""
        return self.filter(status=Status.QUEUED, lane=lane).order_by("created_at")

    def stale(self, now: datetime) -> Self:
        """Running jobs whose worker has not been heard for a lease."""
        return self.filter(status=Status.RUNNING, heartbeat_at__lt=now - LEASE)

    def claim(self, job_id: uuid.UUID, worker: str, now: datetime) -> bool:
        """Take a queued job: a new attempt begins under this worker's lease."""
        return bool(
            self.filter(id=job_id, status=Status.QUEUED).update(
                status=Status.RUNNING,
                worker=worker,
                attempt=F("attempt") + 1,
                heartbeat_at=now,
                started_at=now,
            )
        )

    def fence(
        self, ids: list[uuid.UUID], worker: str, attempt: int, now: datetime
    ) -> int:
        """Prove and renew leases; the count tells how many of them still stand.

        The rows stay locked until the commit.
        """
        held = self.filter(
            id__in=ids, worker=worker, attempt=attempt, status=Status.RUNNING
        )
        return held.update(heartbeat_at=now)

    def leased(self, job_id: uuid.UUID, worker: str, attempt: int) -> Self:
        """The job, if this worker still holds it in this attempt."""
        return self.filter(
            id=job_id, worker=worker, attempt=attempt, status=Status.RUNNING
        )

    def finish(self, status: Status, error: Any, now: datetime) -> bool:
        """End the selected job; nothing changes a final status again."""
        return bool(
            self.filter(status__in=LIVE).update(
                status=status, error=error, ended_at=now, worker=""
            )
        )

    def beat(self, ids: list[uuid.UUID], worker: str, now: datetime) -> int:
        """Renew the leases of a worker; the count tells how many it still has."""
        return self.filter(id__in=ids, worker=worker, status=Status.RUNNING).update(
            heartbeat_at=now
        )

    def requeue(self, now: datetime) -> int:
        """Give the selected running jobs back to the queue."""
        return self.filter(status=Status.RUNNING).update(
            status=Status.QUEUED, worker="", heartbeat_at=None, queued_at=now
        )

    def wait(self) -> bool:
        """Put the selected running job to waiting, unless a stop was asked for.

        It got somewhere, so attempts count anew; children are counted in afterwards.
        """
        running = self.filter(status=Status.RUNNING, cancel_requested_at=None)
        return bool(
            running.update(
                status=Status.WAITING, worker="", heartbeat_at=None, attempt=0
            )
        )

    def count_in(self) -> bool:
        """One more child of the selected job, if that waits and nobody stops it."""
        waiting = self.filter(status=Status.WAITING, cancel_requested_at=None)
        return bool(waiting.update(remaining=F("remaining") + 1))

    def count_out(self) -> bool:
        """One child of the selected job has ended."""
        waiting = self.filter(status=Status.WAITING, remaining__gt=0)
        return bool(waiting.update(remaining=F("remaining") - 1))

    def lock_waiting(self) -> bool:
        """Whether the selected job waits; if so it stays as it is until the commit."""
        waiting = self.filter(status=Status.WAITING)
        return bool(waiting.update(remaining=F("remaining")))

    def wake(self, now: datetime) -> bool:
        """Queue the selected job again, if it waits for nothing any more."""
        waiting = self.filter(status=Status.WAITING, remaining=0)
        return bool(waiting.update(status=Status.QUEUED, queued_at=now))

    def mark_cancelled(self, job_id: uuid.UUID, now: datetime) -> bool:
        """Ask for a stop; whoever runs or settles the job honours the mark."""
        return bool(
            self.filter(id=job_id, status__in=LIVE, cancel_requested_at=None).update(
                cancel_requested_at=now
            )
        )


class Job(models.Model):
    """A unit of work with one log, owned by a workspace."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    lane = models.CharField(max_length=10)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL
    )
    args = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=Status, default=Status.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, default="", blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="children"
    )
    remaining = models.PositiveIntegerField(default=0)
    unique_key = models.CharField(max_length=120, null=True)  # noqa: DJ001
    error = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["lane", "created_at"],
                name="jobs_claimable",
                condition=Q(status="queued"),
            ),
            models.Index(
                fields=["heartbeat_at"],
                name="jobs_running",
                condition=Q(status="running"),
            ),
            models.Index(
                fields=["created_at"],
                name="jobs_waiting",
                condition=Q(status="waiting"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unique_key"],
                condition=Q(status__in=["queued", "running", "waiting"]),
                name="one_live_job_per_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def ended(self) -> bool:
        """Whether the log has its last event."""
        return self.status in ENDED


class EventQuerySet(models.QuerySet["Event"]):
    """Filters on a log."""

    def after(self, job_id: uuid.UUID, seq: int) -> Self:
        """The events of a job beyond a sequence number, in order."""
        return self.filter(job_id=job_id, seq__gt=seq).order_by("seq")

    def counted(self, job_id: uuid.UUID) -> Self:
        """The events that count: those after the last restart."""
        void = self.filter(job_id=job_id, kind="restart").order_by("-seq")
        last = void.values_list("seq", flat=True).first() or 0
        return self.after(job_id, last)

    def spoken(self, job_id: uuid.UUID) -> Self:
        """The audio events that count."""
        return self.counted(job_id).filter(kind="audio")

    def samples(self) -> int:
        """How many samples the selected audio events reach."""
        last = self.defer("blob").order_by("seq").last()
        return last.data["offset"] + last.data["samples"] if last else 0

    def drop_blobs(self) -> int:
        """Let go of the selected events' sound."""
        return self.exclude(blob=None).update(blob=None)


class Event(models.Model):
    """One line of a job's log: dense seq from 1, exactly one writer.

    data holds the kind's fields as the contract names them. An audio event
    keeps its PCM (s16le mono 24 kHz) in blob; offset (its first sample) and samples
    stand in data.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    data: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    blob = models.BinaryField(null=True)
    at = models.DateTimeField()
    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "seq"], name="one_writer_per_log")
        ]

    def __str__(self) -> str:
        return f"{self.job_id} #{self.seq} {self.kind}"
