"""Lets other rooms' pages show how far a file's caption is; it changes nothing."""

from __future__ import annotations

from django import template

from omniweb.captions.models import Caption, CaptionState
from omniweb.library.models import Asset

register = template.Library()


@register.simple_tag
def caption_state(asset: Asset) -> CaptionState | None:
    """The state of the file's newest caption; None when it has none.

    Uses asset.captions when it was prefetched, so that a list costs one query.
    """
    found: list[Caption] = list(asset.captions.all())
    newest = max(found, key=lambda caption: caption.created_at, default=None)
    return CaptionState(newest.state) if newest else None
