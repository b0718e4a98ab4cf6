"""Which files a batch takes: named ones, those a filter finds, those with old captions.

It reads rows and changes none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from omniweb.accounts.actor import Actor
from omniweb.captions.models import Caption, CaptionState
from omniweb.captions.schema import UnknownSchema, load
from omniweb.errors import Problem
from omniweb.library import access
from omniweb.library.forms import FilterForm
from omniweb.library.models import Asset

MOST = 5000
FILTERS = ("q", "kind", "state", "mark")


@dataclass(frozen=True, slots=True)
class Selection:
    """The files, in the order they are taken, and in words how they were chosen."""

    assets: Sequence[Asset]
    said: str

    def __post_init__(self) -> None:
        if len(self.assets) > MOST:
            sentence = f"A batch takes {MOST:,} files. Narrow the selection."
            raise Problem(422, "too_many_files", sentence, {"assets": sentence})


def named(actor: Actor, ids: Sequence[UUID]) -> Selection:
    """These files; Problem 404 where one is not there, or lies in the trash."""
    wanted = list(dict.fromkeys(ids))
    found = {asset.id: asset for asset in _kept(actor).filter(id__in=wanted)}
    if len(found) < len(wanted):
        sentence = "Some of these files are not there any more. Choose them again."
        raise Problem(404, "not_found", sentence)
    said = f"{len(wanted):,} chosen file{'' if len(wanted) == 1 else 's'}"
    return Selection([found[one] for one in wanted], said if wanted else "")


def matching(actor: Actor, filters: Mapping[str, Any]) -> Selection:
    """All files that the library would show under q, kind, state and mark."""
    given = {name: filters.get(name) or "" for name in FILTERS}
    rows = FilterForm(given).narrowed(access.assets(actor))
    words = [f"{name}: {value}" for name, value in given.items() if value]
    said = f"All files ({', '.join(words)})" if words else "All files"
    return Selection(_taken(rows), said)


def outdated(actor: Actor, schema: str, version: int) -> Selection:
    """Files whose captions of a schema are all older than a version of it.

    One that is being drafted under that version already counts as new.
    """
    try:
        load(schema)
    except UnknownSchema as error:
        raise Problem(422, "unknown_schema", str(error)) from None
    drafted = Caption.objects.filter(workspace=actor.workspace, schema=schema)
    drafted = drafted.exclude(state=CaptionState.FAILED)
    newer = drafted.filter(schema_version__gte=version)
    rows = _kept(actor).filter(id__in=drafted.values("asset_id"))
    rows = rows.exclude(id__in=newer.values("asset_id"))
    return Selection(_taken(rows), f"Captions of {schema} older than version {version}")


def _kept(actor: Actor) -> QuerySet[Asset]:
    return access.assets(actor).kept().select_related(None)


def _taken(rows: QuerySet[Asset]) -> list[Asset]:
    """Newest first, as the library shows them; one more than may be, to tell."""
    plain = rows.select_related(None).prefetch_related(None)
    return list(plain.order_by("-created_at", "-pk")[: MOST + 1])
