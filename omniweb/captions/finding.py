"""Finds files by their captions for the library's list; it changes nothing."""

from __future__ import annotations

import json

from django.db.models import F, Q

from omniweb.captions.models import Caption, CaptionState, CaptionVersion
from omniweb.captions.schema import load, names
from omniweb.library.narrowing import Mark


def _approved() -> Q:
    approved = Caption.objects.filter(state=CaptionState.APPROVED)
    return Q(id__in=approved.values("asset_id"))


def _to_decide() -> Q:
    drafts = Caption.objects.filter(state=CaptionState.DRAFT)
    return Q(id__in=drafts.values("asset_id"))


def in_approved(word: str) -> Q:
    """Files whose approved caption says the word in any of its fields."""
    # Lists are kept as JSON, which may write a letter as its number.
    written = json.dumps(word)[1:-1]
    said = Q()
    for key in {field.key for name in names() for field in load(name).fields}:
        for text in {word, written}:
            said |= Q(**{f"data__{key}__icontains": text})
    found = CaptionVersion.objects.filter(
        said,
        caption__state=CaptionState.APPROVED,
        number=F("caption__decided_version"),
    )
    return Q(id__in=found.values("caption__asset_id"))


MARKS = [
    Mark("draft", "Captions to decide", "list-checks", _to_decide),
    Mark("approved", "Captions approved", "circle-check", _approved),
]
