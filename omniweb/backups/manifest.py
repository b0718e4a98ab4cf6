"""What a backup holds, as a value and as its manifest.json; it copies nothing."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

NAME = "manifest.json"
FORMAT = 1


class BadBackup(Exception):
    """This is no backup that can be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file: its key, the blob that holds it, and how it looked when it was
    read (bytes, ISO time or nothing), by which the next backup knows it again."""

    key: str
    sha256: str
    bytes: int
    modified: str = ""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A whole backup. rows is the blob of all rows, counts what it holds by model;
    migrations are the (app, name) pairs that its tables had; missing are keys that
    rows name and the storage had not."""

    made_at: str
    version: str
    rows: str
    counts: dict[str, int]
    migrations: list[tuple[str, str]]
    secret_key: str = ""
    files: list[Kept] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @property
    def blobs(self) -> set[str]:
        """Every blob that the backup needs."""
        named = {self.rows, self.secret_key, *(kept.sha256 for kept in self.files)}
        return named - {""}


def write(directory: Path, manifest: Manifest) -> None:
    """Put the manifest in place at once: before, the one of the last time holds."""
    partial = directory / f"{NAME}.partial"
    with partial.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(directory / NAME)


def read(directory: Path) -> Manifest:
    """The manifest of a backup; raises BadBackup."""
    path = directory / NAME
    if not path.exists():
        raise BadBackup(f"{directory} holds no backup: there is no {NAME} in it.")
    try:
        told: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if told["format"] != FORMAT:
            raise BadBackup(
                f"{path} has the format {told['format']}, which this version of"
                " omniweb does not know. Update omniweb first."
            )
        files = [Kept(**kept) for kept in told.pop("files")]
        migrations = [(app, name) for app, name in told.pop("migrations")]
        return Manifest(files=files, migrations=migrations, **told)
    except (ValueError, KeyError, TypeError) as error:
        raise BadBackup(f"{path} cannot be read. Take another backup.") from error
