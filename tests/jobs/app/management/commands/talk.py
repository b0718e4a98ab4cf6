"""`manage.py talk KIND COUNT WISHES`: enqueues jobs and prints their ids."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from omniweb.accounts.models import Membership
from omniweb.jobs.actions import enqueue


class Command(BaseCommand):
    """Enqueue from another process than the server."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Kind, how many, and its arguments as JSON."""
        parser.add_argument("kind")
        parser.add_argument("count", type=int)
        parser.add_argument("wishes", type=json.loads)

    def handle(self, *args: Any, **options: Any) -> None:
        """Enqueue for the first person there is."""
        member = Membership.objects.select_related("workspace", "user").first()
        assert member is not None
        for number in range(options["count"]):
            job = enqueue(
                kind=options["kind"],
                workspace=member.workspace,
                owner=member.user,
                args={"seed": number, **options["wishes"]},
            )
            self.stdout.write(str(job.id))
