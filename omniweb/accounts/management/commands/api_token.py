"""`manage.py api_token USERNAME`: prints a new API token, the only time it shows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from omniweb.accounts import actions
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership, Role


class Command(BaseCommand):
    """Make a token for a member of a workspace."""

    help = "Print a new API token for a person. It is stored hashed and shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        """The person, and where when they belong to several workspaces."""
        parser.add_argument("username")
        parser.add_argument("--workspace", help="its name, when there are several")
        parser.add_argument("--name", default="command line", help="what it is for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print it alone on a line, ready for a script."""
        member = self._membership(options["username"], options["workspace"])
        actor = Actor(member.user, member.workspace, Role(member.role))
        self.stdout.write(actions.make_token(actor=actor, name=options["name"]))

    def _membership(self, username: str, workspace: str | None) -> Membership:
        theirs = Membership.objects.filter(user__username=username)
        if workspace:
            theirs = theirs.filter(workspace__name=workspace)
        found = list(theirs.select_related("user", "workspace"))
        if not found:
            where = f" in the workspace {workspace}" if workspace else ""
            raise CommandError(f"There is no member {username}{where}.")
        if len(found) > 1:
            names = ", ".join(sorted(member.workspace.name for member in found))
            raise CommandError(
                f"{username} belongs to {names}. Choose one with --workspace."
            )
        return found[0]
