"""What of an asset can be sent, and the making of a form when it is first needed.

A rendition is made once and reused by every later call.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from omniweb.facts import MediaFacts
from omniweb.library import jail, keys
from omniweb.library.bases import base
from omniweb.library.derive import derive
from omniweb.library.made import Made
from omniweb.library.models import Asset, Rendition, rendition_key
from omniweb.library.timeline import SPEC as TIMELINE
from omniweb.providers.recipes import SOUND, Original, Recipe
from omniweb.storage import Movable, local_copy
from omniweb.storage import signed_url as signed
from omniweb.work import work_directory


class NoRendition(LookupError):
    """The asset has no such rendition; it is not ready, or is of another kind."""


def original(asset: Asset) -> Original:
    """The file with its measured facts, and the forms of it that stand.

    All that is ever sent is a rendition, without the original's metadata.
    """
    facts = asset.measured
    if facts is None:
        raise NoRendition("This file was not measured yet. Wait until it is ready.")
    rows = {
        row.spec: row.facts for row in asset.renditions.all() if "kind" in row.facts
    }
    made = {spec: MediaFacts.from_json(told) for spec, told in rows.items()}
    if SOUND.spec not in made and facts.has_audio:
        # A track that turned out to be empty is no sound.
        facts = MediaFacts.from_json({**facts.to_json(), "has_audio": False})
    return Original(facts, made)


def get(asset: Asset, spec: str) -> Rendition:
    """A rendition of an asset; raises NoRendition."""
    found = asset.renditions.filter(spec=spec).first()
    if found is None:
        raise NoRendition(f"This file has no {spec}. Wait until it is ready.")
    return found


def make(
    asset: Asset, recipe: Recipe, stop: threading.Event | None = None
) -> Rendition:
    """The rendition that a recipe names, made now if nobody needed it before.

    Blocks for as long as the encoding takes. Raises Rejected, or jail.Stopped.
    """
    found = asset.renditions.filter(spec=recipe.spec).first()
    if found is not None:
        return found
    known = original(asset)
    facts, spec = known.facts, base(recipe, known)
    if spec:
        row = get(asset, spec)
        file, held = row.file, MediaFacts.from_json(row.facts)
    else:
        file, held = asset.original, facts
    parent = Path(settings.DATA_DIR) / "work"
    with local_copy(file, ending(stop)) as path, work_directory(parent) as work:
        made = derive(
            path, held, recipe, facts, Path(work), foreign=not spec, stop=stop
        )
        return _kept(stored(asset, made))


def stored(asset: Asset, made: Made) -> Rendition:
    """A row for a finished file, which lies in storage from now on; not saved yet.

    Its key is to be confirmed with the row, or released.
    """
    row = Rendition(
        asset=asset,
        spec=made.spec,
        content_type=made.content_type,
        bytes=made.path.stat().st_size,
        facts=made.facts,
    )
    key = rendition_key(row, made.spec + made.path.suffix)
    with Movable(made.path, made.content_type) as file:
        row.file.name = keys.store(keys.unlike(key), file)
    return row


def ending(stop: threading.Event | None) -> Callable[[int, int], None]:
    """What ends a fetching that is told to stop; raises jail.Stopped."""

    def step(done: int, size: int) -> None:
        if stop and stop.is_set():
            raise jail.Stopped("The fetching was stopped.")

    return step


def read_pieces(rendition: Rendition) -> list[bytes]:
    """The files in a rendition: the frames of a list, else the one that it is."""
    with local_copy(rendition.file) as path:
        whole = path.read_bytes()
    pieces, at = [], 0
    for size in rendition.facts.get("sizes", [len(whole)]):
        pieces.append(whole[at : at + size])
        at += size
    return pieces


def timeline(asset: Asset) -> dict[str, Any]:
    """What was measured along the file's time; empty where nothing was."""
    row = asset.renditions.filter(spec=TIMELINE).first()
    if row is None:
        return {}
    with row.file.open() as file:
        told: dict[str, Any] = json.load(file)
    return told


def signed_url(rendition: Rendition, seconds: int) -> str | None:
    """A URL a model's service can fetch for a while; None on local storage."""
    return signed(rendition.file, seconds)


def can_sign(asset: Asset) -> bool:
    """Whether a model's service could fetch what lies in this storage."""
    return signed(asset.original, 60) is not None


def _kept(row: Rendition) -> Rendition:
    """The row saved; where another worker was first, its row, for the same content."""
    try:
        with transaction.atomic():
            keys.confirm(str(row.file.name))
            return Rendition.objects.bulk_create([row])[0]
    except IntegrityError:
        keys.release(str(row.file.name))
        return get(row.asset, row.spec)
