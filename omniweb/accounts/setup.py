"""The first administrator: by one-time link or from the environment, never twice."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from omniweb.accounts.models import Membership, Role, SetupLink, User, Workspace
from omniweb.accounts.tokens import digest_of
from omniweb.errors import Problem

FIRST_WORKSPACE = "Studio"


class SetupClosed(Problem):
    """The link was used, is unknown, or an account exists already."""

    def __init__(self) -> None:
        super().__init__(
            404,
            "setup_closed",
            "This setup link no longer works. Sign in, or start the server again for"
            " a new link if there is no account yet.",
        )


def open_link() -> str | None:
    """A new setup path, or None once an account exists.

    Only the digest is kept, so each start mints its own; any open one works
    until the first of them is used.
    """
    if User.objects.exists():
        return None
    token = secrets.token_urlsafe(32)
    SetupLink.objects.create(digest=digest_of(token))
    return f"/setup/{token}/"


def is_open(token: str) -> bool:
    """Whether this link may still make the first administrator."""
    links = SetupLink.objects.filter(digest=digest_of(token), used_at=None)
    return links.exists() and not User.objects.exists()


@transaction.atomic
def make_first(
    *, token: str, username: str, password: str, email: str, workspace: str
) -> User:
    """Spend the link and make superuser, workspace and membership, or SetupClosed.

    Two requests at once make one administrator: the link is spent by a
    conditional update before anything is made.
    """
    if not SetupLink.objects.all().spend(digest_of(token), timezone.now()):
        raise SetupClosed
    if User.objects.exists():
        raise SetupClosed
    return _administrator(username, password, email, workspace)


def make_unattended() -> bool:
    """Make the administrator that the environment names, unless one has the name.

    An account that exists keeps its password: the variables are a beginning,
    not a reset at every start.
    """
    name, password = settings.SUPERUSER["username"], settings.SUPERUSER["password"]
    if not name or User.objects.filter(username=name).exists():
        return False
    try:
        with transaction.atomic():
            _administrator(name, password, settings.SUPERUSER["email"])
    except IntegrityError:
        return False  # another process of the same deployment was first
    return True


def _administrator(
    username: str, password: str, email: str, workspace: str = ""
) -> User:
    user = User.objects.create_superuser(username, email, password)
    # An installation that has a workspace keeps it: the newcomer joins it.
    home = Workspace.objects.order_by("created_at").first()
    home = home or Workspace.objects.create(name=workspace or FIRST_WORKSPACE)
    Membership.objects.create(user=user, workspace=home, role=Role.ADMINISTRATOR)
    return user
