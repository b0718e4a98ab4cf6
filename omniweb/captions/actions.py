"""What people do with captions: have one drafted, edit, restore, approve, reject.

Versions are only ever added. Whoever changes one names the version looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from omniweb.accounts import audit
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import plans
from omniweb.analyses.actions import checked_key
from omniweb.analyses.plans import Estimate
from omniweb.captions import prompt, versions
from omniweb.captions.models import Caption, CaptionState, CaptionVersion
from omniweb.captions.schema import Schema, UnknownSchema, load
from omniweb.errors import Problem
from omniweb.jobs import actions as jobs
from omniweb.library.models import Asset
from omniweb.providers.plan import Plan, Refusal
from omniweb.usage import budgets

KIND = "captions.draft"


def estimate(
    *, actor: Actor, asset: Asset, model: str | None, schema: str, language: str
) -> Estimate:
    """What a draft would send and cost; calls nobody."""
    actor.require(Role.VIEWER)
    try:
        return Estimate.of(_fitted(asset, model, _schema(schema), language))
    except Problem as problem:
        return Estimate.of(Refusal(problem.code, problem.message))


def draft(
    *,
    actor: Actor,
    asset: Asset,
    model: str | None,
    schema: str = "marketing",
    language: str = "",
    key: str | None = None,
) -> Caption:
    """Have a model draft a caption, beside any there is; one key drafts once."""
    actor.require(Role.EDITOR)
    key = checked_key(key)
    found = _drafted(actor, key)
    if found:
        return found
    profile, shape = plans.usable_profile(model), _schema(schema)
    plan = _fitted(asset, profile.name, shape, language)
    if isinstance(plan, Refusal) and plan != plans.PREPARING:
        raise Problem(422, plan.code, plan.message)
    if isinstance(plan, Plan):
        budgets.refuse(actor=actor, plan=plan, now=timezone.now())
    sent = plans.as_json(plan) if isinstance(plan, Plan) else None
    wanted = Caption(
        workspace=actor.workspace,
        asset=asset,
        owner=actor.user,
        schema=shape.name,
        schema_version=shape.version,
        model=profile.name,
        language=language,
        sent=sent,
        idempotency_key=key,
    )
    try:
        return _enqueued(actor, wanted)
    except IntegrityError:
        found = _drafted(actor, key)
        if found is None:
            raise
        return found


def cancel(*, actor: Actor, caption: Caption) -> Caption:
    """Stop a draft that is being written."""
    actor.require(Role.EDITOR)
    if caption.job is not None:
        jobs.cancel(job=caption.job)
    return caption


def edit(
    *, actor: Actor, caption: Caption, data: Mapping[str, Any], version: int
) -> Caption:
    """Save what a person wrote over the version looked at, as a new version.

    Fields left out stay. Problem 412 when somebody saved meanwhile, 422 when a changed
    field does not fit.
    """
    actor.require(Role.EDITOR)
    _refuse_stale(caption, version)
    written = versions.edited(load(caption.schema), versions.current(caption), data)
    if written is None:
        return caption
    return _written(actor, caption, written, version, "edited")


def restore(*, actor: Actor, caption: Caption, number: int, version: int) -> Caption:
    """Make an earlier version the newest again, as a new version."""
    actor.require(Role.EDITOR)
    _refuse_stale(caption, version)
    old = caption.versions.filter(number=number).first()
    if old is None:
        raise Problem(404, "no_version", f"There is no version {number} here.")
    return _written(actor, caption, versions.copied(old), version, "restored")


def approve(
    *, actor: Actor, caption: Caption, version: int | None, now: datetime
) -> Caption:
    """Approve exactly the version looked at; a version with faults is refused."""
    found = versions.current(caption)
    if found is not None and found.errors:
        raise Problem(
            422,
            "caption_has_errors",
            "Some fields do not fit yet. Mend them, then approve.",
            {key: " ".join(said) for key, said in found.errors.items()},
        )
    return _decided(actor, caption, CaptionState.APPROVED, version, now)


def reject(
    *, actor: Actor, caption: Caption, version: int | None, reason: str, now: datetime
) -> Caption:
    """Reject exactly the version looked at, for a reason the author can act on."""
    if not reason.strip():
        sentence = "Write a reason, so that it can be mended."
        raise Problem(422, "no_reason", sentence, {"reason": sentence})
    words = reason.strip()
    return _decided(actor, caption, CaptionState.REJECTED, version, now, words)


def _enqueued(actor: Actor, wanted: Caption) -> Caption:
    with transaction.atomic():
        wanted.job = jobs.enqueue(
            kind=KIND,
            workspace=actor.workspace,
            owner=actor.user,
            args={"asset": str(wanted.asset_id), "schema": wanted.schema},
        )
        return Caption.objects.bulk_create([wanted])[0]


def _decided(
    actor: Actor,
    caption: Caption,
    state: CaptionState,
    version: int | None,
    now: datetime,
    reason: str = "",
) -> Caption:
    actor.require(Role.APPROVER)
    version = caption.version if version is None else version
    _refuse_stale(caption, version)
    if not caption.version:
        raise Problem(409, "no_draft", "There is no draft to decide on. Draft again.")
    with transaction.atomic():
        if not Caption.objects.decide(
            caption.id, state, version, actor.user.pk, now, reason
        ):
            raise _stale(Caption.objects.get(id=caption.id))
        audit.record(
            actor=actor, verb=state.value, subject=str(caption.id), version=version
        )
    caption.refresh_from_db()
    return caption


def _written(
    actor: Actor, caption: Caption, written: CaptionVersion, stale: int, verb: str
) -> Caption:
    with transaction.atomic():
        if not Caption.objects.edit(caption.id, stale):
            raise _stale(Caption.objects.get(id=caption.id))
        written.caption, written.number, written.author = caption, stale + 1, actor.user
        CaptionVersion.objects.bulk_create([written])
        audit.record(actor=actor, verb=verb, subject=str(caption.id), version=stale + 1)
    return Caption.objects.get(id=caption.id)


def _refuse_stale(caption: Caption, version: int) -> None:
    if caption.state == CaptionState.DRAFTING:
        sentence = "This caption is still being drafted. Wait for it, or stop it."
        raise Problem(409, "still_drafting", sentence)
    if caption.version != version:
        raise _stale(caption)


def _stale(caption: Caption) -> Problem:
    return Problem(
        412,
        "stale_version",
        f"Somebody saved version {caption.version} since you opened this caption. "
        "Look at it, then save or decide again.",
    )


def _schema(name: str) -> Schema:
    try:
        return load(name)
    except UnknownSchema as error:
        raise Problem(
            422, "unknown_schema", str(error), {"schema": str(error)}
        ) from None


def _fitted(
    asset: Asset, model: str | None, schema: Schema, language: str
) -> Plan | Refusal:
    profile, facts = plans.usable_profile(model), asset.measured
    if facts is None:
        return plans.PREPARING
    wish = prompt.draft(schema, facts=facts, language=language)
    return plans.plan_for(asset, wish, profile, "caption")


def _drafted(actor: Actor, key: str | None) -> Caption | None:
    if not key:
        return None
    return Caption.objects.filter(
        workspace=actor.workspace, owner=actor.user, idempotency_key=key
    ).first()
