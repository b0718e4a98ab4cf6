"""Makes a caption's next version from what a model or a person wrote; stores none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from omniweb.captions import forms
from omniweb.captions.models import Caption, CaptionVersion
from omniweb.captions.reply import Draft
from omniweb.captions.schema import Schema
from omniweb.errors import Problem

PERSON, MODEL = "person", "model"


def current(caption: Caption) -> CaptionVersion | None:
    """The newest version, from the rows at hand; None before there is any."""
    return max(caption.versions.all(), key=lambda found: found.number, default=None)


def drafted(draft: Draft) -> CaptionVersion:
    """A model's draft as a version without a number."""
    said = {key for key, value in draft.data.items() if value not in ("", [], None)}
    return CaptionVersion(
        data=draft.data,
        provenance=dict.fromkeys(sorted(said), MODEL),
        evidence=draft.evidence,
        errors=draft.errors,
    )


def edited(
    schema: Schema, now: CaptionVersion | None, data: Mapping[str, Any]
) -> CaptionVersion | None:
    """A person's values over a version; None when nothing changed.

    Fields left out stay. Only changed fields count as the person's, and only these
    must fit, else Problem 422: a draft's fault elsewhere stays marked.
    """
    _refuse_unknown(schema, data)
    before = now.data if now else {field.key: field.empty for field in schema.fields}
    clean, errors = forms.check(schema, {**before, **data})
    changed = [key for key in clean if clean[key] != before.get(key)]
    refused = {key: " ".join(errors[key]) for key in changed if key in errors}
    if refused:
        sentence = "Some fields do not fit. What you wrote is not lost: mend these."
        raise Problem(422, "invalid_caption", sentence, refused)
    if now is not None and not changed:
        return None
    marks = now.provenance if now else {}
    return CaptionVersion(
        data=clean,
        provenance={**marks, **dict.fromkeys(changed, PERSON)},
        evidence=now.evidence if now else {},
        errors=errors,
    )


def copied(old: CaptionVersion) -> CaptionVersion:
    """The same words again, as a version without a number."""
    return CaptionVersion(
        data=old.data,
        provenance=old.provenance,
        evidence=old.evidence,
        errors=old.errors,
    )


def _refuse_unknown(schema: Schema, data: Mapping[str, Any]) -> None:
    known = {field.key for field in schema.fields}
    unknown = {key: "There is no such field." for key in data if key not in known}
    if unknown:
        sentence = f"The schema {schema.name} has no {', '.join(unknown)}."
        raise Problem(422, "unknown_field", sentence, unknown)
