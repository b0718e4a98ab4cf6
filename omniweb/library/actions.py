"""What people do with files: receive, prepare again, remove, restore, purge.

It decides by rows and content; it never opens a file for what it shows.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path
from uuid import UUID, uuid4

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from omniweb.accounts import audit
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.bucket import Unavailable
from omniweb.errors import Problem
from omniweb.jobs.actions import cancel, enqueue
from omniweb.library import keys
from omniweb.library.models import Asset, State, original_key
from omniweb.library.refusals import Rejected
from omniweb.library.sniff import sniff
from omniweb.storage import Movable

logger = logging.getLogger(__name__)

KIND = "library.prepare"
LONGEST_NAME = 255


def receive(
    *,
    actor: Actor,
    name: str,
    path: Path,
    sha256: str = "",
    asset_id: UUID | None = None,
) -> Asset:
    """Take the file at path into the library and have it prepared.

    path is taken over: moved, or removed when the workspace has this content
    already, whose asset is then the answer. sha256 spares a second reading when
    the caller has it of these very bytes. With asset_id a second call for the same
    file goes on where the first was cut off. Needs an editor.
    """
    actor.require(Role.EDITOR)
    sha256 = sha256 or digest(path)
    twin = _twin(actor, sha256)
    if twin is None:
        try:
            return _stored(actor, name, path, sha256, asset_id or uuid4())
        except Unavailable as error:
            logger.warning("A file could not be stored. %s", error)
            raise _away() from None
        except IntegrityError:
            # Somebody sent the same content at this moment and was first.
            twin = _twin(actor, sha256)
            if twin is None:
                raise
    path.unlink(missing_ok=True)
    return twin


def digest(path: Path) -> str:
    """The content's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _twin(actor: Actor, sha256: str) -> Asset | None:
    return Asset.objects.of(actor.workspace).twins(sha256).first()


def _stored(actor: Actor, name: str, path: Path, sha256: str, asset_id: UUID) -> Asset:
    """Store first, then the row: a row always has its file."""
    mime = _guessed(path)
    asset = Asset(
        id=asset_id,
        workspace=actor.workspace,
        owner=actor.user,
        name=tidy(name),
        kind=mime.split("/")[0],
        bytes=path.stat().st_size,
        sha256=sha256,
    )
    key = original_key(asset, "")
    with Movable(path, mime) as file:
        asset.original.name = keys.store(key, file)
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
            keys.confirm(key)
            _prepare(actor, asset)
    except BaseException:
        give_back(key, path)
        raise
    path.unlink(missing_ok=True)
    return asset


def give_back(key: str, path: Path) -> None:
    """Undo a storing: what people sent must not be lost to a busy database."""
    if not path.exists():
        with default_storage.open(key) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target)
    keys.release(key)


def _away() -> Problem:
    return Problem(
        503,
        "storage_away",
        "The storage does not answer. What was sent is kept here: try again soon.",
    )


def tidy(name: str) -> str:
    """A name to show: the last part of a path, printable, never empty."""
    shown = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in shown if c.isprintable()).strip()
    return shown[:LONGEST_NAME] or "Untitled"


def _guessed(path: Path) -> str:
    """The type by the first bytes; empty when they will be refused anyway."""
    try:
        return sniff(path).mime
    except Rejected:
        return ""


def _prepare(actor: Actor, asset: Asset) -> None:
    job = enqueue(
        kind=KIND,
        workspace=actor.workspace,
        owner=actor.user,
        args={"asset": str(asset.id)},
        unique_key=str(asset.id),
    )
    Asset.objects.filter(id=asset.id).update(job=job)
    asset.job = job


def prepare_again(*, actor: Actor, asset: Asset) -> Asset:
    """Prepare a refused asset once more, as after a restart of the machine."""
    actor.require(Role.EDITOR)
    if asset.state != State.REJECTED:
        raise Problem(409, "not_refused", "This file is not refused. Reload the page.")
    try:
        with transaction.atomic():
            if Asset.objects.retry(asset.id):
                _prepare(actor, asset)
    except IntegrityError as error:
        raise _occupied() from error
    asset.refresh_from_db()
    return asset


def stop(*, actor: Actor, asset: Asset) -> None:
    """Stop preparing an asset; its worker lets go within a second."""
    actor.require(Role.EDITOR)
    if asset.job is None or asset.state not in {State.NEW, State.PREPARING}:
        raise Problem(
            409, "not_preparing", "This file is not being prepared. Reload the page."
        )
    cancel(job=asset.job)


def remove(*, actor: Actor, asset: Asset) -> None:
    """Put an asset into the trash, from which it can be restored for 30 days."""
    actor.require(Role.EDITOR)
    with transaction.atomic():
        if Asset.objects.trash(asset.id, timezone.now()):
            audit.record(
                actor=actor, verb="removed", subject=asset.name, asset=str(asset.id)
            )


def restore(*, actor: Actor, asset: Asset) -> None:
    """Take an asset out of the trash; Problem 409 when its content is back already."""
    actor.require(Role.EDITOR)
    try:
        with transaction.atomic():
            if Asset.objects.restore(asset.id):
                audit.record(
                    actor=actor,
                    verb="restored",
                    subject=asset.name,
                    asset=str(asset.id),
                )
    except IntegrityError as error:
        raise _occupied() from error


def _occupied() -> Problem:
    return Problem(
        409,
        "same_content",
        "The library has this very content again already. Use that one.",
    )
