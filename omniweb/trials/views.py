"""The settings page's button that tests an endpoint: permit, call, respond."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.errors import Problem
from omniweb.trials import actions


@require_POST
@permit(Role.ADMINISTRATOR)
def check(request: ActorRequest, endpoint: str) -> HttpResponse:
    """Test an endpoint; the settings page shows what is found."""
    model = request.POST.get("model") or None
    try:
        actions.start(actor=request.actor, endpoint=endpoint, model=model)
    except Problem as problem:
        if problem.status == 404:
            raise
        messages.error(request, problem.message)
    return redirect(f"/settings/#endpoint_{endpoint}")
