"""The captions room's part of the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router, Schema, Status
from pydantic import Field

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.captions import access, actions, export
from omniweb.captions.matching import version_named
from omniweb.captions.models import Caption
from omniweb.captions.present import present
from omniweb.library.access import get_asset
from omniweb.paging import page

router = Router(tags=["captions"])
Shown = Literal["drafting", "draft", "approved", "rejected", "failed", "all"]


class CaptionIn(Schema):
    """Which file is to be captioned, by which model, under which schema."""

    asset: UUID
    model: str | None = None
    shape: str = Field("marketing", alias="schema", max_length=40)
    language: str = Field("", max_length=20)


class EditIn(Schema):
    """What a person wrote, by field; fields left out stay."""

    data: dict[str, Any]
    version: int | None = None


class DecisionIn(Schema):
    """The version that was looked at, and for a rejection why."""

    version: int | None = None
    reason: str = Field("", max_length=2000)


class ExportQuery(Schema):
    """Which captions, in which shape."""

    form: Literal["json", "csv"] = Field("json", alias="format")
    state: Shown = "approved"


class CaptionOut(Schema):
    """A caption with its newest version."""

    id: UUID
    job: UUID | None
    state: str
    asset: UUID
    asset_name: str
    shape: str = Field(alias="schema")
    schema_version: int
    model: str
    language: str
    version: int
    data: dict[str, Any]
    provenance: dict[str, str]
    evidence: dict[str, Any]
    errors: dict[str, list[str]]
    edited_by: str | None
    edited_at: datetime | None
    decided: dict[str, Any] | None
    error: dict[str, Any] | None
    cost: dict[str, str | None]
    sent: dict[str, Any] | None
    created_at: datetime


class CaptionsOut(Schema):
    """A page of captions, newest first."""

    items: list[CaptionOut]
    next: str | None


@router.post("captions", response={202: CaptionOut}, by_alias=True)
def draft(
    request: ActorRequest, body: CaptionIn, idempotency_key: Header[str | None] = None
) -> Any:
    """Have a caption drafted; it stands beside those there are."""
    caption = actions.draft(
        actor=request.actor,
        asset=get_asset(request.actor, body.asset),
        model=body.model,
        schema=body.shape,
        language=body.language,
        key=idempotency_key,
    )
    return Status(202, _told(request, caption))


@router.get("captions", response=CaptionsOut, by_alias=True)
def listed(
    request: ActorRequest,
    cursor: str | None = None,
    limit: int = 50,
    asset: UUID | None = None,
    state: Shown = "all",
) -> dict[str, Any]:
    """The workspace's captions, newest first."""
    request.actor.require(Role.VIEWER)
    rows = access.in_state(request.actor, state)
    if asset is not None:
        rows = rows.filter(asset=get_asset(request.actor, asset))
    items, following = page(rows, cursor, limit)
    return {"items": [present(item) for item in items], "next": following}


@router.get(
    "captions/export", url_name="captions-export", response=CaptionsOut, by_alias=True
)
def exported(request: ActorRequest, query: Query[ExportQuery]) -> Any:
    """All captions of a state at once, approved ones by default."""
    request.actor.require(Role.VIEWER)
    rows = access.in_state(request.actor, query.state).order_by("created_at", "id")
    if query.form == "json":
        return {"items": export.rows(rows), "next": None}
    answer = HttpResponse(export.to_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="captions.csv"'
    return answer


@router.get("captions/{uuid:caption_id}", response=CaptionOut, by_alias=True)
def read(request: ActorRequest, caption_id: UUID) -> Any:
    """A caption with its newest version."""
    request.actor.require(Role.VIEWER)
    return present(access.get_caption(request.actor, caption_id))


@router.put("captions/{uuid:caption_id}", response=CaptionOut, by_alias=True)
def edit(
    request: ActorRequest,
    caption_id: UUID,
    body: EditIn,
    if_match: Header[str | None] = None,
) -> Any:
    """Save what a person wrote over the version looked at; 412 when it is stale."""
    caption = access.get_caption(request.actor, caption_id)
    version = version_named(if_match, body.version, needed=True)
    actions.edit(actor=request.actor, caption=caption, data=body.data, version=version)
    return _told(request, caption)


@router.post("captions/{uuid:caption_id}/approve", response=CaptionOut, by_alias=True)
def approve(
    request: ActorRequest,
    caption_id: UUID,
    body: DecisionIn | None = None,
    if_match: Header[str | None] = None,
) -> Any:
    """Approve the version looked at."""
    caption = access.get_caption(request.actor, caption_id)
    version = version_named(if_match, body.version if body else None)
    actions.approve(
        actor=request.actor, caption=caption, version=version, now=timezone.now()
    )
    return _told(request, caption)


@router.post("captions/{uuid:caption_id}/reject", response=CaptionOut, by_alias=True)
def reject(
    request: ActorRequest,
    caption_id: UUID,
    body: DecisionIn,
    if_match: Header[str | None] = None,
) -> Any:
    """Reject the version looked at, for a reason."""
    caption = access.get_caption(request.actor, caption_id)
    actions.reject(
        actor=request.actor,
        caption=caption,
        version=version_named(if_match, body.version),
        reason=body.reason,
        now=timezone.now(),
    )
    return _told(request, caption)


def _told(request: ActorRequest, caption: Caption) -> dict[str, Any]:
    """The caption as it stands after the action."""
    return present(access.get_caption(request.actor, caption.id))
