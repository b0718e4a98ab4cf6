"""Calls in the ledger, and the ledger added up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from omniweb import endpoints
from omniweb.accounts.actor import Actor
from omniweb.facts import MediaFacts
from omniweb.jobs.models import Job
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Tokens, Wish
from omniweb.providers.recipes import Original
from omniweb.usage import ledger, report
from omniweb.usage.models import Entry, EntryState
from omniweb.usage.money import plain
from omniweb.usage.spent import spent
from tests.conftest import signed_in

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PICTURE = MediaFacts(kind="image", mime="image/png", bytes=1000, width=1280, height=720)


def plan(model: str = "dashscope/qwen3-omni-flash") -> Plan:
    found = fit(
        Original(PICTURE, {"model-image": PICTURE}),
        Wish(prompt="What is this?", narrate=True),
        endpoints.profile(model),
        can_sign_urls=False,
    )
    assert isinstance(found, Plan)
    return found


@pytest.fixture
def job(bob: Actor) -> Job:
    return Job.objects.create(
        kind="analyses.answer", lane="model", workspace=bob.workspace, owner=bob.user
    )


def reserved(job: Job, now: datetime = NOW, model: str = "") -> Entry:
    chosen = plan(model) if model else plan()
    return ledger.reserve(job=job, purpose="answer", plan=chosen, now=now)


def test_a_call_is_booked_before_it_is_sent(job: Job) -> None:
    entry = reserved(job)
    assert entry.state == EntryState.SENT
    assert entry.workspace_id == job.workspace_id
    assert entry.low is not None and entry.expected is not None
    assert entry.low < entry.expected < (entry.high or 0)
    assert entry.tokens_estimated["image_in"] == 882
    assert entry.actual is None
    assert reserved(job).attempt == 2


def test_settling_books_the_endpoints_own_counts(job: Job) -> None:
    entry = reserved(job)
    counted = Tokens(text_in=1000, image_in=1000, text_out=1000, audio_out=1000)
    actual = ledger.settle(
        entry=entry, plan=plan(), tokens=counted, request_id="r1", now=NOW
    )
    # 1.8 + 3.3 + 12.7 + 62.6 for a million each, a thousand of each (protocol 3.3)
    assert actual == Decimal("0.0804")
    entry.refresh_from_db()
    assert (entry.state, entry.actual) == (EntryState.SETTLED, Decimal("0.0804"))
    assert entry.tokens == {
        "text_in": 1000, "image_in": 1000, "video_in": 0, "audio_in": 0,
        "text_out": 1000, "audio_out": 1000, "reasoning_out": 0, "cached_in": 0,
    }  # fmt: skip


def test_half_a_millionth_is_rounded_alike_in_every_database(
    job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = reserved(job)
    half = Decimal("0.0012105")
    monkeypatch.setattr(ledger.prices, "cost", lambda profile, tokens: half)
    told = ledger.settle(
        entry=entry, plan=plan(), tokens=Tokens(text_in=1), request_id="", now=NOW
    )
    entry.refresh_from_db()
    assert told == entry.actual == Decimal("0.001210")


def test_a_closed_entry_is_never_closed_again(job: Job) -> None:
    entry = reserved(job)
    ledger.void(entry=entry, now=NOW)
    ledger.unknown(entry=entry, now=NOW)
    ledger.settle(entry=entry, plan=plan(), tokens=Tokens(), request_id="", now=NOW)
    entry.refresh_from_db()
    assert (entry.state, entry.actual) == (EntryState.VOID, Decimal(0))


def test_calls_nobody_waits_for_become_unknown(job: Job) -> None:
    entry = reserved(job)
    settled = reserved(job)
    ledger.void(entry=settled, now=NOW)
    assert ledger.abandon(job=job, now=NOW) == 1
    entry.refresh_from_db()
    assert entry.state == EntryState.UNKNOWN


def test_an_unlisted_model_has_tokens_and_no_money(job: Job) -> None:
    found = fit(
        None, Wish(prompt="Hi"), endpoints.profile("vllm/omni"), can_sign_urls=False
    )
    assert not isinstance(found, Plan)  # it has no deployment yet
    configured = endpoints.catalog().configured("vllm", wire_id="local")
    bare = fit(
        None, Wish(prompt="Hi"), configured.profile("vllm/omni"), can_sign_urls=False
    )
    assert isinstance(bare, Plan)
    entry = ledger.reserve(job=job, purpose="answer", plan=bare, now=NOW)
    tokens = Tokens(text_in=9, text_out=3)
    assert (
        ledger.settle(entry=entry, plan=bare, tokens=tokens, request_id="", now=NOW)
        is None
    )
    entry.refresh_from_db()
    assert entry.tokens is not None
    assert (entry.actual, entry.currency, entry.tokens["text_in"]) == (None, "", 9)


def test_what_a_piece_of_work_cost(job: Job) -> None:
    assert spent([]) is None
    first, second = reserved(job), reserved(job)
    tokens = Tokens(text_in=1_000_000)
    ledger.settle(entry=first, plan=plan(), tokens=tokens, request_id="", now=NOW)
    under_way = spent(Entry.objects.filter(job=job))
    assert under_way is not None
    assert (under_way["actual"], under_way["currency"]) == (None, "CNY")
    ledger.void(entry=second, now=NOW)
    told = spent(Entry.objects.filter(job=job))
    assert told is not None
    assert told["actual"] == "1.8"


def test_money_is_written_without_exponent_or_idle_zeros() -> None:
    assert plain(Decimal("0.000000")) == "0"
    assert plain(Decimal("0.051900")) == "0.0519"
    assert plain(Decimal("1E+3")) == "1000"
    assert plain(Decimal("0.11342019")) == "0.11342"
    assert plain(Decimal("0.0000001")) == "0"
    assert plain(None) is None


def test_the_report_by_day_person_and_model(job: Job, bob: Actor) -> None:
    for days, model in ((0, ""), (0, "sandbox/omni"), (1, ""), (40, "")):
        entry = reserved(job, NOW - timedelta(days=days), model)
        ledger.settle(
            entry=entry,
            plan=plan(),
            tokens=Tokens(text_in=1_000_000),
            request_id="",
            now=NOW,
        )
    ledger.unknown(entry=reserved(job), now=NOW)
    rows = list(
        report.entries(
            bob.workspace, since=date(2026, 11, 19), until=date(2026, 11, 20)
        )
    )
    days = {(line.key, line.sandbox): line for line in report.summed(rows, "day")}
    assert set(days) == {
        ("2026-11-19", False), ("2026-11-20", False), ("2026-11-20", True),
    }  # fmt: skip
    today = days["2026-11-20", False]
    assert (today.calls, today.unknown, today.actual) == (2, 1, Decimal("1.8"))
    assert today.total_tokens == 1_000_000
    assert today.estimated > 0
    models = {line.key for line in report.summed(rows, "model")}
    assert models == {"dashscope/qwen3-omni-flash", "sandbox/omni"}
    assert {line.label for line in report.summed(rows, "user")} == {"bob"}


def test_the_usage_call_and_page_tell_the_workspaces_own(
    job: Job, bob: Actor, charlie: Actor
) -> None:
    entry = reserved(job)
    ledger.settle(
        entry=entry,
        plan=plan(),
        tokens=Tokens(text_in=500_000),
        request_id="",
        now=NOW,
    )
    path = "/api/v1/usage?from=2026-11-20&to=2026-11-20&by=model"
    told = signed_in(bob).get(path).json()["items"]
    assert [(line["key"], line["actual"], line["currency"]) for line in told] == [
        ("dashscope/qwen3-omni-flash", "0.9", "CNY")
    ]
    assert signed_in(charlie).get(path).json()["items"] == []
    assert signed_in(bob).get("/api/v1/usage?by=planet").status_code == 400
    page = signed_in(bob).get("/usage/?since=2026-11-20&until=2026-11-20")
    assert "dashscope/qwen3-omni-flash" in page.text
