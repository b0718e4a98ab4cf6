"""How busy a quota is kept that an endpoint enforces: six hundred calls of a batch and
one question in the middle, on a clock twenty times as fast.

    python -m benchmarks.quota [CALLS]

The calls go through the product's own door (turn, request, client) to a sandbox in
another process, which allows 60 requests and 100,000 tokens in any minute. With
REDIS_URL set the turns are taken in that Redis; SPEED changes the clock, since a busy
machine's own delays count twenty times too. The jobs' rows are left out: on two
processors they, not the quota, would be what is measured.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SPEED, REQUESTS, TOKENS = int(os.environ.get("SPEED", "20")), 60, 100_000
WINDOW_S = 60 / SPEED
AT_ONCE = 32
OVERLAY = f"""
[endpoints.dashscope.models."qwen3.5-omni-flash".rates]
rpm = {REQUESTS}
tpm = {TOKENS}
seconds = {int(WINDOW_S)}
"""


@contextmanager
def upstream(folder: Path) -> Iterator[Any]:
    """The sandbox alone, held to the quota."""
    from tests.sandbox.process import alone

    with alone(folder) as running:
        body = {"requests": REQUESTS, "tokens": TOKENS, "speed": SPEED}
        connection, response = running.open(body, path="limits")
        assert response.status == 204
        connection.close()
        yield running


async def one(plan: Any, person: str, patient: bool, met: list[Any]) -> float:
    """A call until it is answered; the seconds until it was sent for good."""
    from omniweb.analyses.calling import Reply, call
    from omniweb.providers import request
    from omniweb.providers.errors import Throttled
    from omniweb.usage.turns import turn

    async def hear(delta: Any) -> None:
        return None

    began = time.monotonic()
    while True:
        try:
            async with turn(plan, person=person, patient=patient) as mine:
                waited = time.monotonic() - began
                body = request.body(plan, [])
                await call(plan, body, Reply(), entry=None, turn=mine, hear=hear)
                return waited
        except Throttled as error:
            met.append(error)
            await asyncio.sleep((error.retry_after_s or 10) / SPEED)


async def run(calls: int) -> tuple[float, list[Any]]:
    """The seconds that the question waited, and each 429."""
    from omniweb import endpoints
    from omniweb.providers.fit import fit
    from omniweb.providers.plan import Plan, Wish

    profile = endpoints.profile("dashscope/qwen3.5-omni-flash")
    words = Wish(prompt="#pace 0 #length 200 Say something.")
    plan = fit(None, words, profile, can_sign_urls=False)
    assert isinstance(plan, Plan)
    met: list[Any] = []
    asked: asyncio.Task[float] | None = None
    places = asyncio.Semaphore(AT_ONCE)

    async def item() -> None:
        async with places:
            nonlocal asked
            await one(plan, "batch", True, met)
        done[0] += 1
        if done[0] == calls // 2:
            asked = asyncio.create_task(one(plan, "somebody", False, met))

    done = [0]
    await asyncio.gather(*(item() for _ in range(calls)))
    assert asked is not None
    return await asked, met


def main() -> None:
    """Run and print."""
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    with tempfile.TemporaryDirectory() as name, upstream(Path(name)) as running:
        os.environ["DASHSCOPE_BASE_URL"] = running.base_url
        os.environ["DASHSCOPE_API_KEY"] = "sk-known-to-the-test"
        os.environ["OMNIWEB_CATALOG"] = f"{name}/catalog.toml"
        os.environ["OMNIWEB_DATA_DIR"] = f"{name}/own"
        Path(name, "catalog.toml").write_text(OVERLAY)
        os.environ["DJANGO_SETTINGS_MODULE"] = "omniweb.settings"
        import django

        django.setup()
        waited, met = asyncio.run(run(calls))
        from omniweb.sandbox.record import received

        ends = [one.ended for one in received(running.record) if one.ended]
        at = sorted(end.began_at for end in ends if end.status == 200)
    # By the upstream's own clock and count, from the first that it took to the last.
    lasted, quota = at[-1] - at[0], REQUESTS / WINDOW_S
    print(f"{len(at)} calls in {lasted:.2f} s, {(len(at) - 1) / lasted:.2f} a second")
    print(f"busy: {(len(at) - 1) / lasted / quota:.1%} of {quota:.0f} a second")
    print(f"met a 429: {len(met)} ({len(met) / (calls + 1):.2%})")
    print(f"the question waited {waited:.2f} s for its turn")


if __name__ == "__main__":
    main()
