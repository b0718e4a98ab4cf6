"""The ledger for operators to read; nobody changes it here."""

from __future__ import annotations

from django.contrib import admin

from omniweb.accounts.admin import ReadOnly
from omniweb.usage.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """Calls to models."""

    list_display = ["model", "purpose", "state", "expected", "actual", "sent_at"]
    list_filter = ["state", "purpose", "model"]
