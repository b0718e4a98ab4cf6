"""Each way a call can end badly: what is said, what is booked, what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omniweb.jobs.models import Event
from omniweb.library.models import Asset
from omniweb.usage.models import Entry
from tests.analyses.conftest import MODEL, Api

Received = Callable[[], list[dict[str, Any]]]
QUICK = "#pace 0 "


@pytest.mark.parametrize(
    ("fault", "code", "who", "billed", "state"),
    [
        ("E1", "stream_required", "admin", False, "void"),
        ("E2", "input_blocked", "you", False, "void"),
        ("E3", "unpaid", "admin", False, "void"),
        ("E4", "request_rate", "wait", False, "void"),
        ("E5", "token_rate", "wait", False, "void"),
        ("E6", "burst_rate", "wait", False, "void"),
        ("E7", "invalid_api_key", "admin", False, "void"),
        ("E8", "input_too_long", "you", False, "void"),
        ("E9", "media_url_invalid", "admin", False, "void"),
        ("E13", "overloaded", "wait", False, "void"),
        ("html", "unavailable", "wait", False, "void"),
    ],
)
def test_a_refusal_says_who_can_act_and_costs_nothing(
    api: Api,
    picture: Asset,
    fault: str,
    code: str,
    who: str,
    billed: bool | None,
    state: str,
) -> None:
    told = api.ask(picture, f"#fault {fault} What?")
    assert told["state"] == "failed"
    error = told["error"]
    assert (error["code"], error["who"], error["billed"]) == (code, who, billed)
    assert error["message"].endswith((".", "!"))
    assert "<" not in error["message"]
    assert (told["text"], told["partial"]) == ("", False)
    assert [entry.state for entry in Entry.objects.all()] == [state]
    assert told["cost"]["actual"] is None


@pytest.mark.parametrize(
    ("fault", "code"),
    [("E10", "output_blocked"), ("E11", "bad_setting"), ("E12", "interrupted")],
)
def test_what_arrived_before_a_failure_stays(
    api: Api, picture: Asset, fault: str, code: str
) -> None:
    told = api.ask(picture, f"{QUICK}#fault {fault} after=40 What?")
    assert told["state"] == "failed"
    assert told["error"]["code"] == code
    assert told["error"]["billed"] is True
    assert told["partial"] is True
    assert told["text"].startswith("Sandbox, no AI:")
    entry = Entry.objects.get()
    assert (entry.state, entry.actual) == ("unknown", None)
    assert entry.expected is not None


def test_an_empty_answer_is_no_success(api: Api, picture: Asset) -> None:
    told = api.ask(picture, f"{QUICK}#say \n\nWhat?")
    assert (told["state"], told["error"]["code"]) == ("failed", "empty_answer")
    assert Entry.objects.get().state == "settled"


def test_a_call_without_usage_is_done_and_its_price_stays_open(
    api: Api, picture: Asset
) -> None:
    told = api.ask(picture, f"{QUICK}#fault no-usage What?")
    assert told["state"] == "done"
    assert told["usage"] is None
    assert told["cost"]["actual"] is None
    assert Entry.objects.get().state == "unknown"


def test_a_throttled_call_waits_and_goes_on(
    api: Api, picture: Asset, settings: Any, received: Received
) -> None:
    settings.MODEL_PATIENCE_S = 20
    told = api.ask(picture, f"{QUICK}#fault E4 once retry-after=1 What now?")
    assert told["state"] == "done", told["error"]
    assert len(received()) == 2
    states = [e.state for e in Entry.objects.order_by("attempt")]
    assert states == ["void", "settled"]
    assert [e.attempt for e in Entry.objects.order_by("attempt")] == [1, 2]
    log = Event.objects.filter(job=told["job"], data__state="waiting")
    assert "Trying again in 1 s." in log[0].data["detail"]


def test_asking_again_makes_a_further_answer(api: Api, picture: Asset) -> None:
    first = api.ask(picture, f"{QUICK}#fault E2 once What is it?")
    assert first["state"] == "failed"
    status, told = api.send("POST", f"analyses/{first['id']}/retry")
    assert status == 202
    told = api.get(f"analyses/{first['id']}")
    assert (told["id"], told["state"]) == (first["id"], "done")
    assert told["job"] != first["job"]
    assert (told["answer"], told["answers"]) == (2, [1, 2])


def test_a_model_that_cannot_do_it_refuses_before_the_network(
    api: Api, picture: Asset, received: Received
) -> None:
    body = {"asset": str(picture.id), "prompt": "Say it.", "narrate": True}
    for model, code in (
        ("dashscope/qwen3.8-omni-flash", "no_speech"),
        ("dashscope/nothing", "unknown_model"),
        ("fireworks/qwen3-omni-30b-a3b-instruct", "endpoint_unavailable"),
    ):
        status, told = api.send("POST", "analyses", {**body, "model": model})
        assert (status, told["error"]["code"]) == (422, code)
    status, told = api.send(
        "POST", "analyses", {**body, "model": MODEL, "prompt": "  "}
    )
    assert (status, told["error"]["code"]) == (422, "no_question")
    assert received() == []
    assert Entry.objects.count() == 0
