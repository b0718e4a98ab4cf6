"""The work behind a test: each step into the log as a line of JSON, each call booked.

A test that finds a fault has done its work: the job is done, its steps say what failed.
"""

from __future__ import annotations

from collections import Counter
from contextlib import aclosing
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.errors import Problem
from omniweb.jobs.models import Job
from omniweb.jobs.registry import Failure, Kind, Outcome
from omniweb.jobs.run import Run
from omniweb.providers.plan import Plan
from omniweb.trials import actions, specimen
from omniweb.trials.steps import Subject
from omniweb.trials.trial import Book, Check, Say, subject
from omniweb.usage import budgets, ledger
from omniweb.usage.counters import Passed
from omniweb.usage.models import Entry
from omniweb.usage.spent import spent

PURPOSE = "check"
PAGE = "/settings/#endpoints"


async def run_check(run: Run) -> str:
    """Test the model that the job names; the address of what was found."""
    if run.attempt > 1:
        await _give_up(run)
    check = Check(_subject(run), _book(run), _say(run), str(run.job.id))
    async with aclosing(check.steps()) as steps:
        async for step in steps:
            await run.log.text(step.to_line())
            await run.log.flush()
    usage = await sync_to_async(_used)(run.job)
    if usage is not None:
        await run.log.usage(usage)
    return PAGE


def settle_check(job: Job, outcome: Outcome) -> None:
    """Calls that were cut off may have been billed; nobody will hear any more."""
    ledger.abandon(job=job, now=timezone.now())


async def _give_up(run: Run) -> None:
    """After a restart nothing is called by itself: calls cost money."""
    await specimen.clear(str(run.job.id))
    raise Failure(
        "interrupted",
        "The server stopped during the test. What was found stands; test again.",
        "you",
        billed=None,
    )


def _subject(run: Run) -> Subject:
    try:
        args = run.job.args
        return subject(actions.chosen(args["endpoint"], args["model"]))
    except Problem as problem:
        raise Failure(problem.code, problem.message, "admin", billed=False) from None


def _book(run: Run) -> Book:
    async def book(plan: Plan) -> Entry:
        try:
            return await sync_to_async(ledger.reserve)(
                job=run.job, purpose=PURPOSE, plan=plan, now=timezone.now()
            )
        except Passed as found:
            why = await sync_to_async(budgets.passed)(found)
            raise Failure(budgets.CODE, why, "admin", billed=False) from None

    return book


def _say(run: Run) -> Say:
    async def say(doing: str) -> None:
        await run.log.state("running", doing)

    return say


def _used(job: Job) -> dict[str, Any] | None:
    """Tokens by modality and money of all calls; None when none was billed."""
    calls = list(Entry.objects.filter(job=job))
    cost = spent(calls)
    if cost is None:
        return None
    tokens: Counter[str] = Counter()
    for entry in calls:
        tokens.update(entry.tokens or {})
    return {"tokens": dict(tokens), "cost": cost}


CHECK = Kind(actions.KIND, "model", run_check, settle_check)
