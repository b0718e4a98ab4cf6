"""A real upstream, ready pictures, and a queue that is worked off when a test says."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from omniweb.jobs.executor import Executor
from omniweb.jobs.models import Job
from omniweb.library.models import Asset
from tests.analyses.conftest import (
    MODEL,
    Api,
    api,
    arm,
    make,
    media,
    picture,
    received,
    sandbox,
    upstream,
)

__all__ = ["api", "arm", "make", "media", "picture", "received", "sandbox", "upstream"]
Work = Callable[..., int]
NOW = "#pace 0 "
# How many files are at work at once.
WINDOW = 4


class Queue:
    """A runner whose jobs stay queued until somebody works them off."""

    def wake(self, job_id: uuid.UUID) -> None:
        """Nobody is there."""

    def start(self) -> None:
        """Nothing runs by itself."""

    async def stop(self) -> None:
        """Nothing is left."""


@pytest.fixture
def ready(picture: Asset, settings: Any) -> Asset:
    """A picture that is ready; what is asked from now on stays queued."""
    settings.JOB_RUNNER = "tests.batches.conftest.Queue"
    settings.BATCH_WINDOW = WINDOW
    return picture


@pytest.fixture
def work(ready: Asset) -> Work:
    """Run what is queued, and what that releases, at most so many jobs."""

    def worked(most: int = 100_000) -> int:
        return async_to_sync(_worked)(most)

    return worked


async def _worked(most: int) -> int:
    executor, done = Executor("test:1:queue"), 0
    while done < most:
        rows = Job.objects.claimable("model").values_list("id", flat=True)
        ids = [one async for one in rows[: most - done]]
        if not ids:
            break
        await asyncio.gather(*(executor.execute(one) for one in ids))
        done += len(ids)
    return done


@pytest.fixture
def batch(api: Api) -> Callable[..., Any]:
    """Bob's batch over these files, started unless it says otherwise."""

    def made(assets: list[Asset], **more: Any) -> Any:
        body = {
            "assets": [str(asset.id) for asset in assets],
            "task": "question",
            "prompt": f"{NOW}What is it?",
            "model": MODEL,
            **more,
        }
        status, told = api.send("POST", "batches", body)
        assert status == 202, told
        return told

    return made
