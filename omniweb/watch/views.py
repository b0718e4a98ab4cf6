"""Answers to machines that watch this server; nothing here is for people."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from omniweb import instruments
from omniweb.accounts.actor import actor_of
from omniweb.accounts.middleware import bearer
from omniweb.accounts.models import Role
from omniweb.answers import answer
from omniweb.watch import health
from omniweb.watch.rows import Rows

# Who speaks for others says so in one of these; a bare proxy is known by its Host.
PROXIES = (
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Host",
    "X-Real-Ip",
    "Forwarded",
    "Via",
)
HERE = {"127.0.0.1", "localhost", "::1"}


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
async def readyz(request: HttpRequest) -> JsonResponse:
    """200 when all parts answer, else 503 naming those that do not."""
    silent = await health.silent_parts()
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
    of_all = CollectorRegistry()
    of_all.register(Rows(timezone.now()))
    told = generate_latest(of_all) + generate_latest(instruments.registry)
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)


def _from_here(request: HttpRequest) -> bool:
    """A proxy on this machine speaks for others, so its marks take trust away."""
    address = request.META.get("REMOTE_ADDR") or ""
    host = request.get_host().rsplit("]", 1)[0].lstrip("[")
    name = host if ":" in host and host.count(":") > 1 else host.split(":")[0]
    return (
        bool(address)
        and ip_address(address).is_loopback
        and name in HERE
        and not any(mark in request.headers for mark in PROXIES)
    )
