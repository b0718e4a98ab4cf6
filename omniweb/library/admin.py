"""The operator's view of files; it changes none."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from omniweb.library.models import Asset, Rendition, Upload


class ReadOnly(admin.ModelAdmin):
    """Rows to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never."""
        return False


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
