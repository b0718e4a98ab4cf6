"""Read-only rows of the room for operators; it changes nothing."""

from __future__ import annotations

from django.contrib import admin

from omniweb.accounts.admin import ReadOnly
from omniweb.analyses.models import Analysis, Answer


@admin.register(Analysis)
class AnalysisAdmin(ReadOnly):
    """Questions."""

    list_display = ["prompt", "model", "workspace", "owner", "created_at"]
    list_filter = ["model"]
    list_select_related = ["workspace", "owner"]


@admin.register(Answer)
class AnswerAdmin(ReadOnly):
    """Answers."""

    list_display = ["analysis", "number", "job", "partial", "narration_s"]
