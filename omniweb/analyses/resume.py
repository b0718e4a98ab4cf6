"""Decides what an attempt does with what an earlier one left; it calls nobody."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from omniweb.jobs import read
from omniweb.jobs.fold import Transcript
from omniweb.jobs.registry import Failure
from omniweb.jobs.run import Run


async def finished(run: Run) -> Transcript | None:
    """The log when an earlier attempt had the whole answer, else None: call.

    Raises Failure when an answer broke off on the way: what arrived is kept and may
    have been billed, so it is not asked again by itself (protocol 7.14).
    """
    if run.attempt == 1:
        return None
    left = await sync_to_async(read.transcript)(run.job.id)
    if left.usage is not None:
        return left
    if left.text or left.samples or left.reasoning:
        raise Failure(
            "interrupted",
            "The server stopped while the answer was arriving. What arrived is kept. "
            "Ask again for a whole answer.",
            "you",
            billed=None,
        )
    await run.restart()
    return None
