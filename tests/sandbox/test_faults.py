"""Every fault that a test may ask for, and the directives that ask."""

from __future__ import annotations

import http.client
import json
from uuid import uuid4

import pytest

from omniweb.sandbox import faults, usage
from tests.sandbox.upstream import Sandbox, asking, spoken


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("E1", 400, "invalid_parameter_error"),
        ("E2", 400, "data_inspection_failed"),
        ("E3", 400, "Arrearage"),
        ("E4", 429, "limit_requests"),
        ("E5", 429, "insufficient_quota"),
        ("E6", 429, "limit_burst_rate"),
        ("E7", 401, "invalid_api_key"),
        ("E8", 400, "invalid_parameter_error"),
        ("E9", 400, "invalid_parameter_error"),
        ("E13", 503, "ModelUnavailable"),
    ],
)
def test_refusals_on_demand(
    sandbox: Sandbox, name: str, status: int, code: str
) -> None:
    answer = sandbox.ask(asking(f"#fault {name}"))
    told = json.loads(answer.body)
    assert (answer.status, told["error"]["code"]) == (status, code)
    assert told["error"]["param"] is None
    assert ("request_id" in told) == (name not in ("E5", "E6", "E7"))


def test_retry_after_and_times(sandbox: Sandbox) -> None:
    body = asking(f"#fault E4 times=2 retry-after=3 {uuid4()}")
    first, second, third = (sandbox.ask(body) for _ in range(3))
    assert first.headers["Retry-After"] == "3"
    assert (second.status, third.status) == (429, 200)


def test_blocked_output_ends_the_stream(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking("#fault E10 after=40 #length 200"))
    assert (answer.status, len(answer.text), answer.finish) == (200, 40, None)
    assert answer.error is not None
    assert answer.error["code"] == "data_inspection_failed"
    assert {"id", "request_id"} <= set(answer.chunks[-1])
    assert "data: [DONE]" not in answer.lines


def test_native_framing_leaks(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking("#fault E11"))
    assert answer.text == ""
    told = [line for line in answer.lines if line]
    assert told[-4:-1] == ["id:1", "event:error", ":HTTP_STATUS/400"]
    assert json.loads(told[-1].removeprefix("data:"))["code"] == "InvalidParameter"


def test_a_stream_that_just_ends(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking("#fault E12 after=40 #length 200"))
    assert (len(answer.text), answer.finish, answer.usage) == (40, None, None)


def test_sound_that_came_before_a_fault_stays(sandbox: Sandbox) -> None:
    body = asking("#fault E12 after=40 #tone 1 #length 200", **spoken("Tina"))
    answer = sandbox.ask(body)
    assert len(answer.text) == 40
    assert 0 < len(answer.pcm) <= 48_000


@pytest.mark.parametrize("pace", ["00", "fast", "\u00b2", "-1"])
def test_an_unknown_pace_is_the_usual_one(sandbox: Sandbox, pace: str) -> None:
    body = asking("x")
    body["messages"][0]["content"] = f"#pace {pace} #say Hi."
    assert sandbox.ask(body).text == "Hi."


def test_a_gateways_page(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking("#fault html"))
    assert answer.status == 502
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"<html>" in answer.body


def test_last_lines_left_out(sandbox: Sandbox) -> None:
    assert sandbox.ask(asking("#fault no-usage")).usage is None
    answer = sandbox.ask(asking("#fault no-done"))
    assert answer.usage is not None
    assert "data: [DONE]" not in answer.lines


def test_a_noisy_report_is_off_by_the_same_for_the_same_question(
    sandbox: Sandbox,
) -> None:
    plain = sandbox.ask(asking("#length 4000 A?")).usage
    noisy = sandbox.ask(asking("#noise 15 #length 4000 A?")).usage
    again = sandbox.ask(asking("#noise 15 #length 4000 A?")).usage
    other = sandbox.ask(asking("#noise 15 #length 4000 B?")).usage
    assert plain and noisy and other
    assert noisy == again
    assert noisy["completion_tokens"] != other["completion_tokens"]
    factors = [told["completion_tokens"] / 1000 for told in (noisy, other)]
    assert all(1.05 <= factor <= 1.35 for factor in factors)
    assert noisy["completion_tokens"] > plain["completion_tokens"]
    parts = noisy["completion_tokens_details"].values()
    assert noisy["completion_tokens"] == sum(parts)


def test_without_noise_a_report_is_exact() -> None:
    counts = {"text_tokens": 7, "image_tokens": 222}
    exact = usage.usage(counts, {"text_tokens": 3}, faults.read("#noise 0 x"))
    assert exact["prompt_tokens_details"] == counts
    wide = usage.usage({"text_tokens": 1000}, {}, faults.read("#noise 9999 x"))
    assert 200 <= wide["prompt_tokens"] <= 2200


def test_ragged_sound_is_whole_together(sandbox: Sandbox) -> None:
    plain = sandbox.ask(asking("#tone 1", **spoken("Tina")))
    ragged = sandbox.ask(asking("#fault ragged #tone 1", **spoken("Tina")))
    assert ragged.pcm == plain.pcm
    assert (plain.order.count("a"), ragged.order.count("a")) == (4, 5)


def test_armed_directives_meet_the_next_question(sandbox: Sandbox) -> None:
    armed = {"directives": "#fault E13", "times": 2}
    connection, response = sandbox.open(armed, path="directives")
    connection.close()
    assert response.status == 204
    statuses = [sandbox.ask(asking("x")).status for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_arming_needs_the_key(sandbox: Sandbox) -> None:
    connection, response = sandbox.open({}, key="no", path="directives")
    connection.close()
    assert response.status == 401


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("How many #fault E4 are there?", "How many #fault E4 are there?"),
        ("#hashtag What?", "#hashtag What?"),
        ("#fault E4 once What?", "What?"),
        ("#pace 0\n#fault E12 after=7\nWhat?\nAnd?", "What?\nAnd?"),
        ("#say Hi there\n\nAnswer in German.", "Answer in German."),
        ("#noise 15 #pace 0 What?", "What?"),
        ("#pace", "#pace"),
    ],
)
def test_what_is_left_is_the_question(text: str, question: str) -> None:
    assert faults.read(text).question in (question, "")
    if text != "#pace":
        assert faults.read(text).question == question


def test_only_post_is_known(sandbox: Sandbox) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=10)
    connection.request("GET", f"{sandbox.prefix}/v1/chat/completions")
    assert connection.getresponse().status == 405
    connection.close()
