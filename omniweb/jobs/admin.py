"""The operator's view of jobs and their logs; it changes none."""

from __future__ import annotations

from django.contrib import admin

from omniweb.accounts.admin import ReadOnly
from omniweb.jobs.models import Event, Job


@admin.register(Job)
class JobAdmin(ReadOnly):
    """Jobs with their state."""

    list_display = ("id", "kind", "status", "attempt", "worker", "created_at")
    list_filter = ("status", "kind", "lane")
    search_fields = ("id",)


@admin.register(Event)
class EventAdmin(ReadOnly):
    """Log lines without their sound."""

    list_display = ("job", "seq", "kind", "at")
    list_filter = ("kind",)
    search_fields = ("job__id",)
    exclude = ("blob",)
