"""An asset as pages and the API show it; it changes nothing and opens no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from omniweb.library.models import Asset, Rendition


def rendition_url(rendition: Rendition) -> str:
    """Where a rendition is served."""
    return f"/assets/{rendition.asset_id}/renditions/{rendition.spec}"


def original_url(asset: Asset) -> str:
    """Where the original is served."""
    return f"/assets/{asset.id}/original"


@dataclass(frozen=True, slots=True)
class Shown:
    """One rendition: its address and what a page needs to place it."""

    url: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Card:
    """An asset on the contact sheet; poster, filmstrip and waveform may be None."""

    asset: Asset
    poster: Shown | None
    filmstrip: Shown | None
    waveform: Shown | None

    @property
    def duration_s(self) -> float | None:
        """Seconds, for sounds and videos."""
        return (self.asset.facts or {}).get("duration_s")


def card(asset: Asset) -> Card:
    """The card of an asset; its renditions should be prefetched."""
    found = {r.spec: Shown(rendition_url(r), r.facts) for r in asset.renditions.all()}
    specs = ("poster", "filmstrip", "waveform")
    return Card(asset, *(found.get(spec) for spec in specs))


def asset_context(asset: Asset) -> dict[str, Any]:
    """What the asset page shows of the file: the card, the player's sources."""
    found = {r.spec: Shown(rendition_url(r), r.facts) for r in asset.renditions.all()}
    return {
        "asset": asset,
        "card": card(asset),
        "original_url": original_url(asset),
        "facts": asset.measured,
        "renditions": {spec.replace("-", "_"): one for spec, one in found.items()},
    }


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
