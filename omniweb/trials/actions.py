"""What administrators do with endpoints: test one, and read what the last test found.

It calls no endpoint itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from omniweb import endpoints
from omniweb.accounts import audit
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.errors import Problem
from omniweb.jobs import actions as jobs
from omniweb.jobs import read
from omniweb.jobs.fold import Transcript
from omniweb.jobs.models import LIVE, Job
from omniweb.providers.catalog import Profile
from omniweb.trials import steps
from omniweb.trials.steps import Step

KIND = "trials.trial"


@dataclass(frozen=True, slots=True)
class Found:
    """A test as far as it has come."""

    job: UUID
    endpoint: str
    model: str
    at: datetime
    live: bool
    log: Transcript
    steps: list[Step]

    @property
    def state(self) -> str:
        """One word for the whole: running, failed or passed."""
        if self.live:
            return "running"
        failed = any(step.outcome == "failed" for step in self.steps)
        return "failed" if failed or self.log.status != "done" else "passed"

    @property
    def cost(self) -> dict[str, Any]:
        """{estimated, actual, currency} of all its calls, as far as it is known."""
        told: dict[str, Any] = (self.log.usage or {}).get("cost") or {}
        return told


def chosen(endpoint: str, model: str | None = None) -> Profile:
    """The model that is tested: the one named, with or without its endpoint, or the
    first; a Problem when there is no such thing or it is not set up."""
    known = endpoints.catalog().endpoints
    if endpoint not in known:
        raise Problem(
            404,
            "unknown_endpoint",
            f"There is no endpoint {endpoint!r}. Choose one of: {', '.join(known)}.",
        )
    found = known[endpoint]
    missing = endpoints.usable(found)
    if missing:
        raise Problem(422, "endpoint_unavailable", missing)
    name = (model or "").removeprefix(f"{endpoint}/") or next(iter(found.models), "")
    if name not in found.models:
        names = ", ".join(found.models)
        sentence = f"{found.label} has no model {name!r}. Choose one of: {names}."
        raise Problem(422, "unknown_model", sentence, {"model": sentence})
    return Profile(found, found.models[name])


def start(*, actor: Actor, endpoint: str, model: str | None = None) -> Job:
    """Test an endpoint; while a test of it runs, that one."""
    actor.require(Role.ADMINISTRATOR)
    profile = chosen(endpoint, model)
    with transaction.atomic():
        audit.record(
            actor=actor, verb="tested", subject=endpoint, model=profile.model.name
        )
        return jobs.enqueue(
            kind=KIND,
            workspace=actor.workspace,
            owner=actor.user,
            args={"endpoint": endpoint, "model": profile.model.name},
            unique_key=f"{actor.workspace.id}:{endpoint}",
        )


def last(actor: Actor) -> dict[str, Found]:
    """The newest test of each endpoint in the actor's workspace, for administrators."""
    if not actor.may(Role.ADMINISTRATOR):
        return {}
    tests = Job.objects.filter(workspace=actor.workspace, kind=KIND)
    # Tests are rare, so one walk over them is cheaper than a question an endpoint.
    newest = dict(tests.order_by("created_at").values_list("unique_key", "id"))
    found = map(_found, Job.objects.filter(id__in=newest.values()))
    return {test.endpoint: test for test in found}


def _found(job: Job) -> Found:
    log = read.transcript(job.id)
    return Found(
        job=job.id,
        endpoint=str(job.args["endpoint"]),
        model=str(job.args["model"]),
        at=job.ended_at or job.created_at,
        live=job.status in LIVE,
        log=log,
        steps=steps.read(log.text),
    )
