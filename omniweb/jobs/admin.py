"""The operator's view of jobs and their logs; it changes none."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from omniweb.jobs.models import Event, Job


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
