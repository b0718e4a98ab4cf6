"""Stored files into a backup and out of it; which files there are, rows say."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import FileField

from omniweb.backups.blobs import Blobs, pieces_of
from omniweb.backups.manifest import Kept


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a row names; sha256 is what the row says it hashes to, if it does."""

    key: str
    content_type: str
    sha256: str = ""


class Copied(File):  # type: ignore[type-arg]
    """A blob as content to store: it has a path, and no storage may move it away."""

    def __init__(self, path: Path, content_type: str) -> None:
        super().__init__(cast("IO[bytes]", path.open("rb")), name=path.name)
        self.path = path
        self.content_type = content_type


def named(using: str) -> Iterator[Named]:
    """Every file that a row of this database names."""
    for model in apps.get_models():
        columns = {field.name for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if not isinstance(field, FileField):
                continue
            wanted = [field.name, *({"content_type", "sha256"} & columns)]
            rows = model._base_manager.using(using).exclude(**{field.name: ""})
            for row in rows.order_by("pk").values(*wanted).iterator(chunk_size=500):
                yield _named(row.pop(field.name), **row)


def _named(key: str, content_type: str = "", sha256: str = "") -> Named:
    return Named(key, content_type or mimetypes.guess_type(key)[0] or "", sha256)


def copy_out(file: Named, blobs: Blobs, before: Kept | None) -> Kept:
    """Keep a stored file; one that looks as it did in the backup before is not read.

    Raises FileNotFoundError.
    """
    size, modified = default_storage.size(file.key), _modified(file.key)
    same = before and modified and (before.bytes, before.modified) == (size, modified)
    if before and same and blobs.path(before.sha256).exists():
        return before
    with default_storage.open(file.key) as source:
        sha256, length = blobs.put(pieces_of(cast("IO[bytes]", source)))
    return Kept(file.key, sha256, length, modified, file.content_type)


def copy_in(kept: Kept, blobs: Blobs) -> None:
    """Store a kept file under its key."""
    with Copied(blobs.path(kept.sha256), kept.content_type) as content:
        default_storage.save(kept.key, content)


def _modified(key: str) -> str:
    """When a file was written; nothing where the storage does not tell."""
    try:
        told: Any = default_storage.get_modified_time(key)
    except NotImplementedError:
        return ""
    return str(told.isoformat())
