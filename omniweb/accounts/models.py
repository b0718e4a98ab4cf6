"""People, workspaces and keys as rows; never what they may do with a file."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q


class Role(models.TextChoices):
    """What a member may do; each role may do all that stands before it."""

    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    APPROVER = "approver", "Approver"
    ADMINISTRATOR = "administrator", "Administrator"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what the needed one may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class Theme(models.TextChoices):
    """How the page is lit."""

    SYSTEM = "system", "System"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class User(AbstractUser):
    """A person."""

    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    objects: ClassVar[UserManager[Self]] = UserManager()

    def choose_theme(self, theme: Theme) -> None:
        """Remember how this person likes the page lit."""
        self.theme = theme
        self.save(update_fields=["theme"])


class Workspace(models.Model):
    """One team or client; every row of every room belongs to one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership")

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Filters and changes of role."""

    def administrators(self) -> Self:
        """Those who may let others in."""
        return self.filter(role=Role.ADMINISTRATOR, user__is_active=True)

    def give(self, role: Role) -> int:
        """Set the role of the selected memberships; answers how many."""
        return self.update(role=role)


class Membership(models.Model):
    """A person's role in a workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=13, choices=Role, default=Role.EDITOR)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.workspace} as {self.role}"


class TokenQuerySet(models.QuerySet["ApiToken"]):
    """Filters on tokens."""

    def live(self) -> Self:
        """Tokens nobody has revoked."""
        return self.filter(revoked_at=None)

    def revoke(self, now: datetime) -> int:
        """End the selected live tokens; answers how many."""
        return self.filter(revoked_at=None).update(revoked_at=now)

    def note_use(self, now: datetime) -> None:
        """Keep when they were last used, to the minute.

        It is a hint for people, so a busy script costs one write a minute.
        """
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
        self.filter(stale).update(last_used_at=now)


class ApiToken(models.Model):
    """A key for scripts: stored hashed, shown once, bound to one workspace."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=80, default="")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    objects = TokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name or str(self.id)


class SetupLinkQuerySet(models.QuerySet["SetupLink"]):
    """The one transition of a link."""

    def spend(self, digest: str, now: datetime) -> bool:
        """Use up every open link if this digest names one of them.

        One conditional update on all open rows: of two requests that come at
        once, with the same link or with two, the second one finds none left.
        """
        if not self.filter(digest=digest, used_at=None).exists():
            return False
        return bool(self.filter(used_at=None).update(used_at=now))


class SetupLink(models.Model):
    """The one-time link that makes the first administrator, by its digest."""

    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    objects = SetupLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"setup link of {self.created_at:%Y-%m-%d}"


class AuditEntry(models.Model):
    """Who did what to which thing, and when; written once, never changed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.user} {self.verb} {self.subject}"
