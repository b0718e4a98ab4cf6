"""Numbers that rows say, the same from any process of an installation; no label is an
id, and none comes from outside but names of models and codes of errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

from omniweb.analyses.models import Answer
from omniweb.jobs.models import ENDED, Job, Status
from omniweb.library.models import Asset, Rendition, Upload
from omniweb.providers.plan import Tokens
from omniweb.usage.models import Entry

Families = Iterator[GaugeMetricFamily | CounterMetricFamily | HistogramMetricFamily]
FIRST_DELTA_S = (0.5, 1, 2, 4, 8, 15, 30, 60, 120)
MODALITIES = tuple(Tokens.__dataclass_fields__)
# As many codes of errors are told one by one; the rarer ones together.
CODES = 40


class Rows(Collector):
    """All of them, read at the time of asking."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def collect(self) -> Families:
        """The families, each with its samples."""
        yield from self._jobs()
        yield from _errors()
        yield _first_delta()
        yield from _ledger()
        yield from _bytes()

    def _jobs(self) -> Families:
        depth = GaugeMetricFamily(
            "omniweb_jobs", "Jobs by lane and status.", labels=["lane", "status"]
        )
        for lane, status, n in _counted(Job.objects.all(), "lane", "status"):
            depth.add_metric([lane, status], n)
        yield depth
        oldest = Job.objects.filter(status=Status.QUEUED).order_by("queued_at").first()
        age = (self._now - oldest.queued_at).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily(
            "omniweb_queue_oldest_seconds", "Age of the oldest queued job.", age
        )


def _errors() -> Families:
    found = CounterMetricFamily(
        "omniweb_jobs_ended",
        "Ended jobs by kind, status and, where they failed, the error's code.",
        labels=["kind", "status", "code"],
    )
    ended = Job.objects.filter(status__in=ENDED).annotate(code=KT("error__code"))
    rows = sorted(_counted(ended, "kind", "status", "code"), key=lambda row: -row[3])
    rest: dict[tuple[str, str], int] = {}
    for place, (kind, status, code, n) in enumerate(rows):
        if place < CODES or code is None:
            found.add_metric([kind, status, code or ""], n)
        else:
            rest[kind, status] = rest.get((kind, status), 0) + n
    for (kind, status), n in rest.items():
        found.add_metric([kind, status, "other"], n)
    yield found


def _first_delta() -> HistogramMetricFamily:
    answers = Answer.objects.exclude(first_delta_s=None)
    within = {
        f"le_{n}": Count("id", filter=Q(first_delta_s__lte=bound))
        for n, bound in enumerate(FIRST_DELTA_S)
    }
    told = answers.aggregate(n=Count("id"), sum=Sum("first_delta_s"), **within)
    buckets = [
        (str(float(bound)), told[f"le_{n}"]) for n, bound in enumerate(FIRST_DELTA_S)
    ]
    return HistogramMetricFamily(
        "omniweb_first_delta_seconds",
        "From a question to the first of its answer.",
        buckets=[*buckets, ("+Inf", told["n"])],
        sum_value=told["sum"] or 0.0,
    )


def _ledger() -> Families:
    calls = CounterMetricFamily(
        "omniweb_model_calls", "Calls to models.", labels=["model", "state"]
    )
    tokens = CounterMetricFamily(
        "omniweb_model_tokens", "Tokens by modality.", labels=["model", "modality"]
    )
    money = CounterMetricFamily(
        "omniweb_model_money",
        "What calls cost: what was billed, else what was expected.",
        labels=["model", "state", "currency"],
    )
    seen: dict[tuple[str, str], int] = {}
    for model, state, currency, n, actual, expected in _money():
        seen[model, state] = seen.get((model, state), 0) + n
        amount = expected if actual is None else actual
        if currency and amount is not None:
            money.add_metric([model, state, currency], float(amount))
    for (model, state), n in seen.items():
        calls.add_metric([model, state], n)
    for model, *sums in _tokens():
        for name, n in zip(MODALITIES, sums, strict=True):
            tokens.add_metric([model, name], n or 0)
    yield from (calls, tokens, money)


def _money() -> list[tuple[Any, ...]]:
    by = ("model", "state", "currency")
    rows = Entry.objects.order_by(*by).values(*by)
    sums = {"n": Count("id"), "billed": Sum("actual"), "thought": Sum("expected")}
    return list(rows.annotate(**sums).values_list(*by, *sums))


def _tokens() -> list[tuple[Any, ...]]:
    sums = {
        f"sum_{name}": Sum(Cast(KT(f"tokens__{name}"), IntegerField()))
        for name in MODALITIES
    }
    rows = Entry.objects.order_by("model").values("model").annotate(**sums)
    return list(rows.values_list("model", *sums))


def _bytes() -> Families:
    held = GaugeMetricFamily(
        "omniweb_stored_bytes", "Bytes of files that rows name.", labels=["what"]
    )
    for what, rows in (
        ("originals", Asset.objects.kept()),
        ("trash", Asset.objects.trashed()),
        ("renditions", Rendition.objects.all()),
    ):
        held.add_metric([what], rows.aggregate(n=Sum("bytes"))["n"] or 0)
    yield held
    under_way = Upload.objects.filter(asset=None).aggregate(
        n=Count("id"), bytes=Sum(F("length"))
    )
    yield GaugeMetricFamily(
        "omniweb_uploads", "Uploads that are under way.", under_way["n"]
    )
    yield GaugeMetricFamily(
        "omniweb_upload_bytes",
        "Bytes that uploads under way will have.",
        under_way["bytes"] or 0,
    )


def _counted(rows: QuerySet[Job], *by: str) -> list[tuple[Any, ...]]:
    """The values of these fields, and last how many rows have them."""
    counted = rows.order_by(*by).values(*by).annotate(n=Count("id"))
    return list(counted.values_list(*by, "n"))
