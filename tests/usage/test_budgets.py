"""Budgets: what they stop, what they say, and what a race cannot do to them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from omniweb.accounts.actor import Actor
from omniweb.jobs.models import Job, Status
from omniweb.providers.plan import Cost, Plan, Tokens
from omniweb.usage import actions, budgets, chores, counters, ledger
from omniweb.usage.models import Cap, Entry, EntryState, Spend
from tests.conftest import signed_in
from tests.usage.test_ledger import plan

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)
COST = Cost(Decimal("0.2"), Decimal("0.5"), Decimal("1"), "CNY")
MODEL, SANDBOX = "dashscope/qwen3-omni-flash", "sandbox/omni"


def call(currency: str = "CNY", model: str = MODEL) -> Plan:
    """A plan that takes 1.00 at most."""
    return replace(plan(model), cost=replace(COST, currency=currency))


@pytest.fixture
def job(bob: Actor) -> Job:
    return work(bob)


def work(actor: Actor) -> Job:
    return Job.objects.create(
        kind="analyses.answer",
        lane="model",
        workspace=actor.workspace,
        owner=actor.user,
    )


def cap(actor: Actor, amount: str, person: str = "", currency: str = "CNY") -> Cap:
    return actions.set_cap(
        actor=actor, person=person, currency=currency, amount=Decimal(amount)
    )[0]


def book(job: Job, chosen: Plan | None = None, now: datetime = NOW) -> Entry:
    return ledger.reserve(job=job, purpose="answer", plan=chosen or call(), now=now)


def spend(actor: Actor, amount: str) -> None:
    """Money that is gone for good."""
    entry = book(work(actor))
    Entry.objects.filter(id=entry.id).update(
        state=EntryState.SETTLED, actual=Decimal(amount)
    )
    chores.put_right(NOW)


def left(actor: Actor, currency: str = "CNY", **more: Any) -> Decimal | None:
    given = {"now": NOW, **more}
    return budgets.left(
        workspace=actor.workspace, user=actor.user, currency=currency, **given
    )


def test_nothing_is_capped_that_nobody_capped(job: Job, bob: Actor) -> None:
    book(job)
    assert left(bob) is None
    assert budgets.told(actor=bob, plan=call(), now=NOW) is None


def test_each_end_of_a_call_counts_what_it_should(
    alice: Actor, bob: Actor, job: Job
) -> None:
    cap(alice, "10")
    first, second, third = book(job), book(job), book(job)
    assert left(bob) == 7
    ledger.void(entry=first, now=NOW)
    ledger.void(entry=first, now=NOW)  # twice changes nothing
    assert left(bob) == 8
    ledger.unknown(entry=second, now=NOW)
    assert left(bob) == 8  # as the most it may have cost
    tokens = Tokens(text_in=1000)
    paid = ledger.settle(
        entry=third, plan=call(), tokens=tokens, request_id="r", now=NOW
    )
    assert paid
    assert left(bob) == 9 - paid


def test_a_call_is_stopped_before_it_is_written_down(
    alice: Actor, bob: Actor, job: Job
) -> None:
    cap(alice, "2.5")
    book(job)
    book(job)
    with pytest.raises(counters.Passed) as found:
        book(job)
    assert found.value.soon  # the two under way may take less
    assert Entry.objects.count() == 2
    for entry in Entry.objects.all():
        ledger.unknown(entry=entry, now=NOW)
    with pytest.raises(counters.Passed) as found:
        book(job)
    assert not found.value.soon
    assert budgets.passed(found.value) == (
        "The budget of Studio for November has CNY 0.50 left of CNY 2.50, and this may"
        " take up to CNY 1.00. alice can raise it under Usage; a new month begins on 1"
        " December (UTC)."
    )
    book(job, now=DECEMBER)
    cap(alice, "3")
    book(job)


def test_a_person_has_a_budget_within_the_workspaces(alice: Actor, bob: Actor) -> None:
    cap(alice, "1", person="bob")
    cap(alice, "3")
    book(work(bob))
    with pytest.raises(counters.Passed, match="passed"):
        book(work(bob))
    book(work(alice))
    book(work(alice))
    assert left(alice) == 0
    assert left(bob) == 0


def test_a_call_that_one_cap_refuses_takes_nothing_from_another(
    alice: Actor, bob: Actor
) -> None:
    cap(alice, "0.5", person="bob")
    cap(alice, "3")
    with pytest.raises(counters.Passed):
        book(work(bob))
    assert left(alice) == 3


def test_other_money_and_the_sandboxes_do_not_count(
    alice: Actor, bob: Actor, job: Job
) -> None:
    cap(alice, "1")
    book(job, call("USD"))
    book(job, replace(call(), cost=None))
    book(job, call(model=SANDBOX))
    assert left(bob) == 1
    assert left(bob, sandbox=True) == 0
    assert left(bob, "USD") is None
    with pytest.raises(counters.Passed):
        book(job, call(model=SANDBOX))


def test_a_warning_from_80_percent_and_a_stop_at_100(alice: Actor, bob: Actor) -> None:
    cap(alice, "10")
    spend(bob, "7.99")
    assert standing(bob) == ("ok", "")
    spend(bob, "0.01")
    said = "The budget of Studio for November is 80 % used: CNY 8.00 of CNY 10.00."
    assert standing(bob) == ("warning", said)
    spend(bob, "2")
    assert standing(bob)[0] == "stopped"


def standing(actor: Actor) -> tuple[str, str]:
    (found,) = budgets.standings(actor.workspace, now=NOW)
    return found.state, found.sentence


def test_a_forecast_fits_or_says_why_not(alice: Actor, bob: Actor) -> None:
    cap(alice, "10")
    asked = {"workspace": bob.workspace, "user": bob.user, "now": NOW}
    fits = budgets.refusal(**asked, amount=Decimal(10), currency="CNY")
    assert fits is None
    why = budgets.refusal(**asked, amount=Decimal("10.01"), currency="CNY")
    assert why is not None and "CNY 10.00 left" in why
    assert budgets.refusal(**asked, amount=Decimal(99), currency="USD") is None


def test_a_cap_counts_what_was_spent_before_it_was_set(
    alice: Actor, bob: Actor, job: Job
) -> None:
    book(job)
    cap(alice, "10")
    assert left(bob) == 9


def test_the_sweep_counts_by_the_ledger_and_closes_what_a_crash_left(
    alice: Actor, bob: Actor, job: Job
) -> None:
    cap(alice, "10")
    open_entry, old = book(job), book(work(bob))
    Job.objects.filter(id=old.job_id).update(status=Status.FAILED)
    Spend.objects.update(spent=77, held=5)
    chores.put_right(NOW)
    assert left(bob) == 8
    chores.put_right(NOW + timedelta(days=2))
    assert left(bob) == 8
    old.refresh_from_db()
    open_entry.refresh_from_db()
    assert (old.state, open_entry.state) == (EntryState.UNKNOWN, EntryState.SENT)
    Spend.objects.all().delete()
    chores.put_right(NOW)
    assert left(bob) == 8


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_get_through_as_many_as_fit(alice: Actor, bob: Actor) -> None:
    cap(alice, "10")
    jobs = [work(bob) for _ in range(50)]
    at_once = threading.Barrier(50)

    def race(mine: Job) -> bool:
        at_once.wait(60)
        try:
            book(mine)
        except counters.Passed:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(50) as pool:
        through = sum(pool.map(race, jobs))
    assert through == 10
    assert Entry.objects.count() == 10
    assert left(bob) == 0
    for entry in Entry.objects.all():
        ledger.settle(entry=entry, plan=call(), tokens=Tokens(), request_id="", now=NOW)
    assert left(bob) == 10
    assert counters.reconcile(NOW.date().replace(day=1)) == 0


def test_administrators_set_budgets_and_others_see_them(
    alice: Actor, bob: Actor
) -> None:
    admin, editor = signed_in(alice), signed_in(bob)
    given = {"person": "", "amount": "12.50", "currency": "CNY"}
    assert editor.post("/usage/budgets/", given).status_code == 403
    assert admin.post("/usage/budgets/", given).status_code == 302
    refused = admin.post("/usage/budgets/", {**given, "amount": "-1"})
    assert refused.status_code == 400
    page = editor.get("/usage/").text
    assert "\N{YEN SIGN}12.50" in page and "Set the budget" not in page
    (found,) = Cap.objects.all()
    gone = f"/usage/budgets/{found.id}/remove/"
    assert editor.post(gone).status_code == 403
    assert admin.post(gone).status_code == 302
    assert not Cap.objects.exists()


def test_budgets_in_the_api(alice: Actor, bob: Actor, charlie: Actor) -> None:
    path, kind = "/api/v1/budgets", "application/json"
    body = {"person": "bob", "currency": "CNY", "amount": "2"}
    admin = signed_in(alice)
    assert signed_in(bob).put(path, body, kind).status_code == 403
    made = admin.put(path, body, kind)
    again = admin.put(path, {**body, "amount": "4"}, kind)
    assert (made.status_code, again.status_code) == (201, 200)
    (told,) = signed_in(bob).get(path).json()["items"]
    assert (told["person"], told["amount"], told["left"]) == ("bob", "4", "4")
    assert (told["state"], told["share"]) == ("ok", 0)
    stranger = admin.put(path, {**body, "person": "charlie"}, kind)
    assert stranger.json()["error"]["code"] == "unknown_person"
    mine = f"{path}/{told['id']}"
    assert signed_in(charlie).delete(mine).status_code == 404
    assert admin.delete(mine).status_code == 204
