"""A further question begins as the last one was asked; what was sent is told."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from omniweb.accounts.actor import Actor
from omniweb.analyses.forms import ClockField, QuestionForm
from omniweb.library.models import Asset
from tests.analyses.conftest import Api
from tests.conftest import signed_in

FLASH38 = "dashscope/qwen3.8-omni-flash"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (83, "1:23"), (5.5, "0:05.5"), (3723, "1:02:03"), (59.96, "1:00")],
)
def test_a_place_is_written_as_it_is_read(seconds: float, words: str) -> None:
    field = ClockField()
    assert field.prepare_value(seconds) == words
    assert field.clean(words) == pytest.approx(seconds, abs=0.05)
    assert field.prepare_value("soon") == "soon"


def page(bob: Actor, told: dict[str, Any]) -> str:
    """The conversation's page."""
    response = signed_in(bob).get(f"/conversations/{told['conversation']}/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_follow_up_keeps_how_it_was_asked(api: Api, clip: Asset, bob: Actor) -> None:
    chosen = {"sampling": "talking-head", "start_s": 1, "end_s": 3.5}
    told = api.ask(
        clip, "#pace 0 What?", model=FLASH38, thinking=True, effort="low", **chosen
    )
    assert told["state"] == "done", told["error"]
    shown = page(bob, told)
    assert 'name="start_s" value="0:01"' in shown
    assert 'name="end_s" value="0:03.5"' in shown
    head = shown[shown.index('value="talking head"') :]
    assert "checked" in head[: head.index(">")]
    model = shown[shown.index(f'<option value="{FLASH38}"') :]
    assert "selected" in model[: model.index(">")]
    assert '<option value="low" selected>' in shown
    assert 'name="thinking" checked' in shown
    for words in ("0:01 to 0:03.5", "Talking head", "Low effort", told["request_id"]):
        assert words in shown[shown.index("What was sent") :]


def test_the_first_question_begins_with_nothing_chosen() -> None:
    form = QuestionForm()
    assert form["start_s"].value() is None
    assert form["sampling"].value() is None


def test_it_is_told_how_long_a_model_thought(api: Api, clip: Asset) -> None:
    thought = api.ask(clip, "#pace 0 What?", model=FLASH38, thinking=True)["timings"]
    assert 0 <= thought["thinking_s"] <= thought["total_s"]
    assert api.ask(clip, "#pace 0 What?")["timings"]["thinking_s"] is None
