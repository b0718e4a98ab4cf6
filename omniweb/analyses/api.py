"""The analyses room's part of the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Header, Router, Schema, Status
from pydantic import Field

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.analyses import access, actions, models_list
from omniweb.analyses.models import Analysis
from omniweb.analyses.options import (
    LEAST_PART_S,
    MOST_PART_S,
    PART_S,
    Options,
    Parts,
)
from omniweb.analyses.present import present
from omniweb.library.access import get_asset
from omniweb.paging import page
from omniweb.providers.plan import Effort

router = Router(tags=["analyses"])


class OptionsIn(Schema):
    """How a question is to be answered."""

    narrate: bool = False
    voice: str | None = Field(None, max_length=60)
    language: str | None = Field(None, max_length=40)
    thinking: bool = False
    effort: Effort = "auto"
    sampling: str = Field("auto", max_length=40)
    start_s: float | None = Field(None, ge=0, allow_inf_nan=False)
    end_s: float | None = Field(None, gt=0, allow_inf_nan=False)
    parts: Parts = "auto"
    part_s: float = Field(PART_S, ge=LEAST_PART_S, le=MOST_PART_S)

    def options(self) -> Options:
        """The same as the room's value."""
        chosen = {name: getattr(self, name) for name in Options.__dataclass_fields__}
        return Options(**chosen)


class AnalysisIn(OptionsIn):
    """A question about a file."""

    asset: UUID
    prompt: str
    model: str | None = None


class TurnIn(OptionsIn):
    """A follow-up question; what is left out is as in the turn before."""

    prompt: str
    model: str | None = None


class AnalysisOut(Schema):
    """A question and its newest answer, as far as it has come."""

    id: UUID
    job: UUID
    state: str
    conversation: UUID
    position: int
    asset: UUID
    model: str
    prompt: str
    options: dict[str, Any]
    text: str
    reasoning: str
    partial: bool
    usage: dict[str, int] | None
    cost: dict[str, str | None]
    narration: dict[str, Any] | None
    parts: list[dict[str, Any]]
    events: list[dict[str, Any]]
    error: dict[str, Any] | None
    request_id: str
    sent: dict[str, Any] | None
    notes: list[str]
    answer: int
    answers: list[int]
    attempts: int
    timings: dict[str, float | None]
    created_at: datetime


class AnalysesOut(Schema):
    """A page of analyses, newest first."""

    items: list[AnalysisOut]
    next: str | None


class ModelsOut(Schema):
    """Endpoints and models, and whether each can be used now."""

    items: list[dict[str, Any]]
    default: str | None
    next: None = None


@router.get("models", response=ModelsOut)
def models(request: ActorRequest) -> dict[str, Any]:
    """What each model takes, gives and costs, and what its endpoint still needs."""
    request.actor.require(Role.VIEWER)
    return {"items": models_list.endpoints_json(), "default": models_list.default()}


@router.post("analyses", response={202: AnalysisOut})
def start(
    request: ActorRequest, body: AnalysisIn, idempotency_key: Header[str | None] = None
) -> Any:
    """Ask a question; sent again under one Idempotency-Key it is asked once."""
    analysis = actions.start(
        actor=request.actor,
        asset=get_asset(request.actor, body.asset),
        model=body.model,
        prompt=body.prompt,
        options=body.options(),
        key=idempotency_key,
    )
    return Status(202, _told(request, analysis))


@router.get("analyses", response=AnalysesOut)
def listed(
    request: ActorRequest,
    cursor: str | None = None,
    limit: int = 50,
    asset: UUID | None = None,
) -> dict[str, Any]:
    """The workspace's questions, newest first; of one asset when it is named."""
    request.actor.require(Role.VIEWER)
    rows = access.analyses(request.actor)
    if asset is not None:
        rows = rows.filter(asset=get_asset(request.actor, asset))
    items, following = page(rows, cursor, limit)
    return {"items": [present(item) for item in items], "next": following}


@router.get("analyses/{analysis_id}", response=AnalysisOut)
def read(request: ActorRequest, analysis_id: UUID) -> Any:
    """A question and its newest answer."""
    request.actor.require(Role.VIEWER)
    return present(access.get_analysis(request.actor, analysis_id))


@router.post("analyses/{analysis_id}/cancel", response=AnalysisOut)
def cancel(request: ActorRequest, analysis_id: UUID) -> Any:
    """Stop the answer; what arrived is kept."""
    analysis = access.get_analysis(request.actor, analysis_id)
    return _told(request, actions.cancel(actor=request.actor, analysis=analysis))


@router.post("analyses/{analysis_id}/retry", response={202: AnalysisOut})
def retry(request: ActorRequest, analysis_id: UUID) -> Any:
    """Ask the same again; the new answer stands beside the earlier ones."""
    analysis = access.get_analysis(request.actor, analysis_id)
    actions.retry(actor=request.actor, analysis=analysis)
    return Status(202, _told(request, analysis))


@router.post("analyses/{analysis_id}/turns", response={202: AnalysisOut})
def follow_up(
    request: ActorRequest,
    analysis_id: UUID,
    body: TurnIn,
    idempotency_key: Header[str | None] = None,
) -> Any:
    """Ask a further question in the same conversation."""
    before = access.get_analysis(request.actor, analysis_id)
    given = body.dict(exclude_unset=True, exclude={"prompt", "model"})
    analysis = actions.follow_up(
        actor=request.actor,
        analysis=before,
        prompt=body.prompt,
        options=Options.from_json({**before.options, **given}),
        model=body.model,
        key=idempotency_key,
    )
    return Status(202, _told(request, analysis))


def _told(request: ActorRequest, analysis: Analysis) -> dict[str, Any]:
    """The analysis as it stands after the action."""
    return present(access.get_analysis(request.actor, analysis.id))
