"""How a refusal or a fault is told: JSON to programs, a page to people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from omniweb.errors import Problem

log = logging.getLogger(__name__)
UNAUTHENTICATED = "Sign in, or send a valid Authorization: Bearer token."
NO_WORKSPACE = (
    "Your account belongs to no workspace yet. Ask an administrator to add you to one."
)
NOT_FOUND = "There is nothing here, or it belongs to somebody else."
CSRF = "The page was open too long or came from elsewhere. Reload it and try again."
BAD_REQUEST = "This request could not be read. Check it and send it again."
WRONG_HOST = (
    "This server does not answer to the address in your browser. Its operator can set"
    " OMNIWEB_PUBLIC_URL to the address that people type."
)
FORBIDDEN = "You may not do this here. Ask an administrator of the workspace."
LOCKED = (
    "Too many wrong passwords for this name from this address."
    " Wait {minutes} minutes and try again."
)
FAULT = (
    "Something broke on the server. It was written to the log under this request id;"
    " try again, and tell an administrator if it stays."
)


def wants_page(request: HttpRequest) -> bool:
    """Whether a person's browser asked for a page, and not a script or player."""
    headers = request.headers
    if request.path.startswith("/api/"):
        return False
    if "Authorization" in headers or "Tus-Resumable" in headers:
        return False
    if headers.get("Sec-Fetch-Dest", "document") != "document":
        return False
    return request.accepts("text/html")


def request_id(request: HttpRequest) -> str:
    """The id that RequestIdMiddleware gave this request, or nothing."""
    return str(getattr(request, "request_id", ""))


def envelope(
    request: HttpRequest,
    status: int,
    code: str,
    message: str,
    fields: Mapping[str, str] | None = None,
) -> JsonResponse:
    """The API's error shape, as the README's section on the API has it."""
    error: dict[str, object] = {"code": code, "message": message}
    if fields:
        error["fields"] = dict(fields)
    error["request_id"] = request_id(request)
    return JsonResponse({"error": error}, status=status)


def answer(
    request: HttpRequest,
    status: int,
    code: str,
    message: str,
    fields: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The same refusal as a page or as JSON, by who asks."""
    if not wants_page(request):
        return envelope(request, status, code, message, fields)
    context = {"status": status, "code": code, "message": message, "fields": fields}
    context["request_id"] = request_id(request)
    return render(request, "problem.html", context, status=status)


def problem(request: HttpRequest, found: Problem) -> HttpResponse:
    """A Problem as a page or as JSON."""
    return answer(request, found.status, found.code, found.message, found.fields)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 400 handler."""
    if isinstance(exception, DisallowedHost):
        return answer(request, 400, "wrong_host", WRONG_HOST)
    return answer(request, 400, "bad_request", BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 403 handler; the exception's own sentence wins."""
    return answer(request, 403, "forbidden", str(exception) or FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's 404 handler; it tells nothing of what exists elsewhere."""
    return answer(request, 404, "not_found", NOT_FOUND)


def fault(request: HttpRequest) -> HttpResponse:
    """Django's 500 handler; the traceback stays in the log."""
    return answer(request, 500, "server_error", FAULT)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW."""
    log.info("csrf refused: %s (request %s)", reason, request_id(request))
    return answer(request, 403, "csrf", CSRF)


def locked_out(request: HttpRequest, *known: object) -> HttpResponse:
    """django-axes' AXES_LOCKOUT_CALLABLE."""
    minutes = settings.AXES_COOLOFF_TIME // timedelta(minutes=1)
    return answer(request, 429, "locked_out", LOCKED.format(minutes=minutes))


def unknown_call(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any path under /api/ that no operation has."""
    message = f"The API has no {request.path}. See /api/v1/docs for what it has."
    return envelope(request, 404, "not_found", message)
