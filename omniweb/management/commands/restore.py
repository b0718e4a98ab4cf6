"""`manage.py restore DIRECTORY`: makes an installation what a backup of one was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from omniweb.backups import actions
from omniweb.backups.manifest import BadBackup


class Command(BaseCommand):
    """Restore, also onto another database and another storage than it came from."""

    help = "Restore a backup into this installation, which must be empty and stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where from, and what may be lost."""
        parser.add_argument("directory", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="lose what is here already"
        )
        parser.add_argument(
            "--partly", action="store_true", help="restore what is whole of a backup"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, restore, and say what stands."""
        try:
            found = actions.restore(
                directory=options["directory"].resolve(),
                replace=options["replace"],
                partly=options["partly"],
                tell=self.stdout.write,
            )
        except (actions.Refused, BadBackup) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"Restored what omniweb {found.version} was at {found.made_at}:"
            f" {sum(found.counts.values())} rows, {len(found.files)} files."
        )
