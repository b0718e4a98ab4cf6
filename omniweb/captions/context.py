"""What the pages need to show captions and their history; it changes nothing."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.http import Http404

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import access as questions
from omniweb.analyses import context as analyses
from omniweb.analyses.forms import QuestionForm
from omniweb.analyses.models import Conversation
from omniweb.captions import access, schema
from omniweb.captions.forms import CaptionForm, form_class
from omniweb.captions.models import Caption, CaptionState, CaptionVersion
from omniweb.captions.present import present
from omniweb.captions.raw import replies
from omniweb.captions.schema import Schema
from omniweb.captions.versions import current
from omniweb.library.models import Asset

# What a page's address says to begin anew.
NEW = "new"


def for_asset(
    actor: Actor, asset: Asset, *, conversation: str = "", caption: str = ""
) -> dict[str, Any]:
    """The asset page: a conversation, a caption, and all that was made of the file.

    conversation and caption are ids; nothing means the newest, NEW means none.
    """
    found = list(access.captions(actor).filter(asset=asset).order_by("-created_at"))
    chosen = _caption(actor, found, caption)
    talk = _conversation(actor, asset, conversation)
    empty = {"turns": [], "form": QuestionForm()}
    thread = analyses.for_conversation(actor, talk) if talk else empty
    schemas = [schema.load(name) for name in schema.names()]
    return {
        **thread,
        **analyses.composer(actor),
        "asset": asset,
        "shown": for_caption(actor, chosen) if chosen else None,
        "captions": [present(caption) for caption in found],
        "made": _made(actor, asset, found),
        "schemas": schemas,
        "caption_key": str(uuid.uuid4()),
    }


def _conversation(actor: Actor, asset: Asset, wanted: str) -> Conversation | None:
    if wanted == NEW:
        return None
    if not wanted:
        return analyses.newest_conversation(actor, asset)
    found = questions.get_conversation(actor, _uuid(wanted))
    if found.asset_id != asset.id:
        raise Http404
    return found


def _caption(actor: Actor, found: list[Caption], wanted: str) -> Caption | None:
    if wanted == NEW or not found:
        return None
    if not wanted:
        return found[0]
    wanted_id = _uuid(wanted)
    for caption in found:
        if caption.id == wanted_id:
            return caption
    raise Http404


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Http404 from None


def _made(actor: Actor, asset: Asset, captions: list[Caption]) -> list[dict[str, Any]]:
    """Questions and captions of a file, newest first."""
    asked = [{"is": "question", **told} for told in analyses.asked_about(actor, asset)]
    drafted = [{"is": "caption", **present(caption)} for caption in captions]
    return sorted([*asked, *drafted], key=lambda row: row["created_at"], reverse=True)


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
        "sent": json.dumps(caption.sent, ensure_ascii=False, indent=2),
        "live": caption.state == CaptionState.DRAFTING,
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
        "text": _text(form, key),
        "field": form.schema.field(key),
        "provenance": told["provenance"].get(key, ""),
        "evidence": told["evidence"].get(key, []),
        "faults": told["errors"].get(key, []),
        "stands": told["data"].get(key),
    }


def _text(form: CaptionForm, key: str) -> str:
    """What the input shows: a list as lines."""
    value = form.fields[key].widget.format_value(form[key].value())
    return str(value[0] if isinstance(value, list) and value else value or "")


def _history(shape: Schema, caption: Caption) -> list[dict[str, Any]]:
    """Versions, newest first, each with the fields it changed."""
    versions = sorted(caption.versions.all(), key=lambda version: version.number)
    rows, before = [], None
    for version in versions:
        changes = _changes(shape, before, version)
        rows.append({"version": version, "changes": changes, "first": before is None})
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
