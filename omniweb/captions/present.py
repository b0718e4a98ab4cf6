"""Tells a caption as the JSON API, the pages and the export show it."""

from __future__ import annotations

from typing import Any

from omniweb.captions.models import Caption, CaptionVersion
from omniweb.captions.versions import current
from omniweb.usage.spent import forecast, spent


def present(caption: Caption) -> dict[str, Any]:
    """A caption with its newest version."""
    return {
        "id": caption.id,
        "job": caption.job_id,
        "state": str(caption.state),
        "asset": caption.asset_id,
        "asset_name": caption.asset.name,
        "schema": caption.schema,
        "schema_version": caption.schema_version,
        "model": caption.model,
        "language": caption.language,
        "version": caption.version,
        **words(current(caption)),
        "decided": _decided(caption),
        "error": caption.job.error if caption.job else None,
        "cost": _cost(caption),
        "sent": caption.sent,
        "created_at": caption.created_at,
    }


def words(version: CaptionVersion | None) -> dict[str, Any]:
    """What a version says, who wrote it, and what does not fit yet."""
    if version is None:
        nothing = dict.fromkeys(("edited_by", "edited_at"))
        return {**nothing, "data": {}, "provenance": {}, "evidence": {}, "errors": {}}
    author = version.author
    return {
        "data": version.data,
        "provenance": version.provenance,
        "evidence": version.evidence,
        "errors": version.errors,
        "edited_by": author.get_username() if author else None,
        "edited_at": version.created_at,
    }


def _decided(caption: Caption) -> dict[str, Any] | None:
    if caption.decided_at is None:
        return None
    by = caption.decided_by
    return {
        "version": caption.decided_version,
        "by": by.get_username() if by else None,
        "at": caption.decided_at,
        "reason": caption.reason,
    }


def _cost(caption: Caption) -> dict[str, str | None]:
    entries = caption.job.entry_set.all() if caption.job else []
    return spent(entries) or forecast((caption.sent or {}).get("cost"))
