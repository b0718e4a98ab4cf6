"""The accounts room's part of the JSON API: who the caller is, nothing more."""

from __future__ import annotations

from uuid import UUID

from ninja import Router, Schema

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role

router = Router()


class WorkspaceOut(Schema):
    """The workspace a call acts in."""

    id: UUID
    name: str


class MeOut(Schema):
    """The caller."""

    username: str
    role: Role
    workspace: WorkspaceOut


@router.get("me", response=MeOut, summary="Who am I")
def me(request: ActorRequest) -> MeOut:
    """Who this token or session speaks for, and where."""
    actor = request.actor
    return MeOut(
        username=actor.user.username,
        role=actor.role,
        workspace=WorkspaceOut(id=actor.workspace.id, name=actor.workspace.name),
    )
