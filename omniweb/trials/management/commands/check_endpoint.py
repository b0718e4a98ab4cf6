"""`manage.py check_endpoint NAME`: tests a model endpoint, one line a step.

The calls are booked in the first workspace's usage. An installation that has none yet
has no ledger to hold them: they are made all the same, and a line says so.
"""

from __future__ import annotations

import uuid
from contextlib import aclosing
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from omniweb.accounts.models import Workspace
from omniweb.errors import Problem
from omniweb.providers.plan import Plan
from omniweb.trials.actions import chosen
from omniweb.trials.jobs import PURPOSE
from omniweb.trials.steps import Step, Subject
from omniweb.trials.trial import Book, Check, subject
from omniweb.usage import budgets, ledger
from omniweb.usage.counters import Passed
from omniweb.usage.models import Entry


class Command(BaseCommand):
    """Prove an endpoint's address, key, region, model, streaming, speech, URL fetch."""

    help = (
        "Test a model endpoint by a few small calls, which its account is billed for. "
        "Exits 1 when a step failed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The endpoint, and which of its models."""
        parser.add_argument("endpoint", help="its name, as in dashscope")
        parser.add_argument("--model", help="one of its models; else the first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Test it and print each step as it is known."""
        tested = self._subject(options["endpoint"], options["model"])
        workspace = _first_workspace()
        self.stdout.write(f"Testing {tested.profile.name}.")
        if workspace is None:
            self.stdout.write("There is no workspace yet, so Usage counts no call.")
        else:
            self.stdout.write(f"Usage counts the calls in {workspace.name}.")
        steps = async_to_sync(self._told)(tested, _book(workspace))
        if any(step.outcome == "failed" for step in steps):
            raise SystemExit(1)

    def _subject(self, endpoint: str, model: str | None) -> Subject:
        try:
            return subject(chosen(endpoint, model))
        except Problem as problem:
            raise CommandError(problem.message) from None

    async def _told(self, tested: Subject, book: Book) -> list[Step]:
        told = []
        check = Check(tested, book, _quiet, str(uuid.uuid4()))
        async with aclosing(check.steps()) as steps:
            async for step in steps:
                self.stdout.write(f"{step.outcome:<8} {step.name:<10} {step.sentence}")
                self.stdout.flush()
                told.append(step)
        return told


def _first_workspace() -> Workspace | None:
    """The oldest workspace; None without one, or before the tables are made."""
    try:
        return Workspace.objects.order_by("created_at").first()
    except DatabaseError:
        return None


def _book(workspace: Workspace | None) -> Book:
    async def book(plan: Plan) -> Entry | None:
        if workspace is None:
            return None
        try:
            return await sync_to_async(ledger.reserve_alone)(
                workspace=workspace, purpose=PURPOSE, plan=plan, now=timezone.now()
            )
        except Passed as found:
            why = await sync_to_async(budgets.passed)(found)
            raise CommandError(why) from None

    return book


async def _quiet(doing: str) -> None:
    """The lines of the steps are enough."""
