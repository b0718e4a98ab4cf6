"""Read-only rows of the room for operators; it changes nothing."""

from __future__ import annotations

from django.contrib import admin

from omniweb.accounts.admin import ReadOnly
from omniweb.batches.models import Batch


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    """Batches."""

    list_display = ["name", "state", "owner", "created_at", "ended_at"]
    list_filter = ["state"]
    list_select_related = ["owner"]
