"""The numbers that any process tells of the whole, as Prometheus reads them."""

from __future__ import annotations

from decimal import Decimal

from asgiref.sync import async_to_sync
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from omniweb.jobs.executor import Executor
from omniweb.usage.models import Entry, EntryState
from tests.jobs.conftest import Make, make

__all__ = ["make"]
Numbers = dict[tuple[str, frozenset[str]], float]


def numbers() -> Numbers:
    """Every sample by its name and the values of its labels."""
    answer = Client().get("/metrics", headers={"host": "127.0.0.1"})
    assert answer.status_code == 200
    told = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, frozenset(sample.labels.values())): sample.value
        for family in told
        for sample in family.samples
    }


def one(found: Numbers, name: str, *labels: str) -> float:
    return found[name, frozenset(labels)]


def test_jobs_by_lane_and_state_and_how_they_ended(make: Make) -> None:
    for _ in range(2):
        make("test.sleep")
    refused = make("test.refuse")
    async_to_sync(Executor("here").execute)(refused.id)
    found = numbers()
    assert one(found, "omniweb_jobs", "model", "queued") == 2
    assert one(found, "omniweb_jobs", "model", "failed") == 1
    ended = ("test.refuse", "failed", "too_hot")
    assert one(found, "omniweb_jobs_ended_total", *ended) == 1
    assert 0 < one(found, "omniweb_queue_oldest_seconds") < 600


def test_tokens_and_money_by_model_and_state(make: Make) -> None:
    job = make("test.sleep")
    for state, tokens, actual in (
        (EntryState.SETTLED, {"text_in": 20, "text_out": 7}, Decimal("0.25")),
        (EntryState.SETTLED, {"text_in": 22, "text_out": 0}, Decimal("0.50")),
        (EntryState.SENT, None, None),
    ):
        Entry.objects.create(
            workspace=job.workspace,
            job=job,
            purpose="answer",
            model="sandbox/omni",
            state=state,
            tokens=tokens,
            expected=Decimal(2),
            actual=actual,
            currency="CNY",
            sent_at=timezone.now(),
        )
    found = numbers()
    calls, money = "omniweb_model_calls_total", "omniweb_model_money_total"
    assert one(found, calls, "sandbox/omni", "settled") == 2
    assert one(found, calls, "sandbox/omni", "sent") == 1
    assert one(found, money, "sandbox/omni", "settled", "CNY") == 0.75
    assert one(found, money, "sandbox/omni", "sent", "CNY") == 2
    tokens_of = "omniweb_model_tokens_total", "sandbox/omni"
    assert one(found, *tokens_of, "text_in") == 42
    assert one(found, *tokens_of, "audio_out") == 0


def test_no_label_is_an_id(make: Make) -> None:
    job = make("test.sleep")
    for path in (f"/assets/{job.id}/", f"/api/v1/jobs/{job.id}", "/no/such/page/4711"):
        Client().get(path, headers={"host": "127.0.0.1"})
    labels = {label for _, values in numbers() for label in values}
    assert "assets" in labels and "none" in labels
    assert not [label for label in labels if str(job.id) in label or "4711" in label]
