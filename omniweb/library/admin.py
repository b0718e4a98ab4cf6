"""The operator's view of files; it changes none."""

from __future__ import annotations

from django.contrib import admin

from omniweb.accounts.admin import ReadOnly
from omniweb.library.models import Asset, Rendition, Upload


@admin.register(Asset)
class AssetAdmin(ReadOnly):
    """Assets with their state."""

    list_display = ("name", "kind", "state", "reason_code", "bytes", "workspace")
    list_filter = ("state", "kind", "reason_code")
    search_fields = ("name", "sha256", "id")


@admin.register(Rendition)
class RenditionAdmin(ReadOnly):
    """Renditions with their size."""

    list_display = ("asset", "spec", "content_type", "bytes", "created_at")
    list_filter = ("spec",)


@admin.register(Upload)
class UploadAdmin(ReadOnly):
    """Uploads in progress and past."""

    list_display = ("filename", "length", "owner", "created_at", "expires_at", "asset")
