"""Puts the actor on every request; it never decides what the actor may do."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor, actor_in

SESSION_WORKSPACE = "workspace"


class ActorMiddleware(MiddlewareMixin):
    """Sets `request.actor: Actor | None` from the session or a bearer token.

    It is found at once rather than on first use, because an async view could
    not ask the database. A request without cookie and header costs no query.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Find the actor before the view runs."""
        request.actor = self._find(request)  # type: ignore[attr-defined]

    def _find(self, request: HttpRequest) -> Actor | None:
        token = bearer(request)
        if token is not None:
            # A bearer request is judged by its token alone. It is free of CSRF
            # because no cookie counts in it, in the admin pages neither.
            request.user = AnonymousUser()
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
            return tokens.actor_for(token)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if not request.user.is_authenticated:
            return None
        chosen = request.session.get(SESSION_WORKSPACE)
        return actor_in(request.user, UUID(chosen) if chosen else None)


def bearer(request: HttpRequest) -> str | None:
    """The token of an `Authorization: Bearer` header, or None without one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
