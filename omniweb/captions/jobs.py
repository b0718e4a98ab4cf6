"""The work behind a draft: ask, read the reply, have it mended once, settle."""

from __future__ import annotations

from functools import partial

from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.analyses import plans
from omniweb.analyses.ask import ask
from omniweb.analyses.jobs import planned
from omniweb.analyses.ready import ready
from omniweb.analyses.resume import finished
from omniweb.analyses.sending import prepared
from omniweb.captions import prompt, versions
from omniweb.captions.models import Caption, CaptionVersion
from omniweb.captions.reply import Draft, mended, parse
from omniweb.captions.schema import Schema, load
from omniweb.errors import Problem
from omniweb.facts import MediaFacts
from omniweb.jobs.models import Job
from omniweb.jobs.registry import Failure, Kind, Outcome
from omniweb.jobs.run import Run
from omniweb.library.models import Asset
from omniweb.providers import fit
from omniweb.providers.plan import Plan, Refusal, Wish
from omniweb.usage import learning, ledger


async def run_draft(run: Run) -> str:
    """Draft the caption of the job; the address of its page.

    A draft is kept before it is mended, so that a crash or a stop costs no words.
    """
    caption = await Caption.objects.aget(job=run.job)
    url = f"/captions/{caption.id}/"
    if await caption.versions.aexists():
        return url
    left = await finished(run)
    asset = await ready(run, caption.asset_id)
    facts, schema = _facts(asset), load(caption.schema)
    wish = prompt.draft(schema, facts=facts, language=caption.language)
    if left is not None:
        text, finish = left.text, str((left.usage or {}).get("finish", ""))
    else:
        plan = await prepared(run, partial(_plan, caption, asset, wish), asset)
        reply = await ask(run, plan, asset, purpose="caption")
        text, finish = reply.text, reply.finish
    _refuse_cut_off(finish)
    draft = parse(text, schema, duration_s=facts.duration_s)
    await sync_to_async(_keep)(caption, draft)
    if draft.errors:
        await _mend(run, caption, asset, schema, wish, text, draft)
    return url


def settle_draft(job: Job, outcome: Outcome) -> None:
    """Show the newest draft to people, or say that none came."""
    caption = Caption.objects.filter(job=job).first()
    if caption is None:
        return
    newest = versions.current(caption)
    if newest is None:
        Caption.objects.fail(caption.id)
    else:
        Caption.objects.settle_draft(caption.id, newest.number)
    ledger.abandon(job=job, now=timezone.now())


async def _mend(
    run: Run,
    caption: Caption,
    asset: Asset,
    schema: Schema,
    wish: Wish,
    text: str,
    draft: Draft,
) -> None:
    """Ask once more, with the faults and without the file; the draft stands anyway."""
    again = prompt.repair(wish, reply=text, errors=draft.errors)
    try:
        plan = await sync_to_async(_repair_plan)(caption, again)
        if plan is None:
            return
        await run.restart()
        await run.log.state("running", "Having the draft put right")
        reply = await ask(run, plan, asset, purpose="repair")
        _refuse_cut_off(reply.finish)
    except (Failure, Problem) as found:
        await run.log.state("running", f"{found.message} The first draft is kept.")
        return
    duration_s = _facts(asset).duration_s
    second = parse(reply.text, schema, duration_s=duration_s)
    await sync_to_async(_keep)(caption, mended(draft, second))


def _plan(caption: Caption, asset: Asset, wish: Wish) -> Plan:
    plan = planned(asset, wish, caption.model, "caption")
    Caption.objects.filter(id=caption.id).update(sent=plans.as_json(plan))
    return plan


def _repair_plan(caption: Caption, wish: Wish) -> Plan | None:
    profile = plans.usable_profile(caption.model)
    taught = learning.correction(profile.name, "repair", workspace=caption.workspace_id)
    found = fit.fit(None, wish, profile, can_sign_urls=False, correction=taught)
    return None if isinstance(found, Refusal) else found


def _keep(caption: Caption, draft: Draft) -> None:
    version = versions.drafted(draft)
    version.caption, version.number = caption, caption.versions.count() + 1
    CaptionVersion.objects.bulk_create([version])


def _facts(asset: Asset) -> MediaFacts:
    if asset.measured is None:
        raise Failure("no_facts", "The file was never measured. Upload it again.")
    return asset.measured


def _refuse_cut_off(finish: str) -> None:
    if finish == "length":
        raise Failure(
            "cut_off",
            "The model stopped at its length limit, so the caption is not whole. What "
            "it wrote is kept. Draft again, or choose another model.",
            "you",
            billed=True,
        )


DRAFT = Kind("captions.draft", "model", run_draft, settle_draft)
