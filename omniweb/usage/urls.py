"""The usage room's addresses; it holds no logic."""

from __future__ import annotations

from django.urls import path

from omniweb.usage import views

urlpatterns = [path("usage/", views.usage, name="usage")]
