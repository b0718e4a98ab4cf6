"""A quota that the upstream enforces is hardly ever passed, by a batch and by people.

How busy it is kept is a matter of the machine: benchmarks/quota.py measures it.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from omniweb.accounts.actor import Actor
from omniweb.analyses import actions
from omniweb.analyses.models import Analysis
from omniweb.analyses.options import Options
from omniweb.jobs.dispatcher import Dispatcher
from omniweb.jobs.models import LIVE, Job, Status
from omniweb.library.models import Asset
from omniweb.sandbox.record import Received, received
from omniweb.usage import turns
from tests.analyses.conftest import MODEL, Make
from tests.sandbox.conftest import Media
from tests.sandbox.upstream import Sandbox

SPEED, WINDOW_S = 20, 3.0
QUOTA = 60
# A minute and a half of the fast clock; QUOTA_CALLS=600 makes it ten, -s shows how.
CALLS = int(os.environ.get("QUOTA_CALLS", "90"))
AT_ONCE = 24
ASKED, NOW_PLEASE = "#pace 0 #length 200 What is it?", "#pace 0 Who waits?"
OVERLAY = f"""
[endpoints.dashscope.models."qwen3.5-omni-flash".rates]
rpm = {QUOTA}
tpm = 100000
seconds = {int(WINDOW_S)}
"""


@pytest.fixture
def limited(upstream: Sandbox, settings: Any, tmp_path: Path) -> Iterator[Sandbox]:
    """The upstream, held to a quota, and a catalogue that knows of it."""
    settings.CATALOG = tmp_path / "catalog.toml"
    settings.CATALOG.write_text(OVERLAY)
    settings.MODEL_PATIENCE_S = 60
    enforce(upstream, requests=QUOTA, tokens=100_000, speed=SPEED)
    yield upstream
    enforce(upstream)


def enforce(upstream: Sandbox, **body: int) -> None:
    connection, response = upstream.open(body, path="limits")
    assert response.status == 204
    connection.close()


@pytest.mark.serial
def test_a_batch_and_a_question_keep_to_the_quota(
    limited: Sandbox,
    make: Make,
    media: Media,
    alice: Actor,
    bob: Actor,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bob's calls are a batch's, as many at once as a batch has; alice asks one."""
    small = make(media.picture(64, 64))
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    monkeypatch.setattr(turns, "_patient", [lambda job: job.owner_id == bob.user.pk])
    before = len(received(limited.record))
    question = asyncio.run(run(small, alice, bob, tmp_path))
    met = received(limited.record)[before:]
    served = [one for one in met if ended(one) == 200]
    busy = [one for one in met if ended(one) == 429]
    assert Job.objects.filter(status=Status.DONE, kind="analyses.answer").count() == (
        CALLS + 1
    )
    began = sorted(one.ended.began_at for one in served if one.ended)
    lasted = began[CALLS - 1] - began[0]
    kept = (CALLS - 1) / QUOTA * WINDOW_S / lasted
    (mine,) = [one for one in served if "Who waits" in json.dumps(one.body)]
    assert mine.ended
    waited = mine.ended.began_at - question.created_at.timestamp()
    said = f"{kept:.1%} busy, {len(busy)} met a 429, waited {waited:.2f} s"
    print(f"{CALLS} calls in {lasted:.2f} s: {said}")
    assert len(busy) < max(1, CALLS / 100), said


def ended(one: Received) -> int:
    return one.ended.status if one.ended else 0


async def run(small: Asset, alice: Actor, bob: Actor, folder: Path) -> Analysis:
    """Feed the batch and ask the question when half of it is done."""
    working = asyncio.create_task(Dispatcher(folder, {"model": 64}).run())
    question, fed = None, 0
    live = Job.objects.filter(status__in=LIVE)
    try:
        async with asyncio.timeout(240):
            while fed < CALLS or await live.acount():
                for _ in range(min(AT_ONCE - await live.acount(), CALLS - fed)):
                    await sync_to_async(ask)(small, bob, ASKED)
                    fed += 1
                if question is None and fed > CALLS / 2:
                    question = await sync_to_async(ask)(small, alice, NOW_PLEASE)
                await asyncio.sleep(0.1)
    finally:
        working.cancel()
        await asyncio.wait([working])
    assert question is not None
    return question


def ask(asset: Asset, actor: Actor, prompt: str) -> Analysis:
    return actions.start(
        actor=actor, asset=asset, model=MODEL, prompt=prompt, options=Options()
    )
