"""Asset, rendition and upload rows; never how a file is read or changed."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from omniweb.accounts.models import Workspace
from omniweb.facts import MediaFacts
from omniweb.library.refusals import SENTENCES


class State(models.TextChoices):
    """How far an asset is."""

    NEW = "new", "Waiting"
    PREPARING = "preparing", "Preparing"
    READY = "ready", "Ready"
    REJECTED = "rejected", "Refused"


def original_key(asset: Asset, filename: str) -> str:
    """The storage key of an original: chosen by the server, never by a name."""
    return f"{asset.workspace_id}/{asset.id}/original"


def rendition_key(rendition: Rendition, filename: str) -> str:
    """The storage key of a rendition; filename gives only the ending we chose."""
    asset = rendition.asset
    return f"{asset.workspace_id}/{asset.id}/{filename}"


class AssetQuerySet(models.QuerySet["Asset"]):
    """Filters, and the named transitions; each answers whether it happened."""

    def of(self, workspace: Workspace) -> Self:
        """Assets of a workspace."""
        return self.filter(workspace=workspace)

    def twins(self, sha256: str) -> Self:
        """Assets with this content that may be used instead of sending it again."""
        return self.kept().filter(sha256=sha256).exclude(state=State.REJECTED)

    def expired(self, before: datetime) -> Self:
        """Assets that went into the trash before then."""
        return self.filter(deleted_at__lt=before)

    def kept(self) -> Self:
        """Assets that are not in the trash."""
        return self.filter(deleted_at=None)

    def trashed(self) -> Self:
        """Assets in the trash."""
        return self.exclude(deleted_at=None)

    def prepare(self, asset_id: uuid.UUID) -> bool:
        """Mark that preparation has begun."""
        return bool(
            self.filter(id=asset_id, state__in=[State.NEW, State.PREPARING]).update(
                state=State.PREPARING
            )
        )

    def make_ready(self, asset_id: uuid.UUID, facts: MediaFacts) -> bool:
        """Set the measured facts; the asset may be used from now on."""
        return bool(
            self.filter(id=asset_id, state=State.PREPARING).update(
                state=State.READY, facts=facts.to_json(), kind=facts.kind, reason=""
            )
        )

    def reject(self, asset_id: uuid.UUID, code: str, reason: str) -> bool:
        """Refuse the file with a sentence for people."""
        return bool(
            self.filter(id=asset_id, state__in=[State.NEW, State.PREPARING]).update(
                state=State.REJECTED, reason_code=code, reason=reason
            )
        )

    def retry(self, asset_id: uuid.UUID) -> bool:
        """Take a refusal back, so that the file may be prepared once more."""
        return bool(
            self.filter(id=asset_id, state=State.REJECTED).update(
                state=State.NEW, reason_code="", reason=""
            )
        )

    def trash(self, asset_id: uuid.UUID, now: datetime) -> bool:
        """Put into the trash; it stays restorable for 30 days."""
        return bool(self.kept().filter(id=asset_id).update(deleted_at=now))

    def restore(self, asset_id: uuid.UUID) -> bool:
        """Take out of the trash."""
        return bool(self.trashed().filter(id=asset_id).update(deleted_at=None))


class Asset(models.Model):
    """A file somebody gave us, with what was measured of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL
    )
    name = models.CharField(max_length=255)
    # By the first bytes at first, by what was measured once it is ready.
    kind = models.CharField(max_length=5, default="", blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.NEW)
    reason = models.TextField(default="", blank=True)
    reason_code = models.CharField(max_length=40, default="", blank=True)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    facts: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)
    original = models.FileField(upload_to=original_key, max_length=255)
    job = models.ForeignKey(
        "jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    deleted_at = models.DateTimeField(null=True)
    objects = AssetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "sha256"],
                condition=Q(deleted_at=None) & ~Q(state="rejected"),
                name="one_asset_per_content",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def may_retry(self) -> bool:
        """Whether it was refused for a reason that does not lie in the file."""
        return self.state == State.REJECTED and self.reason_code not in SENTENCES

    @property
    def measured(self) -> MediaFacts | None:
        """The measured facts, or None before the file was read."""
        return MediaFacts.from_json(self.facts) if self.facts else None


class Rendition(models.Model):
    """A file derived from an asset, made once per spec and reused.

    Specs: poster (JPEG), filmstrip (JPEG sprite), waveform (JSON peaks),
    model-image (JPEG), model-video (MP4), model-audio (WAV or MP3).
    """

    asset = models.ForeignKey(
        Asset, on_delete=models.CASCADE, related_name="renditions"
    )
    spec = models.CharField(max_length=40)
    file = models.FileField(upload_to=rendition_key, max_length=255)
    content_type = models.CharField(max_length=80)
    bytes = models.PositiveBigIntegerField()
    facts: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["asset", "spec"], name="one_per_spec")
        ]

    def __str__(self) -> str:
        return f"{self.spec} of {self.asset_id}"


class Upload(models.Model):
    """A tus upload that survives a closed laptop; its bytes lie in the data dir.

    The offset is the size of that file, so it has no column.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    filename = models.CharField(max_length=255)
    length = models.PositiveBigIntegerField()
    metadata = models.TextField(default="", blank=True)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.filename} ({self.id})"


class UnconfirmedQuerySet(models.QuerySet["Unconfirmed"]):
    """The named transitions; each answers whether it happened."""

    def claim(self, key: str, now: datetime) -> bool:
        """Note the key before anything is written there, whatever happens after.

        Durable: inside a transaction a kill would take the note back.
        """
        with transaction.atomic(durable=True):
            _, made = self.get_or_create(key=key, defaults={"since": now})
            return made or bool(self.filter(key=key, doomed=False).update(since=now))

    def confirm(self, keys: Collection[str]) -> bool:
        """Take the notes away; False when one of them is not there any more."""
        return self.filter(key__in=keys, doomed=False).delete()[0] == len(keys)

    def release(self, keys: Collection[str], now: datetime) -> None:
        """Note that nobody wants what lies there."""
        notes = [Unconfirmed(key=key, since=now, doomed=True) for key in keys]
        fields = ["doomed"]
        self.bulk_create(
            notes, update_conflicts=True, update_fields=fields, unique_fields=["key"]
        )

    def doom(self, before: datetime) -> int:
        """Those claimed before then go with the next sweep, and can't be confirmed."""
        return self.filter(since__lt=before, doomed=False).update(doomed=True)


class Unconfirmed(models.Model):
    """A key in storage that no row holds: claimed for a file, or released from one.

    doomed: what lies there is being removed, and no row may take the key.
    """

    key = models.CharField(primary_key=True, max_length=255)
    since = models.DateTimeField()
    doomed = models.BooleanField(default=False, db_index=True)
    objects = UnconfirmedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key
