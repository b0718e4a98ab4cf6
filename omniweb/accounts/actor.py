"""Who is asking, in which workspace, with which role; it never asks for more."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from omniweb.accounts.models import Membership, Role, User, Workspace


class Forbidden(PermissionDenied):
    """The actor is known but the role is too small; the message says which."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work in one workspace."""

    user: User
    workspace: Workspace
    role: Role

    def may(self, needed: Role) -> bool:
        """Whether the actor's role covers the needed one."""
        return self.role.covers(needed)

    def require(self, needed: Role) -> None:
        """Raise Forbidden unless the actor's role covers the needed one."""
        if not self.may(needed):
            raise Forbidden(
                f"This takes the role {needed.label} in {self.workspace.name};"
                f" yours is {self.role.label}. Ask an administrator for it."
            )


class ActorRequest(HttpRequest):
    """A request that `permit` or the API's authentication has let in."""

    actor: Actor


def actor_of(request: HttpRequest) -> Actor | None:
    """The actor that ActorMiddleware found for this request, if any."""
    found: Actor | None = getattr(request, "actor", None)
    return found


def actor_in(user: User, workspace: UUID | None) -> Actor | None:
    """The person in that workspace, or in their first one; None without any.

    A workspace that the person is not (or no longer) a member of falls back to
    the first one, so a removed membership never locks a person out.
    """
    theirs = Membership.objects.filter(user=user).select_related("workspace")
    found = theirs.filter(workspace=workspace).first() if workspace else None
    found = found or theirs.order_by("created_at", "pk").first()
    return Actor(user, found.workspace, Role(found.role)) if found else None
