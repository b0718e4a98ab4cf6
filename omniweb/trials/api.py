"""Testing an endpoint by the JSON API; the job's events tell what is found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from omniweb.accounts.actor import ActorRequest
from omniweb.trials import actions

router = Router(tags=["endpoints"])


class CheckIn(Schema):
    """Which model is tested; the endpoint's first one when none is named."""

    model: str | None = Field(None, max_length=120)


class CheckOut(Schema):
    """The job whose events tell the steps: each a line of JSON in its text."""

    job: UUID
    endpoint: str
    model: str


@router.post("endpoints/{endpoint}/check", response={202: CheckOut})
def check(request: ActorRequest, endpoint: str, body: CheckIn | None = None) -> Any:
    """Test an endpoint by a few small calls, for administrators.

    The text of `GET jobs/{id}/events` is one line of JSON a step: name (address, key,
    region, model, streaming, speech, URL fetch), outcome (passed, failed, skipped)
    and sentence. The job is done also when a step failed.
    """
    model = body.model if body else None
    job = actions.start(actor=request.actor, endpoint=endpoint, model=model)
    return Status(202, {"job": job.id, **job.args})
