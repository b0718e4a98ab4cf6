"""Answers to machines that watch this server; nothing here is for people."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from omniweb.accounts.actor import actor_of
from omniweb.accounts.middleware import bearer
from omniweb.accounts.models import Role
from omniweb.answers import answer
from omniweb.jobs import health


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, else 503 naming those that do not."""
    silent = health.silent_parts()
    return JsonResponse(
        {"ready": not silent, "silent": silent}, status=503 if silent else 200
    )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text, for administrators, tokens and this machine."""
    actor = actor_of(request)
    trusted = actor is not None and (
        actor.may(Role.ADMINISTRATOR) or bearer(request) is not None
    )
    if not trusted and not _from_here(request):
        return answer(
            request,
            403,
            "forbidden",
            "Metrics are for administrators, API tokens and this machine.",
        )
    return HttpResponse(health.metrics(), content_type="text/plain; version=0.0.4")


def _from_here(request: HttpRequest) -> bool:
    """A proxy on this machine speaks for others, so its header takes trust away."""
    address = request.META.get("REMOTE_ADDR") or ""
    forwarded = "X-Forwarded-For" in request.headers
    return bool(address) and ip_address(address).is_loopback and not forwarded
