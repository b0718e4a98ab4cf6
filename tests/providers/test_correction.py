"""What settled runs teach, and what they must not."""

from __future__ import annotations

from dataclasses import asdict, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers.correction import INTO, NONE, OUT, Correction, learned
from omniweb.providers.plan import Tokens

FORMULA = {"text_in": 40, "image_in": 222, "text_out": 350, "audio_out": 1500}
ACTUAL = {"text_in": 40, "image_in": 222, "text_out": 70, "audio_out": 300}
counts = st.dictionaries(st.sampled_from(INTO + OUT), st.integers(0, 100_000))
tokens = st.builds(Tokens, **dict.fromkeys(INTO + OUT, st.integers(0, 1_000_000)))


def of_text(*ratios: float) -> Correction:
    return learned(
        [({"text_out": 1000}, {"text_out": round(1000 * r)}) for r in ratios]
    )


def test_without_runs_nothing_is_corrected() -> None:
    assert learned([]) == NONE
    assert NONE.applied(Tokens(text_in=7, cached_in=3)) == Tokens(
        text_in=7, cached_in=3
    )


def test_each_count_learns_its_own_ratio() -> None:
    found = learned([(FORMULA, ACTUAL)] * 3)
    assert found == replace(NONE, text_out=0.2, audio_out=0.2, runs=3)
    corrected = found.applied(Tokens(**FORMULA, cached_in=11))
    assert asdict(corrected) == asdict(Tokens(**ACTUAL, cached_in=11))


def test_two_runs_are_too_few() -> None:
    assert learned([(FORMULA, ACTUAL)] * 2) == NONE


def test_one_odd_answer_in_five_moves_nothing() -> None:
    assert of_text(1.5, 1.5, 40, 1.5, 1.5).text_out == 1.5


def test_exact_formulas_stay_exactly_as_they_are() -> None:
    assert of_text(1.003, 0.998, 1.005).text_out == 1.0
    assert of_text(1.006, 1.006, 1.006).text_out == 1.006


def test_no_factor_leaves_the_sane_range() -> None:
    assert of_text(500, 500, 500).text_out == 20
    assert of_text(0.001, 0.001, 0.001).text_out == 0.05


def test_a_failed_narration_teaches_nothing_of_the_answer() -> None:
    silent = {**ACTUAL, "audio_out": 0, "text_out": 370}
    found = learned([(FORMULA, silent)] * 5)
    assert (found.audio_out, found.text_out) == (1.0, 1.0)
    assert learned([(FORMULA, silent)] * 9 + [(FORMULA, ACTUAL)] * 3).audio_out == 0.2


def test_what_was_not_expected_is_not_learned() -> None:
    mute = {**FORMULA, "audio_out": 0}
    assert learned([(mute, ACTUAL)] * 3) == replace(NONE, text_out=0.2, runs=3)


def test_thought_that_did_not_come_teaches_nothing() -> None:
    thinking = {"text_out": 350, "reasoning_out": 1000}
    assert learned([(thinking, {"text_out": 90})] * 3) == NONE


def test_an_endpoint_that_counts_its_input_in_one_number() -> None:
    """As vLLM does: everything is text, so the whole is compared with the whole."""
    exact = {"text_in": 262, "text_out": 350}
    assert learned([({**FORMULA, "audio_out": 0}, exact)] * 3).image_in == 1.0
    more = {"text_in": 524, "text_out": 350}
    found = learned([({**FORMULA, "audio_out": 0}, more)] * 3)
    assert (found.text_in, found.image_in) == (2.0, 2.0)
    assert found.applied(Tokens(text_in=40, image_in=222)).total_in == 524


@pytest.mark.parametrize("actual", [{}, {"text_in": 0, "text_out": 0}])
def test_a_report_without_counts_teaches_nothing(actual: dict[str, int]) -> None:
    assert learned([(FORMULA, actual)] * 3) == NONE
    assert learned([({}, ACTUAL)] * 3) == NONE


@given(st.lists(st.tuples(counts, counts), max_size=12), tokens)
def test_whatever_runs_say_counts_stay_sane(
    pairs: list[tuple[dict[str, int], dict[str, int]]], given_: Tokens
) -> None:
    found = learned(pairs)
    assert found.runs <= len(pairs)
    assert all(0.05 <= getattr(found, name) <= 20 for name in INTO + OUT)
    for name in INTO + OUT:
        before, after = getattr(given_, name), getattr(found.applied(given_), name)
        assert (after > 0) == (before > 0)


@given(st.lists(counts, min_size=3, max_size=12), tokens)
def test_right_estimates_are_never_changed(
    runs: list[dict[str, int]], given_: Tokens
) -> None:
    assert learned([(run, run) for run in runs]).applied(given_) == given_


@given(st.integers(0, 2**32), st.floats(0.3, 4.0))
def test_noise_around_a_bias_leaves_the_bias(seed: int, bias: float) -> None:
    dice = Random(seed)
    ratios = [bias * dice.uniform(0.85, 1.15) for _ in range(30)]
    assert of_text(*ratios).text_out == pytest.approx(bias, rel=0.15)
