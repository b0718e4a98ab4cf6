"""Removes a file once its row is gone, on commit; the one signal omniweb has.

Rows also go by cascade, which calls no method of theirs, hence the signal.
"""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete

from omniweb.library import keys
from omniweb.library.models import Asset, Rendition


def connect() -> None:
    """Watch assets and renditions go."""
    post_delete.connect(_asset_gone, Asset, dispatch_uid="asset file")
    post_delete.connect(_rendition_gone, Rendition, dispatch_uid="rendition file")


def _asset_gone(instance: Asset, **about: Any) -> None:
    _remove(instance.original)


def _rendition_gone(instance: Rendition, **about: Any) -> None:
    _remove(instance.file)


def _remove(file: Any) -> None:
    if file.name:
        keys.release(file.name)
