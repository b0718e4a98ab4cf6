"""The library's words in templates; it never queries for what was not prefetched."""

from __future__ import annotations

from django import template

from omniweb.library.models import Asset
from omniweb.library.shown import Shown, megabytes
from omniweb.providers.clock import clock

register = template.Library()
register.filter("clock", clock)
register.filter("megabytes", megabytes)


@register.filter
def shown(asset: Asset) -> Shown:
    """The asset as a page shows it."""
    return Shown(asset)
