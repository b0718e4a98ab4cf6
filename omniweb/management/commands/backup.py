"""`manage.py backup DIRECTORY`: copies rows, files and secret key, also at work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from omniweb.backups import actions
from omniweb.backups.manifest import BadBackup


class Command(BaseCommand):
    """Take a backup; an exit status other than 0 says that something is missing."""

    help = "Back this installation up into a directory; again there, only what is new."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("directory", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, and say what stands."""
        try:
            made = actions.backup(
                directory=options["directory"].resolve(),
                now=timezone.now(),
                tell=self.stdout.write,
            )
        except (actions.Refused, BadBackup) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(
            f"The backup stands: {sum(made.counts.values())} rows, {len(made.files)}"
            f" files of {sum(kept.bytes for kept in made.files)} bytes."
        )
        if made.missing:
            raise CommandError(f"{len(made.missing)} files were missing; see above.")
