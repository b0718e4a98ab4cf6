"""The jobs room's addresses, of pages and of the socket; it holds no logic."""

from __future__ import annotations

from django.urls import URLPattern, path

from omniweb.jobs import views
from omniweb.jobs.consumer import JobsConsumer

urlpatterns: list[URLPattern] = [
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.metrics),
]
socket_patterns: list[URLPattern] = [path("ws/jobs/", JobsConsumer.as_asgi())]
