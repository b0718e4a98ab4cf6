"""Gets the files of a plan ready to go: makes forms that are missing, then addresses.

It decides nothing of what is sent, and calls no model.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.conf import settings

from omniweb.jobs.registry import Failure
from omniweb.jobs.run import Run
from omniweb.library import renditions
from omniweb.library.models import Asset
from omniweb.library.refusals import Rejected
from omniweb.providers import request
from omniweb.providers.plan import Plan
from omniweb.providers.recipes import Recipe, Sendable

# A signed address must outlive the endpoint's own retries of the fetch.
SIGNED_S = 3600
# Calls wait for the network by the dozen, encoders keep a processor busy each.
_encoders: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
    WeakKeyDictionary()
)


async def prepared(run: Run, plan_now: Callable[[], Plan], asset: Asset) -> Plan:
    """The plan once all that it sends stands.

    What was foretold of a form is measured once it is made, so the plan is made anew
    with each; the forms are few, so this ends. Raises Failure.
    """
    while True:
        plan = await sync_to_async(plan_now)()
        missing = await sync_to_async(_missing)(plan, asset)
        if missing is None:
            return plan
        await run.log.state("preparing", f"Preparing the file: {missing.said}")
        await _make(asset, missing)


async def addresses(plan: Plan, asset: Asset) -> list[list[str]]:
    """For each file of the plan its data URIs, or a URL that is signed now.

    A job may have stood in the queue, and a call may be sent again an hour later.
    """
    return [
        await asyncio.to_thread(_addressed, plan, asset, sendable)
        for sendable in plan.media
    ]


def _missing(plan: Plan, asset: Asset) -> Recipe | None:
    made = set(asset.renditions.values_list("spec", flat=True))
    wanted = (sendable.recipe for sendable in plan.media)
    return next((recipe for recipe in wanted if recipe.spec not in made), None)


async def _make(asset: Asset, recipe: Recipe) -> None:
    """Make one form in a thread, as many at once as files are prepared."""
    loop = asyncio.get_running_loop()
    if loop not in _encoders:
        _encoders[loop] = asyncio.Semaphore(settings.JOB_LANES["media"])
    async with _encoders[loop]:
        await _encode(asset, recipe)


async def _encode(asset: Asset, recipe: Recipe) -> None:
    """A cancel ends the encoder before anybody hears of the end."""
    stop = threading.Event()
    work = asyncio.ensure_future(
        asyncio.to_thread(renditions.make, asset, recipe, stop)
    )
    try:
        await asyncio.shield(work)
    except Rejected as refused:
        raise Failure(refused.code, refused.sentence, "you", billed=False) from refused
    finally:
        stop.set()
        await asyncio.wait([work])
        work.exception()  # heard, whether or not anybody is left to tell


def _addressed(plan: Plan, asset: Asset, sendable: Sendable) -> list[str]:
    rendition = renditions.get(asset, sendable.spec)
    if plan.delivery == "url":
        return [renditions.signed_url(rendition, SIGNED_S) or ""]
    return [
        request.data_uri(sendable.facts.mime, raw, plan.profile)
        for raw in renditions.read_pieces(rendition)
    ]
