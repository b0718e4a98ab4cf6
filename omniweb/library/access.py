"""Loads what the actor may see of the library; anything else is 404."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from omniweb.accounts.actor import Actor
from omniweb.library.models import Asset, AssetQuerySet, Rendition, Upload


def assets(actor: Actor) -> AssetQuerySet:
    """All assets of the actor's workspace, those in the trash too."""
    return Asset.objects.of(actor.workspace)


def get_asset(actor: Actor, asset_id: UUID) -> Asset:
    """An asset of the actor's workspace, in the trash or not."""
    found = assets(actor).select_related("job").filter(id=asset_id).first()
    if found is None:
        raise Http404
    return found


def get_rendition(actor: Actor, asset_id: UUID, spec: str) -> Rendition:
    """One rendition of such an asset."""
    seen = Rendition.objects.filter(asset__workspace=actor.workspace)
    found = seen.filter(asset_id=asset_id, spec=spec).first()
    if found is None:
        raise Http404
    return found


def get_upload(actor: Actor, upload_id: UUID) -> Upload:
    """An upload that this very person began in this workspace."""
    theirs = Upload.objects.filter(workspace=actor.workspace, owner=actor.user)
    found = theirs.filter(id=upload_id).first()
    if found is None:
        raise Http404
    return found
