"""Handlers that talk, sleep, fail and crash on order, and what they must have said."""

from __future__ import annotations

import asyncio

from omniweb.jobs.registry import Failure, Kind, register
from omniweb.jobs.run import Run
from tests.jobs.app.said import Said, pieces, said

__all__ = ["Said", "pieces", "said"]


async def talk(run: Run) -> str:
    """Say the pieces of a seed; a later attempt starts over."""
    args = run.job.args
    if run.attempt > 1:
        await run.restart()
    await run.log.state("running", "Talking")
    for kind, part in pieces(args["seed"], args["count"]):
        await asyncio.sleep(args.get("pause_s", 0))
        await getattr(run.log, kind)(part)
    await run.log.usage({"tokens": {"output": {"text": args["count"]}}, "cost": None})
    return f"/talks/{args['seed']}/"


async def sleep(run: Run) -> str:
    """Do nothing for a while."""
    await run.log.state("running", "Asleep")
    await asyncio.sleep(run.job.args.get("seconds", 3600))
    return "/slept/"


async def refuse(run: Run) -> str:
    """End with a sentence after some words."""
    await run.log.text("Half a ")
    await run.log.text("sentence")
    raise Failure("too_hot", "It is too hot. Open a window.", "wait", billed=True)


async def crash(run: Run) -> str:
    """End in a way nobody foresaw."""
    raise ZeroDivisionError("nobody foresaw the secret 4711")


async def flood(run: Run) -> str:
    """More sound than any buffer between here and a reader holds."""
    for _ in range(run.job.args["megabytes"]):
        await run.log.audio(bytes(1024 * 1024))
        await run.log.flush()
    return "/flooded/"


def install() -> None:
    """Make the kinds known."""
    for run in (talk, sleep, refuse, crash, flood):
        register(Kind(f"test.{run.__name__}", "model", run))
