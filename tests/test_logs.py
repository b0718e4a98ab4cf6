"""Log lines: whose they are, in either form, and what they never hold."""

from __future__ import annotations

import contextvars
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from omniweb.jobs.executor import Executor
from omniweb.logs import Ids, Json, Text, bound
from tests.jobs.conftest import Make, make

__all__ = ["make"]
SECRET = "sk-4711-very-secret"
Lines = Callable[[], list[Any]]


@pytest.fixture
def written() -> Iterator[Lines]:
    """What the root logger wrote as JSON lines since the start of the test."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Json([SECRET]))
    handler.addFilter(Ids())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_request_has_one_id_in_its_answer_and_its_lines(
    db: None, written: Lines
) -> None:
    refused = Client().get("/metrics", headers={"accept": "application/json"})
    found = [line for line in written() if line["logger"] == "django.request"]
    assert [line["request_id"] for line in found] == [refused["X-Request-Id"]]
    assert refused.json()["error"]["request_id"] == refused["X-Request-Id"]
    assert {"time", "level", "message"} < set(found[0])
    given = Client().get("/metrics", headers={"x-request-id": "from-a-proxy-1"})
    assert given["X-Request-Id"] == written()[-1]["request_id"] == "from-a-proxy-1"


def test_a_job_has_its_id_and_attempt_in_every_line(make: Make, written: Lines) -> None:
    job = make("test.crash")
    async_to_sync(Executor("here").execute)(job.id)
    (line,) = [one for one in written() if one["level"] == "ERROR"]
    assert (line["job_id"], line["attempt"]) == (str(job.id), "1")
    assert "ZeroDivisionError" in line["exc_info"]


@pytest.mark.parametrize(
    "message",
    [
        f"the key {SECRET} is wrong",
        "GET https://b.oss/x?a=1&x-oss-signature=4711abc&x-oss-date=2026",
        "https://b.oss/x?OSSAccessKeyId=4711&Expires=4711&Signature=4711%3D",
        "/ws/jobs/?token=omw_4711",
        "Authorization: Bearer omw_4711",
        "redis://:4711@127.0.0.1/0 and postgres://omniweb:4711@db/omniweb",
    ],
)
@pytest.mark.parametrize("form", [Json, Text])
def test_what_opens_something_is_struck_out(
    form: type[Json] | type[Text], message: str
) -> None:
    try:
        raise ValueError(message)
    except ValueError as error:
        known = (ValueError, error, error.__traceback__)
    record = logging.LogRecord("a", 40, "b", 1, message, None, known)
    told = form([SECRET]).format(record)
    assert "4711" not in told
    assert "***" in told


def test_a_line_for_people_ends_with_whose_it_is() -> None:
    record = logging.LogRecord("a.b", 20, "c", 1, "Hello", None, None)

    def told() -> str:
        with bound(request_id="r1"), bound(job_id="j1"):
            Ids().filter(record)
            within = Text().format(record)
        assert Text().format(record).endswith("a.b Hello")
        return within

    within = contextvars.Context().run(told)
    assert within.endswith("a.b Hello [request_id=r1 job_id=j1]")
