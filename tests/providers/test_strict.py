"""Nothing reaches the network to be refused there: a plan passes a strict reader."""

# ruff: noqa: E501 a row reads best on one line

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omniweb.providers.plan import Plan, Refusal, Wish
from omniweb.providers.recipes import Original, Recipe, foretold

from .strict_cases import (
    ACCEPTED,
    ASK,
    CAPTIONER,
    FIREWORKS,
    FLASH3,
    FRAMES,
    MB,
    OMNI35,
    REFUSED,
    THINK,
    VL,
    clip,
    picture,
    sound,
)
from .strict_fixes import ADVICE, advised
from .strict_flaws import FLAWS, said_of
from .strict_rules import RULES
from .strict_wishes import Asked, asked, catalog, verdict

CATALOG = catalog()
PROFILES = CATALOG.profiles()
WISHES = 500


def nth(seed: int) -> Asked:
    return asked(Random(seed), PROFILES[seed % len(PROFILES)])


def is_a_sentence_with_a_fix(refusal: Refusal) -> bool:
    said = refusal.message
    return len(said) >= 20 and said.endswith(".") and bool(ADVICE.search(said))


def test_of_500_wishes_each_is_sent_as_the_documents_want_or_refused() -> None:
    outcomes: Counter[tuple[str, str]] = Counter()
    wrong = []
    for seed in range(WISHES):
        found = nth(seed).found()
        endpoint = PROFILES[seed % len(PROFILES)].endpoint.name
        if isinstance(found, Refusal):
            outcomes[found.code, endpoint] += 1
            if not is_a_sentence_with_a_fix(found):
                wrong.append(f"{seed}: {found.message}")
        else:
            outcomes["planned", endpoint] += 1
            wrong += [f"{seed} {found.profile.name}: {w}" for w in verdict(found)]
    print(table(outcomes))
    assert not wrong, "\n" + "\n".join(wrong)
    planned = sum(n for (code, _), n in outcomes.items() if code == "planned")
    assert outcomes.total() == WISHES
    assert 0.3 * WISHES <= planned <= 0.7 * WISHES
    assert len({code for code, _ in outcomes}) >= 12


def table(outcomes: Counter[tuple[str, str]]) -> str:
    """Outcomes by code and endpoint; pytest shows it with -s."""
    places = sorted({place for _, place in outcomes})
    codes = Counter[str]()
    for (code, _), count in outcomes.items():
        codes[code] += count
    rows = [f"{'':<22}{'all':>5}" + "".join(f"{place:>11}" for place in places)]
    for code, count in codes.most_common():
        cells = "".join(f"{outcomes[code, place]:>11}" for place in places)
        rows.append(f"{code:<22}{count:>5}{cells}")
    return "\n" + "\n".join(rows)


def test_every_model_of_the_catalogue_has_rules_and_gets_plans() -> None:
    assert {profile.name for profile in PROFILES} == set(RULES)
    planned = {
        found.profile.name
        for found in (nth(seed).found() for seed in range(WISHES))
        if isinstance(found, Plan)
    }
    assert planned == set(RULES)


def test_what_a_refusal_advises_does_away_with_it() -> None:
    wrong, tried = [], 0
    for seed in range(WISHES):
        one = nth(seed)
        found = one.found()
        if isinstance(found, Plan):
            continue
        for other in advised(one, found):
            after, tried = other.found(), tried + 1
            if isinstance(after, Refusal) and after.code == found.code:
                wrong.append(f"{seed}: {found.message} -> {after.message}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert tried >= 100


@settings(deadline=None)  # a long prompt takes long to draw, not to plan
@given(
    rng=st.randoms(use_true_random=False, note_method_calls=False),
    name=st.sampled_from(sorted(RULES)),
)
def test_no_other_wish_reaches_the_network_to_be_refused(rng, name) -> None:
    found = asked(rng, CATALOG.profile(name)).found()
    if isinstance(found, Refusal):
        assert is_a_sentence_with_a_fix(found)
    else:
        assert verdict(found) == []


@pytest.mark.parametrize(
    "row", ACCEPTED, ids=[f"{row[1].partition('/')[2]}: {row[0]}" for row in ACCEPTED]
)
def test_what_the_documents_take_is_planned(row) -> None:
    _, model, original, wish, signed = row
    found = Asked(original, wish, CATALOG.profile(model), signed).found()
    assert isinstance(found, Plan), found
    assert verdict(found) == []
    assert found.delivery == ("url" if signed and original else "inline") or (
        model.startswith("vllm") or wish.sampling in ("frames", "action")
    )


@pytest.mark.parametrize(
    "row", REFUSED, ids=[f"{row[1].partition('/')[2]}: {row[0]}" for row in REFUSED]
)
def test_what_the_documents_do_not_take_is_refused(row) -> None:
    _, model, original, wish, signed, code = row
    found = Asked(original, wish, CATALOG.profile(model), signed).found()
    assert isinstance(found, Refusal), verdict(found)
    assert found.code == code
    assert is_a_sentence_with_a_fix(found)


@pytest.mark.parametrize("row", FLAWS, ids=[f"{row[0]}: {row[6]}" for row in FLAWS])
def test_the_strict_reader_sees_a_single_flaw(row) -> None:
    model, original, wish, signed, where, what, told = row
    found = Asked(original, wish, CATALOG.profile(model), signed).found()
    assert isinstance(found, Plan), found
    assert told in said_of(found, where, what)


# What this reader found and the planner does not know yet; each is reported.
SHORT = sound(0.4)
STRIP = picture(11, 2200).facts
LARGE = picture(7680, 4320, 24 * MB).facts
FULL = clip(59)
CROWDED = {
    "video-360p-1fps-silent": replace(
        foretold(Recipe(kind="video", side=360, fps=1), FULL.facts), bytes=7_293_000
    )
}
EDGES = [
    ("a vision model is told a clip's type", VL, clip(20), ASK, False),
    ("no list of slivers is sent", OMNI35, clip(20, 3000, 24), FRAMES, False),
    ("a payload holds the words too", FIREWORKS, Original(FULL.facts, CROWDED), Wish("word " * 20_000), False),
    ("a strip keeps its shape", OMNI35, Original(STRIP, {}), ASK, True),
    ("a large picture is made small", OMNI35, Original(LARGE, {}), ASK, True),
    ("the whole of a short sound is a part", OMNI35, SHORT, replace(ASK, span=(0, 0.4)), True),
]  # fmt: skip


@pytest.mark.parametrize("row", EDGES, ids=[row[0] for row in EDGES])
def test_an_edge_that_was_once_missed(row) -> None:
    _, model, original, wish, signed = row
    found = Asked(original, wish, CATALOG.profile(model), signed).found()
    sliver = wish is FRAMES
    if isinstance(found, Refusal):
        assert sliver, found
    else:
        assert verdict(found) == []


ADVICE_TAKEN = [
    ("a model that takes no such clip", CAPTIONER, clip(3905), ASK),
    ("thinking, which is not what is too much", FLASH3, None, replace(THINK, prompt="word " * 60_000)),
]  # fmt: skip


@pytest.mark.parametrize("row", ADVICE_TAKEN, ids=[row[0] for row in ADVICE_TAKEN])
def test_advice_can_be_followed(row) -> None:
    _, model, original, wish = row
    one = Asked(original, wish, CATALOG.profile(model), True)
    found = one.found()
    assert isinstance(found, Refusal)
    for other in advised(one, found):
        after = other.found()
        assert isinstance(after, Plan) or after.code != found.code
