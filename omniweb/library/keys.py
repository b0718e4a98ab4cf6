"""Keys in storage that no row holds yet, or no longer: claimed before the writing,
confirmed with the row, swept when nobody came back; never a key that a row holds.

A claim is a row of its own, committed before the first byte goes out. So whatever is
killed at whatever moment, each object has either its row or a claim that names it.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, update_wrapper
from pathlib import PurePosixPath
from typing import Any, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from omniweb.bucket import Unavailable
from omniweb.library.models import Asset, Rendition, Unconfirmed
from omniweb.storage import LocalStorage, OSSStorage

logger = logging.getLogger(__name__)

# Longer than any file is on its way, and any job from storing to its row.
PATIENCE = timedelta(hours=24)
AT_ONCE = 500
Holder = Callable[[str], bool]


class Swept(Unavailable):
    """The file was swept while it was being stored; store it again."""


def unlike(key: str) -> str:
    """A key beside this one that was never used: what is stored twice never meets."""
    path = PurePosixPath(key)
    return str(path.with_name(f"{path.stem}-{secrets.token_hex(6)}{path.suffix}"))


def store(key: str, file: File[Any]) -> str:
    """Claim the key, then write the file; never inside a transaction."""
    if not Unconfirmed.objects.claim(key, timezone.now()):
        raise Swept(f"{key} is being swept. Store it again in a moment.")
    return default_storage.save(key, file)


def confirm(*names: str) -> None:
    """Rows hold these keys from now on; in the transaction that saves the rows."""
    if not Unconfirmed.objects.confirm(names):
        raise Swept(f"{names[0]} was swept meanwhile. Store it again.")


def release(*names: str) -> None:
    """No row holds these keys, or none will once this transaction is committed.

    Then their objects go; what a kill or a silent storage leaves, the sweep takes.
    """
    Unconfirmed.objects.release(names, timezone.now())
    for name in names:
        # robust: a storage that does not answer must not undo what is committed.
        # Django logs a failure by the function's name, which a partial has not.
        gone = update_wrapper(partial(_remove, name), _remove)
        transaction.on_commit(gone, robust=True)


def settle(key: str) -> None:
    """Confirm a key that an older row holds by its name, or let it go without one.

    Two may have stored the same there.
    """
    with transaction.atomic():
        if _held(key):
            Unconfirmed.objects.filter(key=key, doomed=False).delete()
        else:
            release(key)


def sweep(now: datetime) -> None:
    """Remove what was claimed a day ago and never confirmed, and what was released."""
    Unconfirmed.objects.doom(now - PATIENCE)
    for found in Unconfirmed.objects.filter(doomed=True)[:AT_ONCE]:
        try:
            _remove(found.key)
        except OSError:
            # The others would wait as long, and fare no better.
            logger.warning("The storage does not answer; sweeping goes on later.")
            return


def is_claimed(key: str) -> bool:
    """Whether something may lie there that no row holds."""
    return Unconfirmed.objects.filter(key=key, doomed=False).exists()


def _remove(key: str) -> None:
    if not _held(key):
        cast("LocalStorage | OSSStorage", default_storage).discard(key)
    Unconfirmed.objects.filter(key=key, doomed=True).delete()


def _held(key: str) -> bool:
    return any(holds(key) for holds in holders)


def _asset_holds(key: str) -> bool:
    return Asset.objects.filter(original=key).exists()


def _rendition_holds(key: str) -> bool:
    return Rendition.objects.filter(file=key).exists()


# Who says whether a row holds a key; rooms above this one add theirs.
holders: list[Holder] = [_asset_holds, _rendition_holds]
