"""Throws away what nobody will come back for; it never touches what is kept.

Uploads that expired, the trash after 30 days, and leftovers of a crash, here and in
storage.
"""

from __future__ import annotations

import shutil
import time
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from omniweb import work
from omniweb.errors import Problem
from omniweb.library import keys, uploads
from omniweb.library.models import Asset, Upload
from omniweb.storage import SENDING

AT_ONCE = 200


def sweep(now: datetime) -> None:
    """One round, bounded."""
    _expired(now)
    _trashed(now)
    _leftovers(now)
    keys.sweep(now)


def _expired(now: datetime) -> None:
    for upload in Upload.objects.filter(expires_at__lt=now)[:AT_ONCE]:
        try:
            uploads.drop(upload)
        except Problem:
            continue  # a piece is being written this moment; next round


def _trashed(now: datetime) -> None:
    """Row by row, so that each one's files go on its own commit."""
    old = Asset.objects.expired(now - timedelta(days=settings.TRASH_DAYS))
    for asset in list(old[:AT_ONCE]):
        asset.delete()


def _leftovers(now: datetime) -> None:
    """Files that a crash left: without a row, and untouched for the days of one."""
    before = now.timestamp() - settings.UPLOAD_DAYS * 86400
    data = Path(settings.DATA_DIR)
    # What a kill left of work is large and known at once, by its lock.
    work.clear(data / "work")
    for directory in (Path(settings.UPLOAD_DIR), data / "work", data / SENDING):
        for path in directory.glob("*"):
            if _touched(path) < before and not _has_row(path):
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _touched(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return time.time()


def _has_row(path: Path) -> bool:
    try:
        return Upload.objects.filter(id=UUID(path.name)).exists()
    except ValueError:
        return False
