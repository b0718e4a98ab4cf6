"""`manage.py worker LANE`: runs the jobs of one lane; it serves no pages."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """A worker beside the web servers, for OMNIWEB_JOBS=celery."""

    help = "Run the jobs of one lane until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which lane, and how many of its jobs at once."""
        parser.add_argument("lane", choices=sorted(settings.JOB_LANES))
        parser.add_argument("--places", type=int, help="jobs at once")

    def handle(self, *args: Any, lane: str, places: int | None, **options: Any) -> None:
        """Work until SIGTERM."""
        needs_celery()
        from omniweb.celery import work

        work(lane, places or settings.JOB_LANES[lane])


def needs_celery() -> None:
    """Raise CommandError where the server runs the jobs itself."""
    if settings.JOBS != "celery":
        raise CommandError(
            "The server runs the jobs itself. Set OMNIWEB_JOBS=celery to run them here."
        )
