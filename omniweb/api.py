"""The JSON API's root: who may call, how errors look, which rooms take part."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyCookie, HttpBearer

from omniweb import answers
from omniweb.accounts.actor import Actor, actor_of
from omniweb.accounts.api import router as accounts
from omniweb.accounts.middleware import bearer
from omniweb.analyses.api import router as analyses
from omniweb.analyses.parts_api import router as parts
from omniweb.batches.api import router as batches
from omniweb.captions.api import router as captions
from omniweb.captions.estimates_api import router as estimates
from omniweb.errors import Problem
from omniweb.jobs.api import router as jobs
from omniweb.library.api import router as library
from omniweb.trials.api import router as checks
from omniweb.usage.api import router as usage

log = logging.getLogger(__name__)


class BearerToken(HttpBearer):
    """A token from Settings or `manage.py api_token`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """ActorMiddleware has read the token already."""
        return actor_of(request)


class SessionCookie(APIKeyCookie):
    """The browser's session; what changes something also needs X-CSRFToken."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Nobody is told of CSRF before they are somebody."""
        if bearer(request) is not None or actor_of(request) is None:
            return None
        found: Actor | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """ActorMiddleware has read the session already."""
        return actor_of(request)


class Api(NinjaAPI):
    """Ninja's API whose document also names the one error shape."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI document, with the envelope as every default answer."""
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Error"] = ERROR_SCHEMA
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = ERROR_RESPONSE
        return schema


ERROR_SCHEMA = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "request_id"],
            "properties": {
                "code": {"type": "string", "examples": ["not_found"]},
                "message": {"type": "string", "description": "A sentence."},
                "fields": {
                    "type": "object",
                    "additionalProperties": {"type": "string"},
                },
                "request_id": {"type": "string"},
            },
        }
    },
}
ERROR_RESPONSE = {
    "description": "Why it was not done",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
}

api = Api(
    title="omniweb",
    version=settings.VERSION,
    description="Media in; streamed answers, narration and captions out.",
    urls_namespace="api",
    docs=Swagger(settings={"persistAuthorization": False, "tryItOutEnabled": True}),
    auth=[BearerToken(), SessionCookie()],
)


@api.exception_handler(Problem)
def tell_problem(request: HttpRequest, found: Problem) -> HttpResponse:
    """A refusal a room raised on purpose."""
    return answers.envelope(
        request, found.status, found.code, found.message, found.fields
    )


@api.exception_handler(AuthenticationError)
def tell_stranger(request: HttpRequest, found: AuthenticationError) -> HttpResponse:
    """No actor: nobody, or a person without a workspace."""
    if bearer(request) is None and request.user.is_authenticated:
        return answers.envelope(request, 403, "no_workspace", answers.NO_WORKSPACE)
    told = answers.envelope(request, 401, "unauthenticated", answers.UNAUTHENTICATED)
    told["WWW-Authenticate"] = 'Bearer realm="omniweb"'
    return told


@api.exception_handler(PermissionDenied)
def tell_forbidden(request: HttpRequest, found: PermissionDenied) -> HttpResponse:
    """Too small a role."""
    sentence = str(found) or answers.FORBIDDEN
    return answers.envelope(request, 403, "forbidden", sentence)


@api.exception_handler(Http404)
def tell_missing(request: HttpRequest, found: Http404) -> HttpResponse:
    """Nothing there, or nothing for this actor."""
    return answers.envelope(request, 404, "not_found", answers.NOT_FOUND)


@api.exception_handler(RequestDataTooBig)
def tell_too_big(request: HttpRequest, found: RequestDataTooBig) -> HttpResponse:
    """A JSON body beyond what one call may hold in memory."""
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    message = f"This body is larger than {largest} MB. Send files at /uploads/ by tus."
    return answers.envelope(request, 413, "too_large", message)


@api.exception_handler(ValidationError)
def tell_invalid(request: HttpRequest, found: ValidationError) -> HttpResponse:
    """Input of the wrong shape: 400 with a sentence per field."""
    fields = {_field(error["loc"]): f"{error['msg']}." for error in found.errors}
    message = "Some of the input is not right: " + ", ".join(fields) + "."
    return answers.envelope(request, 400, "invalid", message, fields)


@api.exception_handler(HttpError)
def tell_refusal(request: HttpRequest, found: HttpError) -> HttpResponse:
    """What ninja itself refuses: CSRF, an unreadable body."""
    if found.status_code == 403:
        return answers.envelope(request, 403, "csrf", answers.CSRF)
    return answers.envelope(
        request, found.status_code, "bad_request", f"{found.message.rstrip('.')}."
    )


@api.exception_handler(Exception)
def tell_fault(request: HttpRequest, found: Exception) -> HttpResponse:
    """Anything nobody foresaw; the traceback goes to the log only."""
    log.error("request %s failed", answers.request_id(request), exc_info=found)
    return answers.envelope(request, 500, "server_error", answers.FAULT)


def _field(location: tuple[Any, ...]) -> str:
    """("body", "payload", "sampling", "seed") is sampling.seed to who sent it."""
    inside = location[2:] if location[0] == "body" else location[1:]
    return ".".join(str(part) for part in inside or location[-1:])


api.add_router("", accounts, tags=["account"])
api.add_router("", library, tags=["library"])
api.add_router("", analyses, tags=["analyses"])
api.add_router("", parts, tags=["analyses"])
api.add_router("", checks, tags=["endpoints"])
api.add_router("", captions, tags=["captions"])
api.add_router("", batches, tags=["batches"])
api.add_router("", estimates, tags=["estimates"])
api.add_router("", jobs, tags=["jobs"])
api.add_router("", usage, tags=["usage"])
