"""Uploads as files that grow: begin, append, finish, drop; it speaks no HTTP.

The offset of an upload is the size of its file. A lock on that file lets one
writer in, in whatever process.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.errors import Problem
from omniweb.library import actions, keys
from omniweb.library.models import Asset, Upload, original_key

PIECE = 1 << 20
SPARE_BYTES = 512 * 1024**2  # what an upload must leave free on the disk
ALGORITHMS = ("sha1", "sha256")
REMEMBERED = 256


class Readable(Protocol):
    """What a request body is here."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a piece must hash to."""

    algorithm: str
    digest: bytes


class Running:
    """Hashes of uploads in flight, so that the last piece need not read them all.

    Only a saving: an upload it does not remember is read once at the end.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[UUID, tuple[int, Any]] = OrderedDict()

    def at(self, upload_id: UUID, offset: int) -> Any:
        """A copy of the hash up to the offset, or None."""
        known = self._known.get(upload_id, (0, hashlib.sha256()))
        return known[1].copy() if known[0] == offset else None

    def keep(self, upload_id: UUID, offset: int, hasher: Any) -> None:
        """Remember how far it got; the one not touched for longest is forgotten."""
        self._known.pop(upload_id, None)
        if hasher is not None:
            self._known[upload_id] = offset, hasher
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def take(self, upload_id: UUID, length: int) -> str:
        """The digest of the whole, or nothing where it is not known."""
        hasher = self.at(upload_id, length) if length else None
        self._known.pop(upload_id, None)
        return hasher.hexdigest() if hasher else ""


running = Running()


def path_of(upload: Upload) -> Path:
    """Where an upload's bytes lie; chosen by the server alone."""
    return Path(settings.UPLOAD_DIR) / str(upload.id)


def begin(*, actor: Actor, filename: str, length: int, metadata: str) -> Upload:
    """Make room for an upload; Problem when it can never fit. Needs an editor."""
    actor.require(Role.EDITOR)
    if not length:
        raise Problem(400, "empty", "This file is empty. Choose one with content.")
    if length > settings.MAX_UPLOAD_BYTES:
        most = settings.MAX_UPLOAD_BYTES // 1024**3
        raise Problem(413, "too_large", f"{most} GB are the most. Cut the file first.")
    directory = Path(settings.UPLOAD_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(directory).free < length + SPARE_BYTES:
        raise Problem(
            507, "no_space", "The server's disk is full. Ask an administrator for room."
        )
    upload = Upload(
        workspace=actor.workspace,
        owner=actor.user,
        filename=actions.tidy(filename),
        length=length,
        metadata=metadata,
        expires_at=timezone.now() + timedelta(days=settings.UPLOAD_DAYS),
    )
    path_of(upload).touch()
    upload.save(force_insert=True)
    return upload


def offset_of(upload: Upload) -> int:
    """How many bytes are here; Problem 410 when the upload is over without asset."""
    if upload.asset_id:
        return upload.length
    if upload.expires_at > timezone.now():
        try:
            return path_of(upload).stat().st_size
        except FileNotFoundError:
            if _cut_off(upload):
                return upload.length
    raise Problem(410, "gone", "This upload has expired. Send the file again.")


def _cut_off(upload: Upload) -> bool:
    """Whether all had arrived when the server was killed on the way to its asset.

    The asset has the upload's id. A file that was moved already is put back.
    """
    if Asset.objects.filter(id=upload.id).exists():
        return True
    asset = Asset(id=upload.id, workspace_id=upload.workspace_id)
    key = original_key(asset, "")
    if not keys.is_claimed(key) or not default_storage.exists(key):
        return False
    actions.give_back(key, path_of(upload))
    return True


@contextmanager
def locked(upload: Upload) -> Iterator[IO[bytes]]:
    """The upload's file, for one writer; Problem 423 for the second."""
    try:
        file = path_of(upload).open("r+b")
    except FileNotFoundError:
        raise Problem(
            410, "gone", "This upload is over. Send the file again."
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                423, "locked", "A piece of this upload is being written. Wait a moment."
            ) from None
        yield file


def append(
    upload: Upload, offset: int, source: Readable, checksum: Checksum | None
) -> int:
    """Write one piece at the offset and answer the new one.

    Problem 409 at a wrong offset, 413 beyond the length, 460 when the checksum
    differs; the file is then as long as before.
    """
    with locked(upload) as file:
        size = file.seek(0, 2)
        if size != offset:
            raise Problem(409, "wrong_offset", f"The upload stands at {size} bytes.")
        try:
            end, hasher = _copied(upload, file, source, checksum)
        except BaseException:
            file.truncate(offset)
            raise
    running.keep(upload.id, end, hasher)
    return end


def _copied(
    upload: Upload, file: IO[bytes], source: Readable, checksum: Checksum | None
) -> tuple[int, Any]:
    end = file.tell()
    whole = running.at(upload.id, end)
    own = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    while data := source.read(PIECE):
        end += len(data)
        if end > upload.length:
            raise Problem(413, "too_long", "This is more than the upload's length.")
        for hasher in (whole, own):
            if hasher is not None:
                hasher.update(data)
        file.write(data)
    file.flush()
    if checksum and own is not None and own.digest() != checksum.digest:
        raise Problem(
            460, "checksum", "The piece was damaged on its way. Send it again."
        )
    return end, whole


def finish(*, actor: Actor, upload: Upload) -> Asset:
    """Make a complete upload an asset, once; asked again it answers the same."""
    upload.refresh_from_db()
    asset = upload.asset or Asset.objects.filter(id=upload.id).first()
    if asset is None:
        with locked(upload):
            asset = actions.receive(
                actor=actor,
                name=upload.filename,
                path=path_of(upload),
                sha256=running.take(upload.id, upload.length),
                asset_id=upload.id,
            )
    Upload.objects.filter(id=upload.id).update(asset=asset)
    return asset


def drop(upload: Upload) -> None:
    """End an upload and remove its bytes; an asset it became stays."""
    if not upload.asset_id and path_of(upload).exists():
        with locked(upload):
            path_of(upload).unlink(missing_ok=True)
    running.keep(upload.id, 0, None)
    upload.delete()
