"""The library's part of the JSON API; each operation loads, permits, responds."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Form, Query, Router, Schema, Status, UploadedFile

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.facts import Kind
from omniweb.library import access, actions, spool
from omniweb.library.forms import FilterForm
from omniweb.library.present import asset_json
from omniweb.paging import page

router = Router()
StateName = Literal["new", "preparing", "ready", "rejected"]


class RenditionOut(Schema):
    """A file derived from an asset."""

    spec: str
    url: str
    content_type: str
    bytes: int
    facts: dict[str, Any]


class AssetOut(Schema):
    """A file somebody gave us."""

    id: UUID
    name: str
    kind: Kind | None
    state: StateName
    reason: str
    reason_code: str | None
    bytes: int
    sha256: str
    facts: dict[str, Any] | None
    job: UUID | None
    url: str
    original_url: str
    renditions: list[RenditionOut]
    created_at: datetime
    deleted_at: datetime | None


class AssetList(Schema):
    """One page of assets."""

    items: list[AssetOut]
    next: str | None


class Filters(Schema):
    """How to narrow the list; sha256 finds what need not be sent again."""

    kind: Kind | None = None
    state: StateName | None = None
    q: str = ""
    sha256: str | None = None
    trash: bool = False
    cursor: str | None = None
    limit: int = 50


def _actor(request: HttpRequest, needed: Role) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    actor.require(needed)
    return actor


@router.post("assets", response={201: AssetOut}, summary="Upload a file up to 32 MB")
def create_asset(
    request: HttpRequest, file: File[UploadedFile], name: Form[str] = ""
) -> Status[dict[str, Any]]:
    """Larger files go by tus 1.0.0 at /uploads/. The same content answers the
    asset that the workspace has already."""
    actor = _actor(request, Role.EDITOR)
    path = spool.keep(file)
    asset = actions.receive(actor=actor, name=name or file.name or "", path=path)
    return Status(201, asset_json(asset))


@router.get("assets", response=AssetList, summary="List files")
def list_assets(request: HttpRequest, filters: Query[Filters]) -> dict[str, Any]:
    """Newest first."""
    actor = _actor(request, Role.VIEWER)
    form = FilterForm(filters.dict(exclude_none=True))
    found = form.narrowed(access.assets(actor))
    if filters.sha256 is not None:
        found = found.filter(sha256=filters.sha256.lower())
    items, following = page(found, filters.cursor, filters.limit)
    return {"items": [asset_json(asset) for asset in items], "next": following}


@router.get("assets/{asset_id}", response=AssetOut, summary="One file")
def read_asset(
    request: HttpRequest, asset_id: UUID, trash: bool = False
) -> dict[str, Any]:
    """What was deleted is 404; with trash=true the trash is looked through too."""
    asset = access.get_asset(_actor(request, Role.VIEWER), asset_id)
    if asset.deleted_at is not None and not trash:
        raise Http404
    return asset_json(asset)


@router.delete("assets/{asset_id}", response={204: None}, summary="Into the trash")
def delete_asset(request: HttpRequest, asset_id: UUID) -> Status[None]:
    """It can be restored for 30 days."""
    actor = _actor(request, Role.EDITOR)
    actions.remove(actor=actor, asset=access.get_asset(actor, asset_id))
    return Status(204, None)


@router.post("assets/{asset_id}/restore", response=AssetOut, summary="Out of the trash")
def restore_asset(request: HttpRequest, asset_id: UUID) -> dict[str, Any]:
    """Answers 409 when the same content was uploaded again meanwhile."""
    actor = _actor(request, Role.EDITOR)
    actions.restore(actor=actor, asset=access.get_asset(actor, asset_id))
    return asset_json(access.get_asset(actor, asset_id))


@router.post("assets/{asset_id}/stop", response=AssetOut, summary="Stop preparing")
def stop_asset(request: HttpRequest, asset_id: UUID) -> dict[str, Any]:
    """The file is refused within a second, and may be prepared again."""
    actor = _actor(request, Role.EDITOR)
    actions.stop(actor=actor, asset=access.get_asset(actor, asset_id))
    return asset_json(access.get_asset(actor, asset_id))


@router.post("assets/{asset_id}/prepare", response=AssetOut, summary="Prepare again")
def prepare_asset(request: HttpRequest, asset_id: UUID) -> dict[str, Any]:
    """For a file that was refused for no fault of its own, as after a power cut."""
    actor = _actor(request, Role.EDITOR)
    asset = access.get_asset(actor, asset_id)
    return asset_json(actions.prepare_again(actor=actor, asset=asset))
