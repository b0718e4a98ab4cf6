"""The accounts room's addresses; it holds no logic."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
