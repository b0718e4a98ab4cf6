"""Read-only rows of the room for operators; it changes nothing."""

from __future__ import annotations

from django.contrib import admin

from omniweb.accounts.admin import ReadOnly
from omniweb.captions.models import Caption


@admin.register(Caption)
class CaptionAdmin(ReadOnly):
    """Captions."""

    list_display = ["asset", "schema", "state", "version", "model", "created_at"]
    list_filter = ["state", "schema"]
    list_select_related = ["asset"]
