"""The settings page: members, workspaces, keys, endpoints; the rules are actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from omniweb import endpoints
from omniweb.accounts import actions
from omniweb.accounts.access import get_member, members, visible_tokens
from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.forms import InviteForm, RoleForm, TokenForm, WorkspaceForm
from omniweb.accounts.middleware import SESSION_WORKSPACE
from omniweb.accounts.models import Role, Workspace
from omniweb.accounts.permit import permit


@require_GET
@never_cache
@permit(Role.VIEWER)
def show(request: ActorRequest) -> HttpResponse:
    """Everything one may see or change about this workspace and oneself."""
    return _page(request)


@require_POST
@never_cache
@permit(Role.ADMINISTRATOR)
def invite(request: ActorRequest) -> HttpResponse:
    """Add a member; a new account's password link is shown this once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400, invite_form=form)
    path = actions.invite(actor=request.actor, **form.cleaned_data)
    if path is None:
        return _done(request, f"{form.cleaned_data['username']} is a member now.")
    return _once(request, "invitation", f"{settings.PUBLIC_URL}{path}")


@require_POST
@never_cache
@permit(Role.ADMINISTRATOR)
def renew(request: ActorRequest, member: int) -> HttpResponse:
    """A fresh password link for a member who has not used the first one."""
    found = get_member(request.actor, member)
    path = actions.renew_invitation(actor=request.actor, member=found)
    return _once(request, "invitation", f"{settings.PUBLIC_URL}{path}")


@require_POST
@permit(Role.ADMINISTRATOR)
def change_role(request: ActorRequest, member: int) -> HttpResponse:
    """Give a member another role."""
    found, form = get_member(request.actor, member), RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400)
    role = Role(form.cleaned_data["role"])
    actions.change_role(actor=request.actor, member=found, role=role)
    return _done(request, f"{found.user.username} is {role.label} now.")


@require_POST
@permit(Role.ADMINISTRATOR)
def remove(request: ActorRequest, member: int) -> HttpResponse:
    """Take a member out of the workspace."""
    found = get_member(request.actor, member)
    actions.remove_member(actor=request.actor, member=found)
    return _done(request, f"{found.user.username} was removed.")


@require_POST
@permit(Role.ADMINISTRATOR)
def found_workspace(request: ActorRequest) -> HttpResponse:
    """Start a workspace for another team and go there."""
    form = WorkspaceForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400, workspace_form=form)
    made = actions.found_workspace(actor=request.actor, **form.cleaned_data)
    request.session[SESSION_WORKSPACE] = str(made.id)
    return _done(request, f"You work in {made.name} now.")


@require_POST
@never_cache
@permit(Role.VIEWER)
def make_token(request: ActorRequest) -> HttpResponse:
    """A new API token, shown this once."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, status=400, token_form=form)
    token = actions.make_token(actor=request.actor, **form.cleaned_data)
    return _once(request, "token", token)


@require_POST
@permit(Role.VIEWER)
def revoke_token(request: ActorRequest, token: UUID) -> HttpResponse:
    """End a token."""
    actions.revoke_token(actor=request.actor, token_id=token)
    return _done(request, "The token was revoked.")


def _done(request: ActorRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("accounts:settings")


def _once(request: ActorRequest, kind: str, secret: str) -> HttpResponse:
    """The only page that ever holds this secret; it is kept nowhere."""
    context = {"kind": kind, "secret": secret}
    return render(request, "accounts/shown_once.html", context, status=201)


def _page(request: ActorRequest, status: int = 200, **bound: Any) -> HttpResponse:
    actor = request.actor
    context = {
        "invite_form": InviteForm(auto_id="invite_%s"),
        "token_form": TokenForm(auto_id="token_%s"),
        "workspace_form": WorkspaceForm(auto_id="workspace_%s"),
        "administers": actor.may(Role.ADMINISTRATOR),
        "members": members(actor),
        "workspaces": Workspace.objects.filter(members=actor.user).order_by("name"),
        "tokens": visible_tokens(actor),
        "endpoints": [
            (endpoint, endpoints.usable(endpoint))
            for endpoint in endpoints.catalog().endpoints.values()
        ],
        "roles": Role,
    }
    return render(request, "accounts/settings.html", context | bound, status=status)
