"""A thousand questions to an endpoint that fails as chance will: each ends with the
right meaning, says everything once, and costs what the endpoint served."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.analyses import actions
from omniweb.analyses import ask as asking
from omniweb.analyses.models import Answer
from omniweb.analyses.options import Options
from omniweb.jobs import read
from omniweb.jobs.dispatcher import Dispatcher
from omniweb.jobs.models import LIVE, Event, Job
from omniweb.library.models import Asset
from omniweb.usage import breaker, report
from omniweb.usage.models import Entry
from tests.analyses.conftest import MODEL, Make
from tests.analyses.faulty import ALWAYS, Case, Faulty, Served, faulty
from tests.sandbox.conftest import Media

RUNS = 1000
AT_ONCE = 64
SILENCE_S = 5.0  # a busy machine must not look like a silent endpoint
LONGEST_S = 300
CENT = Decimal("0.000001")  # the ledger's own last place


@pytest.fixture
def endpoint(
    upstream: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Faulty]:
    """DashScope, failing; a minute of waiting is over in 60 ms."""
    waiting = asking._wait

    async def wait(run: Any, why: str, seconds: float) -> None:
        await waiting(run, why, seconds / 1000)

    monkeypatch.setattr(asking, "_wait", wait)
    # Those that fail for good come last, and would look like an endpoint that is gone.
    monkeypatch.setattr(breaker, "FAILURES", ALWAYS * RUNS)
    monkeypatch.setattr(asking, "call", partial(asking.call, silence_s=SILENCE_S))
    settings.MODEL_PATIENCE_S = 180
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    with faulty() as found:
        account = {"api_key": "k", "base_url": found.base_url, "model": ""}
        accounts = {**settings.ENDPOINT_ACCOUNTS, "dashscope": account}
        settings.ENDPOINT_ACCOUNTS = accounts
        yield found


@pytest.fixture
def small(endpoint: Faulty, make: Make, media: Media, settings: Any) -> Asset:
    """A small picture, so that a thousand requests with it are small."""
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"
    asset = make(media.picture(64, 64))
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    return asset


def begin(bob: Actor, asset: Asset) -> dict[int, Answer]:
    """Ask all the questions; nothing runs yet."""
    found: dict[int, Answer] = {}
    for run in range(RUNS):
        analysis = actions.start(
            actor=bob,
            asset=asset,
            model=MODEL,
            prompt=f"What is in run {run} of many?",
            options=Options(narrate=Case.of(run).speaks),
        )
        found[run] = analysis.answer
    return found


async def work(folder: Path) -> None:
    """Run what is queued to its end; none may hang."""
    working = asyncio.create_task(Dispatcher(folder, {"model": AT_ONCE}).run())
    live = Job.objects.filter(status__in=LIVE)
    try:
        async with asyncio.timeout(LONGEST_S):
            while left := await live.acount():
                await asyncio.sleep(min(0.5, 0.05 + left / 1000))
    finally:
        working.cancel()
        await asyncio.wait([working])


def wrong(case: Case, answer: Answer, served: list[Served]) -> list[str]:
    """What is not as it should be with this run."""
    job = answer.job
    found: list[str] = []

    def same(what: str, is_: object, should: object) -> None:
        if is_ != should:
            found.append(f"{case.said}: {what} is {is_!r}, not {should!r}")

    error = job.error or {}
    meaning = (error.get("code"), error.get("who"), error.get("billed", "no error"))
    fault = case.fault
    due = (fault.code, fault.who, case.billed)
    same("status", job.status, "done" if case.done else "failed")
    same("meaning", meaning, (None, None, "no error") if case.done else due)
    same("partial", answer.partial, case.begun and not case.done)
    least, most = case.tries
    same("tries", least <= len(served) <= most, True)
    same("text", answer.text, served[-1].text)
    same("sound", b"".join(read.pcm(job.id)), served[-1].pcm)
    texts = Event.objects.filter(job=job, kind="text").order_by("seq")
    same("log", "".join(event.data["text"] for event in texts), served[-1].text)
    same("all text", "".join(one.text for one in served), served[-1].text)
    entries = list(Entry.objects.filter(job=job).order_by("attempt"))
    same("calls", len(entries), len(served))
    for entry, one in zip(entries, served, strict=False):
        same("booked", booked(entry), due_for(case, one))
    return found


def booked(entry: Entry) -> tuple[str, Decimal | None, dict[str, int]]:
    """The entry's state, money and tokens."""
    tokens = {name: count for name, count in (entry.tokens or {}).items() if count}
    return entry.state, entry.actual, tokens


def due_for(case: Case, one: Served) -> tuple[str, Decimal | None, dict[str, int]]:
    """The same as the endpoint's own count of the request has it."""
    if one.told:
        tokens = {name: count for name, count in one.tokens.items() if count}
        return "settled", one.money.quantize(CENT), tokens
    if case.fault.code and case.billed is False:
        assert not one.tokens, "what was served is never free"
        return "void", Decimal(0), {}
    return "unknown", None, {}


def compare_sums(bob: Actor, served: list[Served]) -> str:
    """Hold the report's sums to the endpoint's; a line that says them."""
    today = timezone.now().date()
    rows = report.entries(bob.workspace, since=today.replace(day=1), until=today)
    (line,) = report.summed(rows, "all")
    told = [one for one in served if one.told]
    unsaid = [one for one in served if one.tokens and not one.told]
    assert line.calls == len(served)
    assert line.currency == "CNY"
    assert line.actual == sum(one.money.quantize(CENT) for one in told)
    assert abs(line.actual - sum(one.money for one in told)) < CENT * len(told) / 2
    tokens: Counter[str] = Counter()
    for one in told:
        tokens.update(one.tokens)
    assert {k: n for k, n in line.tokens.items() if n} == +tokens
    return (
        f"{line.calls} calls; {len(told)} told their use, {line.actual} CNY booked and "
        f"served; {len(unsaid)} served and never told, {line.unknown} booked as unknown"
    )


def table(answers: dict[int, Answer], served: dict[int, list[Served]]) -> str:
    """How the runs ended, by fault."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for run, answer in answers.items():
        row = rows[Case.of(run).fault.kind]
        row["partial" if answer.partial else answer.job.status] += 1
        row["calls"] += len(served[run])
    names = ("done", "partial", "failed", "calls")
    lines = [f"{'fault':18}" + "".join(f"{name:>9}" for name in names)]
    for kind, row in [*rows.items(), ("all", sum(rows.values(), Counter()))]:
        lines.append(f"{kind:18}" + "".join(f"{row[name]:9}" for name in names))
    return "\n".join(lines)


async def test_a_thousand_runs_with_faults(
    endpoint: Faulty, bob: Actor, small: Asset, tmp_path: Path
) -> None:
    answers = await sync_to_async(begin)(bob, small)
    await work(tmp_path)

    def compare() -> list[str]:
        found: list[str] = []
        for run, answer in answers.items():
            answer.refresh_from_db()
            answer.job.refresh_from_db()
            found += wrong(Case.of(run), answer, endpoint.served[run])
        print("", table(answers, endpoint.served), sep="\n")
        if not found:
            served = [one for many in endpoint.served.values() for one in many]
            print(compare_sums(bob, served))
        return found

    found = await sync_to_async(compare)()
    assert not found, "\n".join([f"{len(found)} things are wrong:", *found[:10]])
    met = {Case.of(run).fault for run in answers}
    assert len(endpoint.served) == RUNS
    assert len(met) > 25
