"""What the ledger's rows teach of a model, and how the page and the API tell it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Workspace
from omniweb.providers.correction import NONE
from omniweb.usage import learning, report
from omniweb.usage.models import Entry, EntryState
from omniweb.usage.templatetags.money import percent
from tests.conftest import signed_in

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MODEL = "dashscope/qwen3-omni-flash"
SETTLED, UNKNOWN, VOID = EntryState.SETTLED, EntryState.UNKNOWN, EntryState.VOID


def booked(workspace: Workspace, text_out: int = 70, **more: object) -> Entry:
    """A call that the formula put at 350 tokens and an earlier correction at 100."""
    values = {
        "model": MODEL,
        "purpose": "answer",
        "state": SETTLED,
        "tokens_formula": {"text_out": 350},
        "tokens_estimated": {"text_out": 100},
        "tokens": {"text_out": text_out},
        "expected": Decimal("0.10"),
        "actual": Decimal("0.12"),
        "currency": "CNY",
        "sent_at": NOW,
        "settled_at": NOW,
    }
    return Entry.objects.create(workspace=workspace, **{**values, **more})


def factor(workspace: Workspace, purpose: str = "answer") -> float:
    return learning.correction(MODEL, purpose, workspace=workspace).text_out


def test_learning_reads_the_formula_and_never_a_corrected_estimate(
    workspace: Workspace,
) -> None:
    for _ in range(3):
        booked(workspace)
    found = learning.correction(MODEL, "answer", workspace=workspace)
    assert (found.text_out, found.runs) == (0.2, 3)


def test_workspaces_models_and_purposes_learn_apart(
    workspace: Workspace, elsewhere: Workspace
) -> None:
    for _ in range(3):
        booked(workspace)
        booked(workspace, 700, purpose="caption")
        booked(workspace, 1400, model="sandbox/omni")
        booked(elsewhere, 3500)
    assert (factor(workspace), factor(workspace, "caption")) == (0.2, 2.0)
    assert factor(workspace, "repair") == 1.0
    assert factor(elsewhere) == 10.0
    assert learning.runs(workspace) == {MODEL: 6, "sandbox/omni": 3}


def test_only_settled_calls_teach(workspace: Workspace) -> None:
    for state in (EntryState.SENT, UNKNOWN, VOID):
        for _ in range(3):
            booked(workspace, state=state)
    assert learning.correction(MODEL, "answer", workspace=workspace) == NONE
    assert learning.runs(workspace) == {}


def test_the_newest_thirty_are_enough(workspace: Workspace) -> None:
    for age in range(60):
        booked(
            workspace, 70 if age < 30 else 3500, settled_at=NOW - timedelta(days=age)
        )
    found = learning.correction(MODEL, "answer", workspace=workspace)
    assert (found.text_out, found.runs) == (0.2, 30)


def test_calls_from_before_formulas_were_kept_teach_nothing(
    workspace: Workspace,
) -> None:
    for _ in range(3):
        booked(workspace, tokens_formula={})
    assert learning.correction(MODEL, "answer", workspace=workspace) == NONE


def test_one_query_with_an_index_of_its_own(workspace: Workspace) -> None:
    booked(workspace)
    with CaptureQueriesContext(connection) as asked:
        factor(workspace)
    assert len(asked) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            assert "usage_learned_from" in str(cursor.fetchall())


def line(workspace: Workspace, by: report.By = "model") -> report.Line:
    rows = report.entries(workspace, since=date(2026, 11, 20), until=date(2026, 11, 20))
    (found,) = report.summed(rows, by, learning.runs(workspace))
    return found


def test_how_far_off_counts_settled_calls_with_both_amounts(
    workspace: Workspace,
) -> None:
    booked(workspace, state=UNKNOWN, actual=None, expected=Decimal(9))
    booked(workspace, state=VOID, actual=Decimal(0), expected=Decimal(9))
    booked(workspace, expected=None, actual=Decimal(9))
    assert line(workspace).off is None
    booked(workspace)
    booked(workspace, expected=Decimal("0.10"), actual=Decimal("0.10"))
    assert line(workspace).off == 10.0
    assert line(workspace, "day").learned_from is None


def test_percent_has_a_sign_and_no_minus_zero(workspace: Workspace) -> None:
    said = [
        percent(share).replace("\N{NO-BREAK SPACE}", " ") for share in (12.4, -3, -0.2)
    ]
    assert said == ["+12 %", "\N{MINUS SIGN}3 %", "0 %"]
    booked(workspace, expected=Decimal("100"), actual=Decimal("99.99"))
    assert str(line(workspace).off) == "0.0"


def test_page_and_api_tell_how_far_off_and_from_what_was_learned(bob: Actor) -> None:
    for _ in range(12):
        booked(bob.workspace)
    path = "/api/v1/usage?from=2026-11-20&to=2026-11-20&by="
    told = signed_in(bob).get(f"{path}model").json()["items"][0]
    assert (told["off"], told["learned_from"]) == (20.0, 12)
    by_day = signed_in(bob).get(f"{path}day").json()["items"][0]
    assert (by_day["off"], by_day["learned_from"]) == (20.0, None)
    page = signed_in(bob).get("/usage/?since=2026-11-20&until=2026-11-20").text
    assert page.count("+20\N{NO-BREAK SPACE}%") == 3
    assert page.count("learned from 12 runs") == 1
