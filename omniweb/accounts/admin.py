"""Accounts in the operator's console; keys and the audit are only read there."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest

from omniweb.accounts.models import ApiToken, AuditEntry, Membership, User, Workspace


class ReadOnly(admin.ModelAdmin):
    """A table to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Rows come from the rooms' actions."""
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        """Rows tell what happened."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        """What hangs on a row, as files and money do, is the rooms' to end."""
        return False


class MembershipInline(admin.TabularInline):
    """The members on their workspace's page."""

    model = Membership
    extra = 0


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Django's own page for a person."""


@admin.register(Workspace)
class WorkspaceAdmin(admin.ModelAdmin):
    """A workspace and its members."""

    list_display = ["name", "created_at"]
    inlines = [MembershipInline]


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly):
    """Tokens without their digests."""

    list_display = ["name", "user", "workspace", "created_at", "last_used_at"]
    list_filter = ["workspace"]
    exclude = ["digest"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """Who did what."""

    list_display = ["at", "workspace", "user", "verb", "subject"]
    list_filter = ["workspace", "verb"]
    search_fields = ["subject"]
