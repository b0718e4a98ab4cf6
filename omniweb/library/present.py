"""An asset as the API shows it; it changes nothing and opens no file."""

from __future__ import annotations

from typing import Any

from omniweb.library.models import Asset, Rendition


def rendition_url(rendition: Rendition) -> str:
    """Where a rendition is served."""
    return f"/assets/{rendition.asset_id}/renditions/{rendition.spec}"


def original_url(asset: Asset) -> str:
    """Where the original is served."""
    return f"/assets/{asset.id}/original"


def asset_json(asset: Asset) -> dict[str, Any]:
    """An asset as the contract names its fields."""
    return {
        "id": asset.id,
        "name": asset.name,
        "kind": asset.kind or None,
        "state": asset.state,
        "reason": asset.reason,
        "reason_code": asset.reason_code or None,
        "bytes": asset.bytes,
        "sha256": asset.sha256,
        "facts": asset.facts,
        "job": asset.job_id,
        "url": f"/assets/{asset.id}/",
        "original_url": original_url(asset),
        "renditions": [
            {
                "spec": one.spec,
                "url": rendition_url(one),
                "content_type": one.content_type,
                "bytes": one.bytes,
                "facts": one.facts,
            }
            for one in asset.renditions.all()
        ],
        "created_at": asset.created_at,
        "deleted_at": asset.deleted_at,
    }
