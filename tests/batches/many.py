"""Many small pictures at once, without preparing each: copies of one that is ready."""

from __future__ import annotations

import copy
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from omniweb.library.models import Asset, Rendition, State, original_key, rendition_key

BROKEN = "This file cannot be read. Export it again."


def copies(one: Asset, count: int, prefix: str = "picture") -> list[Asset]:
    """So many further files like a ready one, with files of their own in storage."""
    return [_copied(one, f"{prefix} {number:03}.png") for number in range(count)]


def broken(one: Asset, count: int) -> list[Asset]:
    """So many files that were refused when they were prepared."""
    made = copies(one, count, "broken")
    refused = {"state": State.REJECTED, "reason": BROKEN, "reason_code": "unreadable"}
    Asset.objects.filter(id__in=[asset.id for asset in made]).update(**refused)
    return made


def _copied(one: Asset, name: str) -> Asset:
    asset = _row(one, name=name, sha256=uuid.uuid4().hex * 2, job=None)
    asset.id = uuid.uuid4()
    asset.original.name = _again(one.original.name, original_key(asset, ""))
    asset.save(force_insert=True)
    for row in one.renditions.all():
        made = _row(row, id=None, asset=asset)
        filename = row.file.name.rsplit("/", 1)[-1]
        made.file.name = _again(row.file.name, rendition_key(made, filename))
        made.save(force_insert=True)
    return asset


def _row(row: Any, **changes: Any) -> Any:
    fresh: Asset | Rendition = copy.copy(row)
    fresh._state = copy.copy(row._state)
    fresh._state.adding, fresh._state.fields_cache = True, {}
    for name, value in changes.items():
        setattr(fresh, name, value)
    return fresh


def _again(name: str, key: str) -> str:
    with default_storage.open(name) as file:
        return default_storage.save(key, ContentFile(file.read()))
