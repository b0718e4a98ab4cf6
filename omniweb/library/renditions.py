"""What of an asset can be shown or sent; it never makes a rendition."""

from __future__ import annotations

from omniweb.facts import MediaFacts
from omniweb.library.models import Asset, Rendition
from omniweb.providers.plan import Sendable
from omniweb.storage import local_copy
from omniweb.storage import signed_url as signed

# In order of preference: the sound alone is for who wants no picture.
SENT = ("model-video", "model-audio", "model-image")


class NoRendition(LookupError):
    """The asset has no such rendition; it is not ready, or is of another kind."""


def sendables(asset: Asset) -> list[Sendable]:
    """The files that could be sent to a model, the preferred one first.

    All of them are without the original's metadata; an asset that is not ready
    has none.
    """
    found = {r.spec: r for r in asset.renditions.all()}
    return [
        Sendable(spec, MediaFacts.from_json(found[spec].facts))
        for spec in SENT
        if spec in found
    ]


def get(asset: Asset, spec: str) -> Rendition:
    """A rendition of an asset; raises NoRendition."""
    found = asset.renditions.filter(spec=spec).first()
    if found is None:
        raise NoRendition(f"This file has no {spec}. Wait until it is ready.")
    return found


def read_bytes(asset: Asset, spec: str) -> bytes:
    """A rendition's whole content; for those small enough to be sent inline."""
    with local_copy(get(asset, spec).file) as path:
        return path.read_bytes()


def signed_url(asset: Asset, spec: str, seconds: int) -> str | None:
    """A URL a model's service can fetch for a while; None on local storage."""
    return signed(get(asset, spec).file, seconds)
