"""The trials room's addresses; it holds no logic."""

from __future__ import annotations

from django.urls import path

from omniweb.trials import views

urlpatterns = [
    path("settings/endpoints/<str:endpoint>/check/", views.check, name="endpoint-check")
]
