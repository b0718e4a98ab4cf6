"""What the pages need to show captions and their history; it changes nothing."""

from __future__ import annotations

import json
import uuid
from typing import Any

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import context as analyses
from omniweb.captions import access, schema
from omniweb.captions.forms import CaptionForm, form_class
from omniweb.captions.models import Caption, CaptionState, CaptionVersion
from omniweb.captions.present import present
from omniweb.captions.raw import replies
from omniweb.captions.schema import Schema
from omniweb.captions.versions import current
from omniweb.library.models import Asset


def for_asset(actor: Actor, asset: Asset) -> dict[str, Any]:
    """The asset page: its questions and its captions, newest first."""
    found = access.captions(actor).filter(asset=asset).order_by("-created_at")
    schemas = [schema.load(name) for name in schema.names()]
    return {
        **analyses.for_asset(actor, asset),
        "asset": asset,
        "captions": [present(caption) for caption in found],
        "schemas": schemas,
        "caption_key": str(uuid.uuid4()),
    }


def for_caption(
    actor: Actor, caption: Caption, form: CaptionForm | None = None
) -> dict[str, Any]:
    """A caption's page: the form, each field's origin, and what came before."""
    shape, newest = schema.load(caption.schema), current(caption)
    told = present(caption)
    data = newest.data if newest else {}
    form = form or form_class(shape)(initial=data)
    ready = caption.state not in (CaptionState.DRAFTING, CaptionState.FAILED)
    return {
        "caption": caption,
        "asset": caption.asset,
        "told": told,
        "schema": shape,
        "form": form,
        "fields": [_field(form, key, told) for key in form.fields],
        "history": _history(shape, caption),
        "json": json.dumps(data, ensure_ascii=False, indent=2),
        "replies": replies(caption),
        "may_edit": actor.may(Role.EDITOR) and caption.state != CaptionState.DRAFTING,
        "may_decide": actor.may(Role.APPROVER) and ready,
    }


def _field(form: CaptionForm, key: str, told: dict[str, Any]) -> dict[str, Any]:
    """One field: its input, origin, times and faults.

    stands is what the newest version says, beside what a person has typed.
    """
    return {
        "bound": form[key],
        "field": form.schema.field(key),
        "provenance": told["provenance"].get(key, ""),
        "evidence": told["evidence"].get(key, []),
        "faults": told["errors"].get(key, []),
        "stands": told["data"].get(key),
    }


def _history(shape: Schema, caption: Caption) -> list[dict[str, Any]]:
    """Versions, newest first, each with the fields it changed."""
    versions = sorted(caption.versions.all(), key=lambda version: version.number)
    rows, before = [], None
    for version in versions:
        rows.append({"version": version, "changes": _changes(shape, before, version)})
        before = version
    return rows[::-1]


def _changes(
    shape: Schema, before: CaptionVersion | None, after: CaptionVersion
) -> list[dict[str, Any]]:
    old = before.data if before else {}
    return [
        {"field": field, "before": old.get(field.key), "after": after.data[field.key]}
        for field in shape.fields
        if after.data.get(field.key, field.empty) != old.get(field.key, field.empty)
    ]
