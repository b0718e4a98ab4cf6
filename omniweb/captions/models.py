"""Captions and their versions as rows and states; never how one is drafted."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models


class CaptionState(models.TextChoices):
    """Where a caption stands in review."""

    DRAFTING = "drafting", "Drafting"
    DRAFT = "draft", "Draft"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    FAILED = "failed", "Failed"


class CaptionQuerySet(models.QuerySet["Caption"]):
    """The named transitions; each answers whether it happened."""

    def settle_draft(self, caption_id: uuid.UUID, version: int) -> bool:
        """A draft stands and waits for people."""
        return bool(
            self.filter(id=caption_id, state=CaptionState.DRAFTING).update(
                state=CaptionState.DRAFT, version=version
            )
        )

    def fail(self, caption_id: uuid.UUID) -> bool:
        """No draft came of it."""
        return bool(
            self.filter(id=caption_id, state=CaptionState.DRAFTING).update(
                state=CaptionState.FAILED
            )
        )

    def edit(self, caption_id: uuid.UUID, stale: int) -> bool:
        """A person wrote the version after stale; review starts again."""
        return bool(
            self.filter(id=caption_id, version=stale)
            .exclude(state=CaptionState.DRAFTING)
            .update(state=CaptionState.DRAFT, version=stale + 1)
        )

    def decide(
        self,
        caption_id: uuid.UUID,
        state: CaptionState,
        version: int,
        user_id: int,
        now: datetime,
        reason: str = "",
    ) -> bool:
        """Approve or reject exactly the version that was looked at."""
        return bool(
            self.filter(id=caption_id, version=version)
            .exclude(state__in=[CaptionState.DRAFTING, CaptionState.FAILED])
            .update(
                state=state,
                decided_version=version,
                decided_by_id=user_id,
                decided_at=now,
                reason=reason,
            )
        )


class Caption(models.Model):
    """A structured caption of one asset under one schema.

    version is the newest one, 0 before there is any; decided_version the one that
    was approved or rejected. sent is the plan as it went to the model.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    asset = models.ForeignKey(
        "library.Asset", on_delete=models.CASCADE, related_name="captions"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    schema = models.CharField(max_length=40)
    schema_version = models.PositiveSmallIntegerField(default=1)
    model = models.CharField(max_length=120)
    language = models.CharField(max_length=20, default="", blank=True)
    state = models.CharField(
        max_length=8, choices=CaptionState, default=CaptionState.DRAFTING
    )
    job = models.OneToOneField(
        "jobs.Job", null=True, on_delete=models.SET_NULL, related_name="caption"
    )
    version = models.PositiveIntegerField(default=0)
    decided_version = models.PositiveIntegerField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    sent: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)
    idempotency_key = models.CharField(max_length=120, null=True)  # noqa: DJ001
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    objects = CaptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "owner", "idempotency_key"],
                name="drafted_once_per_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.schema} caption of {self.asset_id}"


class CaptionVersion(models.Model):
    """What a caption said at one time; written once and never changed.

    data: field key to value. provenance: field key to "model", "person" or
    "import". evidence: field key to a list of {start, end} in seconds.
    errors: field key to sentences, where a draft does not meet its schema.
    """

    caption = models.ForeignKey(
        Caption, on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    data: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    provenance: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    evidence: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    errors: models.JSONField[dict[str, list[str]]] = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["caption", "number"], name="one_version_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.caption_id}"
