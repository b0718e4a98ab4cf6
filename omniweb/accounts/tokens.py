"""API tokens: made, hashed, recognised, revoked; a raw token is never stored."""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import ApiToken, Membership, Role, User, Workspace

PREFIX = "omniweb_"


def digest_of(secret: str) -> str:
    """The stored form of a long random secret: its SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(*, user: User, workspace: Workspace, name: str) -> str:
    """A new token for a person in a workspace; the only time it can be read."""
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user, workspace=workspace, name=name, digest=digest_of(token)
    )
    return token


def actor_for(token: str) -> Actor | None:
    """The actor a token speaks for, with the role the person has there now."""
    found = (
        ApiToken.objects.live()
        .filter(digest=digest_of(token), user__is_active=True)
        .select_related("user", "workspace")
        .first()
    )
    if found is None:
        return None
    member = Membership.objects.filter(user=found.user, workspace=found.workspace)
    role = member.values_list("role", flat=True).first()
    if role is None:
        return None
    ApiToken.objects.filter(id=found.id).note_use(timezone.now())
    return Actor(found.user, found.workspace, Role(role))
