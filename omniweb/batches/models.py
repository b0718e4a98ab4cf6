"""Batches and their items as rows and states; never how an item is worked on."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F


class BatchState(models.TextChoices):
    """Where a batch stands; only planned, done and cancelled ones are at rest."""

    PLANNED = "planned", "Planned"
    RUNNING = "running", "Running"
    PAUSED = "paused", "Paused"
    CANCELLED = "cancelled", "Stopped"
    DONE = "done", "Finished"


class ItemState(models.TextChoices):
    """How far one file of a batch is; a waiting one has no job yet."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Stopped"


OPEN = (ItemState.WAITING, ItemState.RUNNING)


class BatchQuerySet(models.QuerySet["Batch"]):
    """The named transitions; each answers whether it happened."""

    def lock(self, batch_id: uuid.UUID) -> Batch | None:
        """The batch, which nobody else changes until the commit; None when gone."""
        if not self.filter(id=batch_id).update(turns=F("turns") + 1):
            return None
        return self.select_related("workspace", "asker").get(id=batch_id)

    def move(
        self, batch_id: uuid.UUID, *before: BatchState, to: BatchState, **values: Any
    ) -> bool:
        """From one of these states to another, with what changes along."""
        found = self.filter(id=batch_id, state__in=before)
        return bool(found.update(state=to, **values))


class Batch(models.Model):
    """A preset over many files, and who asks for it.

    preset: presets.Preset as JSON. source: how its files were chosen, as a sentence.
    asker is whoever started or resumed it last: items are asked in that name. job is
    the log that pages watch; a batch that is run again has a further one. forecast:
    forecast.Forecast as JSON, as it stood at the start. reason says why it is paused,
    resume_at when it goes on by itself, if it does.
    turns counts the times that it was looked after; locking the row needs a change.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    name = models.CharField(max_length=120)
    preset: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    source = models.CharField(max_length=255, default="", blank=True)
    state = models.CharField(
        max_length=9, choices=BatchState, default=BatchState.PLANNED
    )
    reason = models.TextField(default="", blank=True)
    job = models.OneToOneField(
        "jobs.Job", null=True, on_delete=models.SET_NULL, related_name="batch"
    )
    forecast: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)
    idempotency_key = models.CharField(max_length=120, null=True)  # noqa: DJ001
    turns = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    resume_at = models.DateTimeField(null=True)
    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "owner", "idempotency_key"],
                name="planned_once_per_key",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(models.QuerySet["Item"]):
    """Filters, and the named transitions; each answers whether it happened."""

    def open(self) -> Self:
        """Those that have not ended."""
        return self.filter(state__in=OPEN)

    def release(self, item: Item, **made: Any) -> bool:
        """A waiting item has its question or draft, and its job, from now on."""
        waiting = self.filter(id=item.id, state=ItemState.WAITING)
        return bool(waiting.update(state=ItemState.RUNNING, **made))

    def settle(self, item: Item, state: ItemState, error: Any, now: datetime) -> bool:
        """An open item has ended."""
        found = self.filter(id=item.id, state__in=OPEN)
        return bool(found.update(state=state, error=error, ended_at=now))

    def add_cost(self, item: Item, **sums: Any) -> None:
        """Add what its last attempt took; None adds nothing."""
        added = {name: F(name) + value for name, value in sums.items() if value}
        if added:
            self.filter(id=item.id).update(**added)

    def again(self) -> int:
        """The selected items wait once more, for a further attempt."""
        return self.update(
            state=ItemState.WAITING,
            attempt=F("attempt") + 1,
            job=None,
            error=None,
            ended_at=None,
        )


class Item(models.Model):
    """One file of a batch: its place, its attempt, and what came of it.

    Each attempt has its own question or draft under its own idempotency key, so a
    crash asks nothing twice. asset is None once the file is gone for good; name stays.
    estimated and actual are the money of all attempts; unsettled counts the calls
    whose price nobody told. error: code, message, who, billed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    asset = models.ForeignKey("library.Asset", null=True, on_delete=models.SET_NULL)
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=9, choices=ItemState, default=ItemState.WAITING)
    attempt = models.PositiveSmallIntegerField(default=1)
    analysis = models.ForeignKey(
        "analyses.Analysis", null=True, on_delete=models.SET_NULL
    )
    caption = models.ForeignKey(
        "captions.Caption", null=True, on_delete=models.SET_NULL
    )
    job = models.OneToOneField(
        "jobs.Job", null=True, on_delete=models.SET_NULL, related_name="batch_item"
    )
    error: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)
    estimated = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(0))
    actual = models.DecimalField(max_digits=14, decimal_places=6, default=Decimal(0))
    unsettled = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["batch", "state", "position"], name="batches_next")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "position"], name="one_item_per_place"
            ),
            models.UniqueConstraint(
                fields=["batch", "asset"], name="one_item_per_file"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.batch_id}"

    @property
    def key(self) -> str:
        """Under which this attempt is asked, and never twice."""
        return f"batch-{self.id}-{self.attempt}"
