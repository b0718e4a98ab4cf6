"""The ledger's rows: what each call to a model was estimated at and did cost."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models


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
