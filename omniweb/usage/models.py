"""The ledger's rows: what each call was estimated at and did cost, what a month may
cost, and what it has cost so far. They never decide who may change them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class EntryState(models.TextChoices):
    """How much is known of a call."""

    SENT = "sent"
    SETTLED = "settled"
    UNKNOWN = "unknown"  # it was cut off; the endpoint never said what it billed
    VOID = "void"  # it was refused before anything was billed


class Entry(models.Model):
    """One call to a model. Written before the call, settled after it.

    tokens are the endpoint's own counts by modality; money is in currency
    units. An unlisted model has tokens and no money. tokens_formula is what the
    formulas alone said, tokens_estimated the same with what was learned before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL
    )
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL)
    attempt = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(max_length=20)
    model = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=EntryState, default=EntryState.SENT)
    tokens_estimated: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    tokens_formula: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    tokens: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)
    low = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    expected = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    high = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    actual = models.DecimalField(max_digits=14, decimal_places=6, null=True)
    currency = models.CharField(max_length=3, default="", blank=True)
    request_id = models.CharField(max_length=120, default="", blank=True)
    sent_at = models.DateTimeField(db_index=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["workspace", "model", "purpose", "state", "-settled_at"],
                name="usage_learned_from",
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} for {self.purpose} ({self.state})"


class Cap(models.Model):
    """The most that a workspace, or one person in it, may spend in a calendar month.

    amount is in units of its one currency; without user it holds for all together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE
    )
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=14, decimal_places=6)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "currency"],
                condition=Q(user=None),
                name="one_cap_per_workspace_and_currency",
            ),
            models.UniqueConstraint(
                fields=["workspace", "user", "currency"],
                condition=Q(user__isnull=False),
                name="one_cap_per_person_and_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount} a month"


class SpendQuerySet(models.QuerySet["Spend"]):
    """The counters' changes; each is one update, so no two calls overtake another."""

    def of(
        self, workspace_id: uuid.UUID, user_id: int | None, currency: str, month: date
    ) -> Self:
        """The workspace's counter and, where a person is named, theirs."""
        whose = Q(user=None) | Q(user=user_id) if user_id else Q(user=None)
        return self.filter(
            whose, workspace=workspace_id, currency=currency, month=month
        )

    def hold(self, amount: int, most: int | None) -> bool:
        """Set money aside on the selected counter unless that would pass most."""
        room = self
        if most is not None:
            total = F("spent") + F("held")
            room = self.annotate(total=total).filter(total__lte=most - amount)
        return bool(room.update(held=F("held") + amount))

    def turn(self, held: int, spent: int) -> int:
        """What was set aside is over; spent of it is gone for good."""
        return self.update(held=F("held") - held, spent=F("spent") + spent)

    def correct(self, held: int, spent: int) -> int:
        """Set what the ledger says, where the counter says something else."""
        off = self.exclude(held=held, spent=spent)
        return off.update(held=held, spent=spent)


class Spend(models.Model):
    """What a workspace, or one person in it, spent in a month, as a counter.

    It can be told from the entries of that month and changes in their transactions.
    Whole millionths of a unit, since SQLite reckons decimals as floats. held is for
    calls under way, at the most each may cost. sandbox money was never paid and is
    counted apart. month is the first of it, in UTC.
    """

    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE
    )
    currency = models.CharField(max_length=3)
    sandbox = models.BooleanField(default=False)
    month = models.DateField()
    spent = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    objects = SpendQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "currency", "sandbox", "month"],
                condition=Q(user=None),
                name="one_counter_per_workspace",
            ),
            models.UniqueConstraint(
                fields=["workspace", "user", "currency", "sandbox", "month"],
                condition=Q(user__isnull=False),
                name="one_counter_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spent} spent and {self.held} held of {self.month:%B %Y}"
