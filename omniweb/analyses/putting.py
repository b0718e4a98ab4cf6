"""Puts questions to rows and jobs: what they will send, their answers, again.

It never calls a model itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import history, long, parts, plans
from omniweb.analyses.models import Analysis, Answer, Conversation, Part
from omniweb.analyses.options import Options
from omniweb.errors import Problem
from omniweb.jobs import actions as jobs
from omniweb.jobs.family import NotWaiting
from omniweb.jobs.models import LIVE, Status
from omniweb.library.models import Asset
from omniweb.providers.plan import Plan, Wish
from omniweb.usage import budgets

KIND = "analyses.answer"
Sent = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asks: the words, of which model, and how."""

    prompt: str
    model: str
    options: Options


def planned(actor: Actor, asset: Asset, question: Question, wish: Wish) -> Sent:
    """What will be sent, or None while the file is prepared; Problem if it cannot."""
    profile = plans.usable_profile(question.model)
    found = long.plan_for(asset, question.options, wish, profile)
    if isinstance(found, long.Long):
        found = found.total
    if isinstance(found, Plan):
        budgets.refuse(actor=actor, plan=found, now=timezone.now())
        return plans.as_json(found)
    if found != plans.PREPARING:
        raise Problem(422, found.code, found.message)
    return None


def refuse_while_answering(conversation: Conversation) -> None:
    """Problem 409 while an answer of the conversation is on its way."""
    live = Answer.objects.filter(
        analysis__conversation=conversation, job__status__in=LIVE
    )
    if live.exists():
        raise still_answering()


def still_answering() -> Problem:
    """Why nothing further can be asked now."""
    return Problem(
        409,
        "still_answering",
        "An earlier question here is still being answered. Wait for it, or stop it.",
    )


def answer(actor: Actor, analysis: Analysis, number: int, sent: Sent) -> Answer:
    """A further answer to a question, with the job that makes it."""
    job = jobs.enqueue(
        kind=KIND,
        workspace=actor.workspace,
        owner=actor.user,
        args={"analysis": str(analysis.id), "number": number},
    )
    return Answer.objects.create(analysis=analysis, number=number, job=job, sent=sent)


def retry(*, actor: Actor, analysis: Analysis) -> Analysis:
    """Ask the same again; the new answer stands beside the earlier ones.

    While an answer is still on its way nothing is asked, so a double click pays once.
    Of an answer in parts that is not whole, only what is missing is asked.
    """
    actor.require(Role.EDITOR)
    last = analysis.answer
    if last.job.status in LIVE:
        return analysis
    refuse_while_answering(analysis.conversation)
    if parts.worth_handing_on(last):
        return _again(actor, analysis, last)
    options = Options.from_json(analysis.options)
    question = Question(analysis.prompt, analysis.model, options)
    wish = options.wish(analysis.prompt, history.before(analysis))
    sent = planned(actor, analysis.asset, question, wish)
    try:
        with transaction.atomic():
            answer(actor, analysis, last.number + 1, sent)
    except IntegrityError:
        pass  # somebody else asked again at the same moment: their answer is it
    return analysis


def retry_part(*, actor: Actor, analysis: Analysis, position: int) -> Analysis:
    """Ask about one part again, which was not answered; then the answer is made anew.

    While the others are still at work it joins them. Problem 404 or 409 where there
    is no such part, or nothing to ask.
    """
    actor.require(Role.EDITOR)
    last = analysis.answer
    part = last.parts.filter(level=0, position=position).select_related("job").first()
    if part is None:
        raise Problem(404, "no_part", f"This answer has no part {position}.")
    if part.answered:
        sentence = "This part was answered. Only parts that failed are asked again."
        raise Problem(409, "part_answered", sentence)
    if part.job is None or not part.job.ended:
        return analysis
    if last.job.status in LIVE:
        return _joined(analysis, last, part)
    refuse_while_answering(analysis.conversation)
    return _again(actor, analysis, last, part)


def _joined(analysis: Analysis, last: Answer, part: Part) -> Analysis:
    """Begin the part anew beside the others that the answer waits for."""
    if last.job.status != Status.WAITING or last.parts.filter(level__gt=0).exists():
        raise still_answering()
    try:
        with transaction.atomic():
            parts.begin(last.job, [part])
    except NotWaiting:
        raise still_answering() from None
    return analysis


def _again(
    actor: Actor, analysis: Analysis, last: Answer, part: Part | None = None
) -> Analysis:
    """A further answer from the parts of the last one, of which some are asked anew."""
    try:
        with transaction.atomic():
            made = answer(actor, analysis, last.number + 1, last.sent)
            parts.hand_on(last, made, part)
    except IntegrityError:
        pass  # somebody else did at the same moment: their answer is it
    return analysis
