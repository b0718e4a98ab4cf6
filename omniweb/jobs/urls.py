"""The address of the socket; it holds no logic."""

from __future__ import annotations

from django.urls import URLPattern, path

from omniweb.jobs.consumer import JobsConsumer

socket_patterns: list[URLPattern] = [path("ws/jobs/", JobsConsumer.as_asgi())]
