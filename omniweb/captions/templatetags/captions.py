"""Lets pages show how far a file's caption is, and what its fields say; it changes
nothing."""

from __future__ import annotations

from typing import Any

from django import template

from omniweb.captions.models import Caption, CaptionState
from omniweb.library.models import Asset
from omniweb.providers.plan import LANGUAGES

register = template.Library()
# Items this short read best as chips, longer ones as lines.
SHORT_ITEM = 80


@register.simple_tag
def caption_state(asset: Asset) -> CaptionState | None:
    """The state of the file's newest caption; None when it has none.

    Uses asset.captions when it was prefetched, so that a list costs one query.
    """
    found: list[Caption] = list(asset.captions.all())
    newest = max(found, key=lambda caption: caption.created_at, default=None)
    return CaptionState(newest.state) if newest else None


@register.filter
def state_label(state: str) -> str:
    """A caption's state as a word."""
    return str(CaptionState(state).label)


@register.filter
def language(code: str) -> str:
    """A language's name, or what was asked for as it is."""
    return LANGUAGES.get(code, code)


@register.filter
def said(value: Any) -> str:
    """A field's value in one line, or a dash where nothing was said."""
    if isinstance(value, list):
        return " · ".join(_item(item) for item in value) or "—"
    return "—" if value in (None, "") else str(value)


@register.filter
def chips(field: Any) -> bool:
    """Whether a field's items are short enough to show as chips."""
    return bool(field.kind == "list" and 0 < field.max_chars <= SHORT_ITEM)


def _item(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return f"{item.get('start')}-{item.get('end')} {item.get('text', '')}".strip()
