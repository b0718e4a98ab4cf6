"""Keeps a posted form's file until it is taken over; it never looks into it."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

PIECE = 1 << 20


def keep(file: UploadedFile[bytes]) -> Path:
    """The content as a file of our own, beside the uploads in progress."""
    directory = Path(settings.UPLOAD_DIR)
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"form-{uuid4()}"
    with path.open("wb") as target:
        shutil.copyfileobj(file, target, PIECE)
    return path
