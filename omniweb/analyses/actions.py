"""What people do with questions: ask, follow up, stop, ask again, know the price.

Each verb changes rows and wakes a job; none calls a model itself.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import IntegrityError, transaction

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import history, long, plans
from omniweb.analyses.models import Analysis, Conversation
from omniweb.analyses.options import Options
from omniweb.analyses.plans import Estimate
from omniweb.analyses.putting import (
    Question,
    Sent,
    answer,
    planned,
    refuse_while_answering,
    still_answering,
)
from omniweb.analyses.putting import retry as retry
from omniweb.analyses.putting import retry_part as retry_part
from omniweb.errors import Problem
from omniweb.jobs import actions as jobs
from omniweb.library.models import Asset
from omniweb.providers.plan import Refusal, Wish

LONGEST_PROMPT, LONGEST_KEY = 20_000, 120


def estimate(
    *,
    actor: Actor,
    asset: Asset,
    model: str | None,
    wish: Wish,
    options: Options | None = None,
) -> Estimate:
    """What asking this would send and cost; calls nobody.

    options say whether a clip is asked about in parts, the wish all else.
    """
    actor.require(Role.VIEWER)
    try:
        profile = plans.usable_profile(model)
    except Problem as problem:
        return Estimate(None, Refusal(problem.code, problem.message))
    found = long.plan_for(asset, options or Options(), wish, profile)
    presets = plans.presets(asset, wish, profile)
    if isinstance(found, long.Long):
        return Estimate(found.total, None, presets, found.spans)
    offered = long.offered(asset, wish, profile, found)
    return replace(Estimate.of(found), presets=presets, parts=offered)


def start(
    *,
    actor: Actor,
    asset: Asset,
    model: str | None,
    prompt: str,
    options: Options,
    key: str | None = None,
) -> Analysis:
    """Ask a first question about a file; the same key never asks twice.

    A file that is not ready yet is waited for. Problem where it cannot be sent.
    """
    actor.require(Role.EDITOR)
    question = _question(model, prompt, options)
    found = _asked(actor, asset, question, key)
    if found:
        return found
    sent = planned(actor, asset, question, options.wish(question.prompt))
    try:
        with transaction.atomic():
            conversation = Conversation.objects.create(
                workspace=actor.workspace, asset=asset, owner=actor.user
            )
            return _ask(actor, conversation, 1, question, sent, key)
    except IntegrityError:
        return _asked_meanwhile(actor, asset, question, key)


def follow_up(
    *,
    actor: Actor,
    analysis: Analysis,
    prompt: str,
    options: Options | None = None,
    model: str | None = None,
    key: str | None = None,
) -> Analysis:
    """Ask a further question in the same conversation, of the same model by default.

    Problem 409 while an earlier question is still being answered.
    """
    actor.require(Role.EDITOR)
    options = options or Options.from_json(analysis.options)
    question = _question(model or analysis.model, prompt, options)
    conversation, asset = analysis.conversation, analysis.asset
    found = _asked(actor, asset, question, key)
    if found:
        return found
    refuse_while_answering(conversation)
    position = conversation.analyses.count() + 1
    earlier = history.up_to(conversation.id, position)
    sent = planned(actor, asset, question, options.wish(question.prompt, earlier))
    try:
        with transaction.atomic():
            return _ask(actor, conversation, position, question, sent, key)
    except IntegrityError:
        if key:
            return _asked_meanwhile(actor, asset, question, key)
        raise still_answering() from None


def cancel(*, actor: Actor, analysis: Analysis) -> Analysis:
    """Stop the answer; what arrived is kept. Stopping twice changes nothing."""
    actor.require(Role.EDITOR)
    jobs.cancel(job=analysis.answer.job)
    return analysis


def checked_key(key: str | None) -> str | None:
    """An Idempotency-Key that can be kept; None for none."""
    if key and len(key) > LONGEST_KEY:
        sentence = f"Send an Idempotency-Key of at most {LONGEST_KEY} characters."
        raise Problem(400, "key_too_long", sentence)
    return key or None


def _question(model: str | None, prompt: str, options: Options) -> Question:
    words = prompt.strip()
    if len(words) > LONGEST_PROMPT:
        sentence = f"Shorten the question to {LONGEST_PROMPT:,} characters."
        raise Problem(422, "question_too_long", sentence, {"prompt": sentence})
    return Question(words, plans.usable_profile(model).name, options)


def _ask(
    actor: Actor,
    conversation: Conversation,
    position: int,
    question: Question,
    sent: Sent,
    key: str | None,
) -> Analysis:
    analysis = Analysis.objects.create(
        workspace=actor.workspace,
        conversation=conversation,
        asset=conversation.asset,
        owner=actor.user,
        position=position,
        model=question.model,
        prompt=question.prompt,
        options=question.options.to_json(),
        idempotency_key=key or None,
    )
    answer(actor, analysis, 1, sent)
    return analysis


def _asked(
    actor: Actor, asset: Asset, question: Question, key: str | None
) -> Analysis | None:
    """The analysis that the key made before; Problem when it asked something else."""
    if checked_key(key) is None:
        return None
    found = Analysis.objects.filter(
        workspace=actor.workspace, owner=actor.user, idempotency_key=key
    ).first()
    if found is None:
        return None
    asked = Question(found.prompt, found.model, Options.from_json(found.options))
    if found.asset_id != asset.id or asked != question:
        raise Problem(
            409,
            "key_reused",
            "This Idempotency-Key belongs to another question. Send a new key.",
        )
    return found


def _asked_meanwhile(
    actor: Actor, asset: Asset, question: Question, key: str | None
) -> Analysis:
    found = _asked(actor, asset, question, key)
    if found is None:
        raise still_answering()
    return found
