"""A kind of work that waits for children, and hands to end them with."""

from __future__ import annotations

from django.utils import timezone

from omniweb.jobs import actions, ending, family
from omniweb.jobs.executor import claim
from omniweb.jobs.models import Job
from omniweb.jobs.registry import Failure, Outcome, Waits
from omniweb.jobs.run import Run


async def parent(run: Run) -> str | Waits:
    """Make a round of children while rounds are left, then tell how all ended."""
    children = await run.children()
    args = run.job.args
    if len(children) < sum(args["rounds"]):
        done, rounds = len(children), list(args["rounds"])
        while done and rounds:
            done -= rounds.pop(0)
        return Waits(lambda job: make_children(job, rounds[0]), "Waiting for parts")
    return "/ends/" + ",".join(sorted(child.status for child in children))


def make_children(job: Job, count: int) -> None:
    kinds = job.args.get("kinds", ["test.talk"])
    for number in range(count):
        child(job, kinds[number % len(kinds)])
    if job.args.get("broken"):
        raise Failure("no_parts", "There is nothing to do in parts.", billed=False)


def child(job: Job, kind: str = "test.talk") -> Job:
    """One more child of a job that waits."""
    args = {"seed": 1, "count": 2}
    return actions.enqueue(
        kind=kind, workspace=job.workspace, owner=job.owner, args=args, parent=job
    )


def finish(job: Job, outcome: Outcome) -> bool:
    """End a job as the worker that holds it would; whoever has it, or one here."""
    claim(job.id, "w", timezone.now())
    job.refresh_from_db()
    held = Job.objects.leased(job.id, job.worker, job.attempt)
    return ending.end(job, held, outcome, timezone.now())


def status(job: Job) -> str:
    return str(Job.objects.values_list("status", flat=True).get(id=job.id))


def fan_out(job: Job, count: int) -> bool:
    """Claim a parent and put it to waiting, as a worker does."""
    begun = claim(job.id, "w", timezone.now())
    lease = Job.objects.leased(job.id, "w", 1)
    waits = Waits(lambda job: make_children(job, count), "Waiting for parts")
    return begun is not None and family.fan_out(begun[0], lease, waits, timezone.now())
