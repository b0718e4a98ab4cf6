"""The work behind an answer in parts: ask each, then make one answer of them all.

What was paid for once is kept with its part and never asked again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.analyses import long, merging, parts, plans
from omniweb.analyses.ask import ask
from omniweb.analyses.merging import Told
from omniweb.analyses.models import Answer, Part
from omniweb.analyses.ready import ready
from omniweb.analyses.resume import finished
from omniweb.analyses.sending import prepared
from omniweb.analyses.structured import Found, found_in
from omniweb.jobs.models import Job
from omniweb.jobs.registry import Failure, Kind, Outcome, Waits
from omniweb.jobs.run import Run
from omniweb.library.models import Asset
from omniweb.providers.plan import Plan, Refusal, Turn, Wish
from omniweb.usage import ledger

MEND = """\
Your answer could not be read as one JSON object of the schema. Write it again as that \
object alone, without any word before or after it. Change nothing else."""
UNREADABLE = Failure(
    "unreadable_reply",
    "The model's reply could not be read as a list of events, and asking it to put "
    "that right did not help. Run this part again, or choose another model.",
    "you",
    billed=True,
)


async def merged(run: Run, answer: Answer, asset: Asset) -> Waits | None:
    """One step of an answer in parts: wait for those to come, or answer from them all.

    None once the answer is in the log. Raises Failure when no part was answered.
    """
    level = await sync_to_async(parts.level)(answer)
    if level.idle:
        begin = partial(parts.begin, parts=level.idle)
        return Waits(begin, f"Asking about {len(level.idle)} parts")
    if not level.answered:
        raise _nothing(level.missing)
    told = parts.told(level.answered)
    plan = await sync_to_async(_last_plan)(answer, level, told)
    if isinstance(plan, Plan):
        await run.log.state("running", "Putting the parts together")
        await ask(run, plan, asset, purpose="merge")
        return None
    groups = await sync_to_async(_groups)(answer, told)
    if not groups:
        raise Failure(plan.code, plan.message, "you", billed=False)
    return Waits(partial(_reduce, answer, groups), "Putting parts together in groups")


async def run_part(run: Run) -> str:
    """Ask about one part, or reduce a group of them; the conversation's address."""
    rows = Part.objects.select_related("answer__analysis__asset")
    part = await rows.filter(job=run.job).order_by("id").afirst()
    if part is None:
        raise Failure("part_gone", "This part is not wanted any more.", billed=False)
    left = await finished(run)
    if left is not None:
        text = left.text
    else:
        text = await (_ask_part if part.level == 0 else _ask_group)(run, part)
    found = Found(text.strip()) if part.level else found_in(text, part.span)
    if found is None:
        found = await _mended(run, part, text)
    await sync_to_async(_keep)(run.job, found)
    return f"/conversations/{part.answer.analysis.conversation_id}/"


def settle_part(job: Job, outcome: Outcome) -> None:
    """Close what stands open in the ledger; the part's row was kept before."""
    ledger.abandon(job=job, now=timezone.now())


async def _ask_part(run: Run, part: Part) -> str:
    asset = await ready(run, part.answer.analysis.asset_id)
    plan = await prepared(run, partial(_part_plan, part, asset), asset)
    reply = await ask(run, plan, asset, purpose="part")
    return reply.text


async def _ask_group(run: Run, part: Part) -> str:
    plan = await sync_to_async(_group_plan)(part)
    reply = await ask(run, plan, part.answer.analysis.asset, purpose="merge")
    return reply.text


async def _mended(run: Run, part: Part, text: str) -> Found:
    """Ask once more, with the reply and without the file; raises Failure."""
    plan = await sync_to_async(_mending_plan)(part, text)
    if not isinstance(plan, Plan):
        raise UNREADABLE
    await run.restart()
    await run.log.state("running", "Having the reply put right")
    reply = await ask(run, plan, part.answer.analysis.asset, purpose="repair")
    found = found_in(reply.text, part.span)
    if found is None:
        raise UNREADABLE
    return found


def _keep(job: Job, found: Found) -> None:
    Part.objects.filter(job=job).update(
        text=found.text, events=list(found.events), notes=list(found.notes)
    )


def _part_wish(part: Part) -> Wish:
    count = part.answer.parts.filter(level=0).count()
    kind = part.answer.analysis.asset.kind
    asked = parts.wish_for(part.answer)
    return long.part_wish(
        asked, part.span, number=part.position, count=count, kind=kind
    )


def _part_plan(part: Part, asset: Asset) -> Plan:
    profile = plans.usable_profile(part.answer.analysis.model)
    plan = _fitting(plans.plan_for(asset, _part_wish(part), profile, "part"))
    Part.objects.filter(id=part.id).update(sent=plans.as_json(plan))
    return plan


def _group_plan(part: Part) -> Plan:
    asset = part.answer.analysis.asset
    wish = parts.wish_for(part.answer)
    wish = merging.group_wish(wish, parts.below(part), asset.kind)
    plan = _fitting(_text_plan(part.answer, wish, "merge"))
    Part.objects.filter(id=part.id).update(sent=plans.as_json(plan))
    return plan


def _mending_plan(part: Part, text: str) -> Plan | Refusal:
    asked = _part_wish(part)
    turns = (Turn("user", asked.prompt), Turn("assistant", text or "{}"))
    wish = Wish(prompt=MEND, json_schema=asked.json_schema, history=turns)
    return _text_plan(part.answer, wish, "repair")


def _last_plan(
    answer: Answer, level: parts.Level, told: Sequence[Told]
) -> Plan | Refusal:
    missing = [part.span for part in level.missing]
    kind = answer.analysis.asset.kind
    wish = merging.wish(parts.wish_for(answer), told, missing, kind)
    return _text_plan(answer, wish, "merge")


def _groups(answer: Answer, told: Sequence[Told]) -> list[list[Told]]:
    asked, kind = parts.wish_for(answer), answer.analysis.asset.kind

    def fits(some: Sequence[Told]) -> bool:
        wish = merging.group_wish(asked, some, kind)
        return isinstance(_text_plan(answer, wish, "merge"), Plan)

    return merging.groups(told, fits)


def _reduce(answer: Answer, groups: Sequence[Sequence[Told]], job: Job) -> None:
    parts.begin(job, parts.raise_level(answer, groups))


def _text_plan(answer: Answer, wish: Wish, purpose: str) -> Plan | Refusal:
    analysis = answer.analysis
    profile = plans.usable_profile(analysis.model)
    return long.text_plan(analysis.asset, wish, profile, purpose)


def _fitting(found: Plan | Refusal) -> Plan:
    if isinstance(found, Refusal):
        raise Failure(found.code, found.message, "you", billed=False)
    return found


def _nothing(missing: Sequence[Part]) -> Failure:
    """Why no part was answered: the first one's reason stands for all."""
    errors = [part.job.error for part in missing if part.job and part.job.error]
    if not errors:
        return Failure("no_part_answered", "All parts were stopped. Ask again.")
    first = errors[0]
    message = f"None of the {len(missing)} parts was answered: {first['message']}"
    return Failure(first["code"], message, first["who"], first["billed"])


PART = Kind(parts.KIND, "model", run_part, settle_part)
