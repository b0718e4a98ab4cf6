"""Loads what the actor may see of accounts; anything else is 404."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import (
    ApiToken,
    Membership,
    MembershipQuerySet,
    Role,
    TokenQuerySet,
    User,
    Workspace,
)


def get_member(actor: Actor, pk: int) -> Membership:
    """A membership of the actor's workspace."""
    found = members(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def members(actor: Actor) -> MembershipQuerySet:
    """Who belongs to the actor's workspace, by name."""
    theirs = Membership.objects.filter(workspace=actor.workspace)
    return theirs.select_related("user").order_by("user__username")


def get_workspace(user: User, workspace: UUID) -> Workspace:
    """A workspace that the person belongs to."""
    found = Workspace.objects.filter(members=user, pk=workspace).first()
    if found is None:
        raise Http404
    return found


def visible_tokens(actor: Actor) -> TokenQuerySet:
    """Live tokens: one's own, for an administrator all of the workspace."""
    found = ApiToken.objects.live().filter(workspace=actor.workspace)
    if not actor.may(Role.ADMINISTRATOR):
        found = found.filter(user=actor.user)
    return found.select_related("user").order_by("-created_at")
