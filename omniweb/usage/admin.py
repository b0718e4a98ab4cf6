"""The ledger and its budgets for operators to read; nobody changes them here."""

from __future__ import annotations

from django.contrib import admin

from omniweb.accounts.admin import ReadOnly
from omniweb.usage.models import Cap, Entry


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    """Calls to models."""

    list_display = ["model", "purpose", "state", "expected", "actual", "sent_at"]
    list_filter = ["state", "purpose", "model"]


@admin.register(Cap)
class CapAdmin(ReadOnly):
    """Budgets."""

    list_display = ["workspace", "user", "amount", "currency"]
    list_filter = ["currency"]
