"""The work behind an answer: wait for the file, ask, keep the speech, settle."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.analyses import history, narration, parts, plans
from omniweb.analyses.ask import ask
from omniweb.analyses.models import Answer, Part
from omniweb.analyses.options import Options
from omniweb.analyses.part_jobs import merged
from omniweb.analyses.ready import ready
from omniweb.analyses.resume import finished
from omniweb.analyses.sending import prepared
from omniweb.errors import Problem
from omniweb.jobs import read
from omniweb.jobs.models import Event, Job, Status
from omniweb.jobs.registry import Failure, Kind, Outcome, Waits
from omniweb.jobs.run import Run
from omniweb.library.models import Asset
from omniweb.providers.plan import Plan, Refusal, Wish
from omniweb.usage import ledger

logger = logging.getLogger(__name__)


async def run_answer(run: Run) -> str | Waits:
    """Answer the question of the job; the address of its conversation.

    A clip that is asked about in parts makes it wait for them, and answer from them.
    """
    answer = await Answer.objects.select_related("analysis__asset").aget(job=run.job)
    if await finished(run) is None:
        asset = await ready(run, answer.analysis.asset_id)
        if await sync_to_async(_in_parts)(answer, asset):
            waits = await merged(run, answer, asset)
            if waits is not None:
                return waits
        else:
            plan = await prepared(run, partial(_plan, answer, asset), asset)
            await ask(run, plan, asset, purpose="answer")
    await run.log.flush()
    await _keep_speech(answer)
    return f"/conversations/{answer.analysis.conversation_id}/"


def settle_answer(job: Job, outcome: Outcome) -> None:
    """Fold the log into the answer; what arrived before a failure stays."""
    found = read.transcript(job.id)
    arrived = bool(found.text or found.samples)
    first = _first_delta(job)
    Answer.objects.filter(job=job).update(
        text=found.text,
        reasoning=found.reasoning,
        partial=arrived and (outcome.status != Status.DONE or _gaps(job)),
        finish=str((found.usage or {}).get("finish", ""))[:20],
        narration_s=found.samples / narration.RATE if found.samples else None,
        first_delta_s=first and (first.at - job.created_at).total_seconds(),
    )
    ledger.abandon(job=job, now=timezone.now())


def _in_parts(answer: Answer, asset: Asset) -> bool:
    """Whether the answer has parts; they are laid out when it is first worked on."""
    if answer.parts.exists():
        return True
    answer.analysis.asset = asset
    try:
        found = parts.plan(answer)
    except Problem as problem:
        raise Failure(problem.code, problem.message, "admin", billed=False) from None
    if found is None:
        return False
    parts.make(answer, found)
    return True


def _gaps(job: Job) -> bool:
    """Whether a part of the answer is missing."""
    rows = Part.objects.filter(answer__job=job, level=0)
    return rows.exclude(job__status=Status.DONE).exists()


def planned(asset: Asset, wish: Wish, model: str, purpose: str = "answer") -> Plan:
    """The plan of a call that goes out now; Failure when it does not fit."""
    try:
        plan = plans.plan_for(asset, wish, plans.usable_profile(model), purpose)
    except Problem as problem:
        raise Failure(problem.code, problem.message, "admin", billed=False) from None
    if isinstance(plan, Refusal):
        raise Failure(plan.code, plan.message, "you", billed=False)
    return plan


async def _keep_speech(answer: Answer) -> None:
    pieces = await sync_to_async(lambda: list(read.pcm(answer.job_id)))()
    try:
        # The file may go to storage far away; rows wait for no network.
        key = await asyncio.to_thread(narration.store, answer, pieces)
    except OSError:
        # The answer is whole and paid for; the file is made when it is asked for.
        logger.exception("The narration of answer %s could not be stored.", answer.id)
    else:
        await sync_to_async(narration.note)(answer, key)


def _plan(answer: Answer, asset: Asset) -> Plan:
    analysis = answer.analysis
    options = Options.from_json(analysis.options)
    wish = options.wish(analysis.prompt, history.before(analysis))
    plan = planned(asset, wish, analysis.model)
    Answer.objects.filter(id=answer.id).update(sent=plans.as_json(plan))
    return plan


def _first_delta(job: Job) -> Event | None:
    heard = Event.objects.filter(job=job, kind__in=["text", "reasoning", "audio"])
    return heard.order_by("seq").first()


ANSWER = Kind("analyses.answer", "model", run_answer, settle_answer)
