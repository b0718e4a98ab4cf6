"""What people do with questions: ask, follow up, stop, ask again, know the price.

Each verb changes rows and wakes a job; none calls a model itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import history, plans
from omniweb.analyses.models import Analysis, Answer, Conversation
from omniweb.analyses.options import Options
from omniweb.analyses.plans import Estimate
from omniweb.errors import Problem
from omniweb.jobs import actions as jobs
from omniweb.jobs.models import LIVE
from omniweb.library.models import Asset
from omniweb.providers.plan import Plan, Refusal, Wish
from omniweb.usage import budgets

KIND = "analyses.answer"
LONGEST_PROMPT, LONGEST_KEY = 20_000, 120
Sent = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks: the words, of which model, and how."""

    prompt: str
    model: str
    options: Options


def estimate(*, actor: Actor, asset: Asset, model: str | None, wish: Wish) -> Estimate:
    """What asking this would send and cost; calls nobody."""
    actor.require(Role.VIEWER)
    try:
        profile = plans.usable_profile(model)
    except Problem as problem:
        return Estimate(None, Refusal(problem.code, problem.message))
    found = Estimate.of(plans.plan_for(asset, wish, profile))
    long = found.refusal is not None and found.refusal.code == "too_long"
    parts = plans.parts(asset, profile) if long else ()
    return replace(found, presets=plans.presets(asset, wish, profile), parts=parts)


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
    sent = _planned(actor, asset, question, options.wish(question.prompt))
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
    _refuse_while_answering(conversation)
    position = conversation.analyses.count() + 1
    earlier = history.up_to(conversation.id, position)
    sent = _planned(actor, asset, question, options.wish(question.prompt, earlier))
    try:
        with transaction.atomic():
            return _ask(actor, conversation, position, question, sent, key)
    except IntegrityError:
        if key:
            return _asked_meanwhile(actor, asset, question, key)
        raise _still_answering() from None


def cancel(*, actor: Actor, analysis: Analysis) -> Analysis:
    """Stop the answer; what arrived is kept. Stopping twice changes nothing."""
    actor.require(Role.EDITOR)
    jobs.cancel(job=analysis.answer.job)
    return analysis


def retry(*, actor: Actor, analysis: Analysis) -> Analysis:
    """Ask the same again; the new answer stands beside the earlier ones.

    While an answer is still on its way nothing is asked, so a double click pays once.
    """
    actor.require(Role.EDITOR)
    last = analysis.answer
    if last.job.status in LIVE:
        return analysis
    _refuse_while_answering(analysis.conversation)
    options = Options.from_json(analysis.options)
    question = Question(analysis.prompt, analysis.model, options)
    wish = options.wish(analysis.prompt, history.before(analysis))
    sent = _planned(actor, analysis.asset, question, wish)
    try:
        with transaction.atomic():
            _answer(actor, analysis, last.number + 1, sent)
    except IntegrityError:
        pass  # somebody else asked again at the same moment: their answer is it
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
    _answer(actor, analysis, 1, sent)
    return analysis


def _answer(actor: Actor, analysis: Analysis, number: int, sent: Sent) -> None:
    job = jobs.enqueue(
        kind=KIND,
        workspace=actor.workspace,
        owner=actor.user,
        args={"analysis": str(analysis.id), "number": number},
    )
    Answer.objects.create(analysis=analysis, number=number, job=job, sent=sent)


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
        raise _still_answering()
    return found


def _planned(actor: Actor, asset: Asset, question: Question, wish: Wish) -> Sent:
    """What will be sent, or None while the file is prepared; Problem if it cannot."""
    found = plans.plan_for(asset, wish, plans.usable_profile(question.model))
    if isinstance(found, Plan):
        budgets.refuse(actor=actor, plan=found, now=timezone.now())
        return plans.as_json(found)
    if found != plans.PREPARING:
        raise Problem(422, found.code, found.message)
    return None


def _refuse_while_answering(conversation: Conversation) -> None:
    live = Answer.objects.filter(
        analysis__conversation=conversation, job__status__in=LIVE
    )
    if live.exists():
        raise _still_answering()


def _still_answering() -> Problem:
    return Problem(
        409,
        "still_answering",
        "An earlier question here is still being answered. Wait for it, or stop it.",
    )
