"""Prepares an asset as a job: checking, preparing, storing; it asks no model."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction

from omniweb.facts import MediaFacts
from omniweb.jobs.models import Job, Status
from omniweb.jobs.registry import Failure, Outcome
from omniweb.jobs.run import Run
from omniweb.library import jail, keys, probe, renditions, timeline, transform
from omniweb.library.models import Asset, Rendition, State
from omniweb.library.refusals import Rejected
from omniweb.storage import local_copy
from omniweb.work import work_directory

SAID = {
    "fetching": "Fetching the file from storage",
    "checking": "Checking the file",
    "preparing": "Preparing the file",
    "storing": "Storing what was prepared",
}
GONE = "The file was deleted before it was prepared."
KIND = "library.prepare"
STOPPED = "Preparing this file was stopped. Prepare it again when you like."


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is: so many of all, in seconds of the file or in pieces."""

    stage: str
    done: float = 0
    total: float = 0
    unit: str = "s"


Tell = Callable[[Step], None]


async def prepare(run: Run) -> str:
    """Measure, render and store one asset; what was made before is made anew."""
    url = f"/assets/{run.job.args['asset']}/"
    asset = await Asset.objects.filter(id=run.job.args["asset"]).afirst()
    if asset is None:
        raise Failure("gone", GONE, "you", False)
    if asset.state == State.READY:
        return url
    if run.attempt > 1:
        await run.restart()
    await sync_to_async(_begin)(asset)
    try:
        facts, rows = await _worked(run, asset)
    except Rejected as refused:
        raise Failure(refused.code, refused.sentence, "you", False) from refused
    await sync_to_async(_finish)(asset, facts, rows)
    return url


async def _worked(run: Run, asset: Asset) -> tuple[MediaFacts, list[Rendition]]:
    """Do the heavy part in a thread and tell its steps; a cancel ends both."""
    loop, stop = asyncio.get_running_loop(), threading.Event()
    steps: asyncio.Queue[Step | None] = asyncio.Queue()

    def tell(step: Step | None) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    work = asyncio.ensure_future(asyncio.to_thread(_work, asset, tell, stop))
    work.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        await _told(run, steps)
        return await work
    finally:
        stop.set()
        # The child and its directory are gone before anybody hears of the end.
        await asyncio.wait([work])
        work.exception()  # heard, whether or not anybody is left to tell


async def _told(run: Run, steps: asyncio.Queue[Step | None]) -> None:
    stage = ""
    while step := await steps.get():
        if step.stage != stage:
            stage = step.stage
            await run.log.state("preparing", SAID[stage])
        await run.log.progress(stage, step.done, step.total, step.unit)


def _work(
    asset: Asset, tell: Tell, stop: threading.Event
) -> tuple[MediaFacts, list[Rendition]]:
    parent, fetched = Path(settings.DATA_DIR) / "work", _fetching(tell, stop)
    with (
        local_copy(asset.original, fetched) as path,
        work_directory(parent) as work,
    ):
        tell(Step("checking"))
        found = probe.inspect(path, stop, Path(work))
        total = found.facts.duration_s or 0
        tell(Step("preparing", 0, total))
        made = transform.render(
            path,
            found,
            Path(work),
            progress=lambda done: tell(Step("preparing", round(done, 1), total)),
            stop=stop,
        )
        rows = []
        for n, one in enumerate(made):
            if stop.is_set():
                raise jail.Stopped(STOPPED)
            tell(Step("storing", n, len(made), "files"))
            rows.append(renditions.stored(asset, one))
    return timeline.known(found.facts, made), rows


def _fetching(tell: Tell, stop: threading.Event) -> Callable[[int, int], None]:
    """Tell how far a file from elsewhere is here, at each percent; a stop ends it."""
    told = 0

    def step(done: int, size: int) -> None:
        nonlocal told
        if stop.is_set():
            raise jail.Stopped(STOPPED)
        if done < size and done * 100 // size > told:
            told = done * 100 // size
            tell(Step("fetching", done, size, "bytes"))

    return step


def _begin(asset: Asset) -> None:
    """Rows of an attempt before this one go, and on commit their files."""
    with transaction.atomic():
        if Asset.objects.prepare(asset.id):
            asset.renditions.all().delete()


def _finish(asset: Asset, facts: MediaFacts, rows: list[Rendition]) -> None:
    names = [str(row.file.name) for row in rows]
    with transaction.atomic():
        # The row is gone when somebody deleted the file for good meanwhile.
        if Asset.objects.make_ready(asset.id, facts):
            keys.confirm(*names)
            Rendition.objects.bulk_create(rows)
        else:
            keys.release(*names)


def settle(job: Job, outcome: Outcome) -> None:
    """An end without success leaves the asset refused, with the sentence."""
    if outcome.status == Status.FAILED:
        code, message = outcome.data["code"], outcome.data["message"]
    elif outcome.status == Status.CANCELLED:
        code, message = "stopped", STOPPED
    else:
        return
    Asset.objects.reject(job.args["asset"], code, message)
