"""The doorkeeper of the pages: who may open a view; it never loads a thing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from omniweb.accounts.actor import ActorRequest as ActorRequest
from omniweb.accounts.actor import Forbidden, actor_of
from omniweb.accounts.models import Role
from omniweb.answers import NO_WORKSPACE, UNAUTHENTICATED, answer, wants_page

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def permit(role: Role) -> Callable[[View[P]], OpenView[P]]:
    """Let a sync view run for actors whose role covers this one.

    Without an actor a page request goes to sign in and any other gets 401 as
    JSON; with too small a role both get 403 with a sentence.
    """

    def decorate(view: View[P]) -> OpenView[P]:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            actor = actor_of(request)
            if actor is None:
                return turn_away(request)
            try:
                actor.require(role)
            except Forbidden as refusal:
                return answer(request, 403, "forbidden", str(refusal))
            return view(cast("ActorRequest", request), *args, **kwargs)

        return cast("OpenView[P]", guarded)

    return decorate


def turn_away(request: HttpRequest) -> HttpResponseBase:
    """What a request without an actor gets: sign in, 401, or no workspace."""
    if request.user.is_authenticated:
        return answer(request, 403, "no_workspace", NO_WORKSPACE)
    if wants_page(request):
        return redirect_to_login(request.get_full_path())
    return answer(request, 401, "unauthenticated", UNAUTHENTICATED)
