"""What administrators do with people, workspaces and keys; never with files."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.accounts.audit import record
from omniweb.accounts.models import ApiToken, Membership, Role, User, Workspace
from omniweb.errors import Problem


class LastAdministrator(Problem):
    """A workspace always keeps somebody who can let others in."""

    def __init__(self) -> None:
        super().__init__(
            409,
            "last_administrator",
            "This is the last administrator of the workspace. Make somebody else"
            " administrator first.",
        )


class AlreadyMember(Problem):
    """The person is in the workspace."""

    def __init__(self, username: str) -> None:
        super().__init__(
            409,
            "already_member",
            f"{username} is a member already. Change the role in the list.",
        )


def password_path(user: User) -> str:
    """The one-time path where a new person chooses a password.

    It dies with the first password set through it, and after
    PASSWORD_RESET_TIMEOUT.
    """
    parts = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    return reverse("accounts:invitation", kwargs=parts)


@transaction.atomic
def invite(*, actor: Actor, username: str, email: str, role: Role) -> str | None:
    """Add a person; answers the one-time password path of a new account.

    A person who has an account keeps their password and gets no path (None),
    so an invitation can never take over somebody's account.
    """
    actor.require(Role.ADMINISTRATOR)
    user = User.objects.filter(username__iexact=username).first()
    if (
        user
        and Membership.objects.filter(user=user, workspace=actor.workspace).exists()
    ):
        raise AlreadyMember(user.username)
    known = user is not None
    user = user or User.objects.create_user(username, email)  # no usable password
    Membership.objects.create(user=user, workspace=actor.workspace, role=role)
    record(actor=actor, verb="invited", subject=user.username, role=role)
    return None if known else password_path(user)


def renew_invitation(*, actor: Actor, member: Membership) -> str:
    """A fresh password path for somebody who has not used the first one.

    Only for an account without a password that lives in this workspace alone;
    anything else would let one team's administrator open another team's door.
    """
    actor.require(Role.ADMINISTRATOR)
    user = member.user
    if user.has_usable_password() or user.memberships.count() != 1:
        raise Problem(
            409,
            "has_password",
            f"{user.username} has a password. The person who runs the server can"
            f" set a new one: manage.py changepassword {user.username}.",
        )
    record(actor=actor, verb="renewed invitation", subject=user.username)
    return password_path(user)


@transaction.atomic
def change_role(*, actor: Actor, member: Membership, role: Role) -> None:
    """Give a member another role; the last administrator keeps theirs."""
    actor.require(Role.ADMINISTRATOR)
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(actor.workspace, member)
    Membership.objects.filter(pk=member.pk).give(role)
    record(actor=actor, verb="changed role", subject=member.user.username, role=role)


@transaction.atomic
def remove_member(*, actor: Actor, member: Membership) -> None:
    """Take a person out of the workspace and end their tokens for it."""
    actor.require(Role.ADMINISTRATOR)
    _keep_an_administrator(actor.workspace, member)
    theirs = ApiToken.objects.filter(user=member.user, workspace=actor.workspace)
    theirs.revoke(timezone.now())
    record(actor=actor, verb="removed", subject=member.user.username)
    member.delete()


def _keep_an_administrator(workspace: Workspace, leaving: Membership) -> None:
    # The rows are locked so that two administrators cannot remove each other
    # at once; SQLite's write lock does the same from BEGIN.
    standing = Membership.objects.select_for_update().filter(workspace=workspace)
    others = standing.administrators().exclude(pk=leaving.pk)
    if not list(others.values_list("pk", flat=True)):
        raise LastAdministrator


@transaction.atomic
def found_workspace(*, actor: Actor, name: str) -> Workspace:
    """A new workspace for another team or client, with its founder in charge."""
    actor.require(Role.ADMINISTRATOR)
    workspace = Workspace.objects.create(name=name)
    Membership.objects.create(
        user=actor.user, workspace=workspace, role=Role.ADMINISTRATOR
    )
    there = Actor(actor.user, workspace, Role.ADMINISTRATOR)
    record(actor=there, verb="founded", subject=name)
    return workspace


@transaction.atomic
def make_token(*, actor: Actor, name: str) -> str:
    """A new API token of the actor's own; the only time it can be read."""
    record(actor=actor, verb="made token", subject=name)
    return tokens.issue(user=actor.user, workspace=actor.workspace, name=name)


@transaction.atomic
def revoke_token(*, actor: Actor, token_id: UUID) -> None:
    """End a token: one's own, or as administrator any of the workspace."""
    found = ApiToken.objects.live().filter(id=token_id, workspace=actor.workspace)
    if not actor.may(Role.ADMINISTRATOR):
        found = found.filter(user=actor.user)
    token = found.first()
    if token is None:
        raise Http404
    found.revoke(timezone.now())
    record(actor=actor, verb="revoked token", subject=str(token))
