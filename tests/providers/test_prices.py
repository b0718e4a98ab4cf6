"""Money: the published example to the last digit, and rules a flat table misses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from omniweb.providers.catalog import load
from omniweb.providers.plan import Tokens
from omniweb.providers.prices import cost, source, spread

CATALOG = load()
ABROAD = CATALOG.configured("dashscope")
TURBO = CATALOG.profile("dashscope/qwen-omni-turbo")


# Protocol 3.3, retyped: text, image, video and audio in, text out, audio out.
RMB = {
    "qwen-omni-turbo": ("0.4", "1.5", "1.5", "25", "1.6", "50"),
    "qwen2.5-omni-7b": ("0.6", "2", "2", "38", "2.4", "76"),
    "qwen3-omni-flash": ("1.8", "3.3", "3.3", "15.8", "6.9", "62.6"),
    "qwen3.5-omni-plus": ("7", "7", "7", "53", "40", "213"),
    "qwen3.5-omni-flash": ("2.2", "2.2", "2.2", "18", "13.3", "72"),
    "qwen3-omni-30b-a3b-captioner": (None, None, None, "15.8", "12.7", None),
}
USD = {
    "qwen3.8-omni-flash": ("0.15", "0.15", "0.15", "0.15", "0.47", None),
    "qwen3.5-omni-plus": ("1.4", "1.4", "1.4", "11", "8.3", "44"),
    "qwen3.5-omni-flash": ("0.4", "0.4", "0.4", "3", "2.2", "11.9"),
}
KINDS = ("text_in", "image_in", "video_in", "audio_in", "text_out", "audio_out")
# With media in, and with speech out; None where text stays at its rate.
TEXT_OUT = {
    "qwen-omni-turbo": ("4.5", "0"),
    "qwen2.5-omni-7b": ("6", "0"),
    "qwen3-omni-flash": ("12.7", None),
    "qwen3.5-omni-plus": (None, None),
}


@pytest.mark.parametrize(
    ("catalog", "currency", "name", "rates"),
    [(CATALOG, "CNY", name, rates) for name, rates in RMB.items()]
    + [(ABROAD, "USD", name, rates) for name, rates in USD.items()],
)
def test_a_million_of_each_kind_costs_its_listed_rate(
    catalog, currency, name, rates
) -> None:
    profile = catalog.profile(f"dashscope/{name}")
    assert profile.model.prices.currency == currency
    for kind, rate in zip(KINDS, rates, strict=True):
        if rate is not None:
            assert cost(profile, Tokens(**{kind: 1_000_000})) == Decimal(rate), kind


@pytest.mark.parametrize(("name", "rates"), TEXT_OUT.items())
def test_what_a_flat_table_misses(name, rates) -> None:
    profile = CATALOG.profile(f"dashscope/{name}")
    bare = cost(profile, Tokens(text_out=1_000_000))
    for beside, rate in zip(("image_in", "audio_out"), rates, strict=True):
        other = cost(profile, Tokens(**{beside: 1_000_000}))
        both = cost(profile, Tokens(text_out=1_000_000, **{beside: 1_000_000}))
        assert both - other == (bare if rate is None else Decimal(rate))


def test_the_captioners_sample_costs_what_its_page_says() -> None:
    captioner = CATALOG.profile("dashscope/qwen3-omni-30b-a3b-captioner")
    # 152 of sound at 15.8 and 387 of text at 12.7; 8 of template are not listed.
    used = Tokens(audio_in=152, text_in=8, text_out=387)
    assert cost(captioner, used) == Decimal("0.0073165")


def test_the_guides_own_example() -> None:
    used = Tokens(text_in=1000, image_in=1000, text_out=1000, audio_out=1000)
    assert cost(TURBO, used) == Decimal("0.0519")


def test_text_is_free_only_in_a_spoken_answer() -> None:
    silent = cost(TURBO, Tokens(text_in=1000, text_out=1000))
    assert silent == Decimal("0.0004") + Decimal("0.0016")


@pytest.mark.parametrize("media", ["image_in", "video_in", "audio_in"])
def test_text_out_is_dearer_when_media_went_in(media) -> None:
    flash = CATALOG.profile("dashscope/qwen3-omni-flash")
    bare = cost(flash, Tokens(text_out=1_000_000))
    rates = {"image_in": "3.3", "video_in": "3.3", "audio_in": "15.8"}
    seen = cost(flash, Tokens(text_out=1_000_000, **{media: 1_000_000}))
    assert bare == Decimal("6.9")
    assert seen == Decimal("12.7") + Decimal(rates[media])


def test_a_minute_of_720p_on_3_flash_is_about_six_fen() -> None:
    flash = CATALOG.profile("dashscope/qwen3-omni-flash")
    amount = cost(flash, Tokens(video_in=15_842, audio_in=750))
    assert Decimal("0.06") < amount < Decimal("0.07")


def test_thinking_is_billed_as_text() -> None:
    flash = CATALOG.profile("dashscope/qwen3-omni-flash")
    assert cost(flash, Tokens(reasoning_out=1_000_000)) == Decimal("6.9")


def test_cached_input_costs_less_where_a_rate_is_listed() -> None:
    flash = CATALOG.profile("dashscope/qwen3.8-omni-flash")
    used = Tokens(text_in=1_000_000, cached_in=1_000_000)
    assert cost(flash, used) == Decimal("0.016")


@pytest.mark.parametrize(
    "name",
    [
        "vllm/omni",
        "fireworks/qwen3-omni-30b-a3b-instruct",
        "aimlapi/qwen3-omni-30b-a3b-captioner",
    ],
)
def test_without_a_listed_price_there_is_no_money(name) -> None:
    profile = CATALOG.profile(name)
    assert cost(profile, Tokens(text_in=10)) is None
    assert spread(profile, Tokens(), Tokens(), Tokens()) is None
    assert source(profile) == ""


def test_a_modality_without_a_rate_makes_the_whole_unknown() -> None:
    captioner = CATALOG.profile("dashscope/qwen3-omni-30b-a3b-captioner")
    assert cost(captioner, Tokens(audio_in=152, text_out=387)) is not None
    assert cost(captioner, Tokens(video_in=1)) is None


def test_the_sandbox_shows_what_the_real_model_would_cost() -> None:
    sandbox = CATALOG.profile("sandbox/omni")
    real = CATALOG.profile("dashscope/qwen3.5-omni-flash")
    used = Tokens(text_in=5, video_in=9, audio_in=3, text_out=4, audio_out=2)
    assert cost(sandbox, used) == cost(real, used)
    assert source(sandbox).startswith("what qwen3.5-omni-flash would cost")


def test_a_spread_runs_from_least_to_most() -> None:
    found = spread(TURBO, Tokens(text_in=1), Tokens(text_in=2), Tokens(text_in=3))
    assert found is not None
    assert found.low < found.expected < found.high
    assert found.currency == "CNY"
