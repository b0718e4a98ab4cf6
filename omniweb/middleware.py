"""Names each request and tells Problems; it never knows what a room does."""

from __future__ import annotations

import logging
import time
import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from omniweb import answers, instruments, logs
from omniweb.errors import Problem

log = logging.getLogger(__name__)


class RequestIdMiddleware(MiddlewareMixin):
    """Gives a request its id, or keeps the one a proxy gave; answers with it."""

    def process_request(self, request: HttpRequest) -> None:
        """Name the request."""
        given = request.headers.get("X-Request-Id", "")
        name = given if logs.GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        request.request_id = name  # type: ignore[attr-defined]
        logs.bind(request_id=name)
        request.began = time.monotonic()  # type: ignore[attr-defined]

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Write the name on the answer, and measure how long it took."""
        response["X-Request-Id"] = answers.request_id(request)
        took = time.monotonic() - getattr(request, "began", time.monotonic())
        labels = _area(request), f"{response.status_code // 100}xx"
        instruments.requests.labels(*labels).observe(took)
        return response


def _area(request: HttpRequest) -> str:
    """Where the address begins, up to its first id; few, whatever is asked for."""
    match = request.resolver_match
    if match is None or "(" in match.route:
        return "none"
    return match.route.split("<")[0].strip("/")


class ProblemMiddleware(MiddlewareMixin):
    """Turns what a view raises or refuses into a sentence, as page or JSON."""

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer a Problem; log anything unknown under the request's id."""
        if isinstance(exception, Problem):
            return answers.problem(request, exception)
        return None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Give the API's 405 its envelope; Django's own has no body."""
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        if answers.wants_page(request) or not request.path.startswith("/api/"):
            return response
        allowed = response["Allow"]
        message = f"{request.method} is not known here. Use {allowed}."
        told = answers.envelope(request, 405, "method_not_allowed", message)
        told["Allow"] = allowed
        return told
