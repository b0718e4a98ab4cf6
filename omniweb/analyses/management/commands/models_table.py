"""`manage.py models_table`: prints all models as Markdown; asks no endpoint."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from omniweb.analyses.models_list import endpoints_json
from omniweb.analyses.models_table import table
from omniweb.providers.catalog import load

README: Path = settings.BASE_DIR / "README.md"
BLOCK = re.compile(r"(?<=<!-- models -->\n).*?(?=<!-- /models -->)", re.DOTALL)


def built_in() -> str:
    """The tables of the built-in catalogue, whatever this installation adds to it."""
    return f"\n{table(endpoints_json(load()))}\n\n"


class Command(BaseCommand):
    """Tell what each model takes, answers and costs, and who says so."""

    help = "Print all models of this installation as Markdown tables."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether the README is to be rewritten instead."""
        parser.add_argument(
            "--write", action="store_true", help="put the built-in ones into README.md"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them, those of an overlay among them, or rewrite the README."""
        if not options["write"]:
            self.stdout.write(table(endpoints_json(load(settings.CATALOG))))
            return
        old = README.read_text("utf-8") if README.exists() else ""
        if not BLOCK.search(old):
            raise CommandError(f"{README} has no <!-- models --> to fill.")
        README.write_text(BLOCK.sub(lambda _: built_in(), old), "utf-8")
