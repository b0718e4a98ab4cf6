"""The addresses that machines ask; it holds no logic."""

from __future__ import annotations

from django.urls import URLPattern, path

from omniweb.watch import views

urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.metrics),
]
