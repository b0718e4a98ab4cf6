"""Expected costs come close to billed ones after some runs, though usage is noisy."""

from __future__ import annotations

from statistics import median
from typing import Any

from omniweb.library.models import Asset
from omniweb.usage.models import Entry
from tests.analyses.conftest import MODEL, Api

RUNS, JUDGED = 30, 15
# The usage is 5 to 35 % above what the sandbox counted: a bias of 20, a noise of 15.
NOISY = "#noise 15 #pace 0 "
ASKED = (
    "What is in picture {}?",
    "Describe this for slide {}.",
    "Which colours do you see? Note {}.",
    "Name {} things a buyer would like about it, in the order of their weight.",
)


def asked(number: int) -> str:
    return NOISY + ASKED[number % len(ASKED)].format(number)


def total(tokens: dict[str, int]) -> int:
    return sum(count for name, count in tokens.items() if name != "cached_in")


def off_in_money(told: dict[str, Any]) -> float:
    """How far the expected cost was from the actual one, as a share of it."""
    expected, actual = told["sent"]["cost"]["expected"], told["cost"]["actual"]
    return abs(float(expected) / float(actual) - 1)


def off_in_tokens(told: dict[str, Any]) -> float:
    return abs(total(told["sent"]["tokens"]) / total(told["usage"]) - 1)


def test_thirty_noisy_runs_teach_the_estimate(api: Api, picture: Asset) -> None:
    runs = [api.ask(picture, asked(number)) for number in range(RUNS)]
    assert {told["state"] for told in runs} == {"done"}
    early, corrected, late = runs[:3], runs[3:], runs[-JUDGED:]
    for judged in (corrected, late):
        assert median(map(off_in_money, judged)) < 0.10
        assert median(map(off_in_tokens, judged)) < 0.10
    # It was learned: the formulas alone are far off, and they stay in the ledger.
    assert min(map(off_in_money, early)) > 0.25
    formulas = Entry.objects.order_by("sent_at").values_list(
        "tokens_formula", flat=True
    )
    assert {counts["text_out"] for counts in formulas} == {formulas[0]["text_out"]}
    assert {counts["image_in"] for counts in formulas} == {222}
    shown = api.get("usage?by=model")["items"][0]
    assert (shown["key"], shown["learned_from"]) == (MODEL, RUNS)


def test_the_price_told_before_a_question_is_corrected_too(
    api: Api, picture: Asset
) -> None:
    for number in range(4):
        api.ask(picture, asked(number))
    body = {"asset": str(picture.id), "model": MODEL, "prompt": asked(1)}
    _, told = api.send("POST", "estimates", body)
    formula = Entry.objects.latest("sent_at").tokens_formula
    assert told["tokens"]["text_out"] < formula["text_out"]
