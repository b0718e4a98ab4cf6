"""The analyses room's addresses; it holds no logic."""

from __future__ import annotations

from django.urls import path

from omniweb.analyses import views

urlpatterns = [
    path(
        "conversations/<uuid:conversation_id>/", views.conversation, name="conversation"
    ),
    path(
        "conversations/<uuid:conversation_id>/ask/", views.follow_up, name="follow-up"
    ),
    path("analyses/<uuid:analysis_id>/cancel/", views.cancel, name="analysis-cancel"),
    path("analyses/<uuid:analysis_id>/retry/", views.retry, name="analysis-retry"),
    path(
        "analyses/<uuid:analysis_id>/parts/<int:position>/retry/",
        views.retry_part,
        name="part-retry",
    ),
    path("answers/<uuid:answer_id>.txt", views.written, name="answer-text"),
    path("narrations/<uuid:answer_id>", views.narrated, name="narration"),
]
