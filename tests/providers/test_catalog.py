"""The catalog as shipped: what it says, who says so, and where prices hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, FrozenInstanceError, fields, is_dataclass
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest

from omniweb.providers import prices
from omniweb.providers.capabilities import Model, Prices
from omniweb.providers.catalog import Profile, Source, UnknownModel, load

CATALOG = load()
# What a model is called needs no source, nor does an id that is its own name.
UNSOURCED = {"name", "label", "sources"}
DATE = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")
WORKSPACE = "https://ws-123.{}.maas.aliyuncs.com/compatible-mode/v1"


def settings(value: Any, start: str = "") -> Iterator[str]:
    """The settings of a model that are not the default, as in limits.video.seconds."""
    for field in fields(value):
        said = getattr(value, field.name)
        unsaid = field.default
        if field.default_factory is not MISSING:
            unsaid = field.default_factory()
        if (not start and field.name in UNSOURCED) or said == unsaid:
            continue
        if is_dataclass(said):
            yield from settings(said, f"{start}{field.name}.")
        elif field.name == "prices_in":
            for region, listed in said.items():
                yield from settings(listed, f"prices_in.{region}.")
        else:
            yield f"{start}{field.name}"


def price_lists(model: Model) -> list[Prices]:
    found = [model.prices, *model.prices_in.values()]
    return [listed for listed in found if listed.listed and listed != Prices()]


def test_every_contracted_endpoint_and_model_is_there() -> None:
    names = [profile.name for profile in CATALOG.profiles()]
    assert names[0] == "sandbox/omni"
    for model in (
        "qwen-omni-turbo",
        "qwen3-omni-flash",
        "qwen3.5-omni-flash",
        "qwen3.5-omni-plus",
        "qwen3.8-omni-flash",
        "qwen3-omni-30b-a3b-captioner",
    ):
        assert f"dashscope/{model}" in names
    assert {"fireworks", "aimlapi", "vllm"} <= set(CATALOG.endpoints)


def test_the_variables_are_those_of_the_contract() -> None:
    found = {e.name: (e.key_env, e.base_url_env) for e in CATALOG.endpoints.values()}
    assert found["sandbox"] == ("", "")
    for name in ("dashscope", "fireworks", "aimlapi", "vllm"):
        assert found[name] == (f"{name.upper()}_API_KEY", f"{name.upper()}_BASE_URL")
    assert CATALOG.endpoints["fireworks"].model_env == "FIREWORKS_MODEL"
    assert CATALOG.endpoints["vllm"].model_env == "VLLM_MODEL"


@pytest.mark.parametrize(
    ("name", "count", "default", "foreign"),
    [
        ("qwen-omni-turbo", 4, "Cherry", "Tina"),
        ("qwen3-omni-flash", 17, "Cherry", "Tina"),
        ("qwen3-omni-flash-2025-12-01", 49, "Cherry", "Tina"),
        ("qwen3.5-omni-flash", 56, "Tina", "Cherry"),
        ("qwen3.5-omni-plus", 56, "Tina", "Cherry"),
        ("qwen3.8-omni-flash", 0, "", "Tina"),
        ("qwen3-omni-30b-a3b-captioner", 0, "", "Cherry"),
    ],
)
def test_voices_by_family(name, count, default, foreign) -> None:
    model = CATALOG.profile(f"dashscope/{name}").model
    assert len(set(model.voices)) == len(model.voices) == count
    assert model.voice == default
    assert foreign not in model.voices


def test_families_differ_where_the_capability_matrix_says_so() -> None:
    def model(name):
        return CATALOG.profile(f"dashscope/{name}").model

    assert model("qwen3.8-omni-flash").outputs == ("text",)
    assert model("qwen3.8-omni-flash").thinking == "on"
    assert model("qwen3.8-omni-flash").limits.video.seconds == 7200
    assert model("qwen3-omni-flash").thinking == "off"
    assert model("qwen3-omni-flash").limits.max_in_thinking == 16_384
    assert model("qwen3-omni-flash").limits.video.seconds == 150
    assert model("qwen3.5-omni-plus").thinking == "none"
    assert model("qwen3.5-omni-plus").mix
    assert not model("qwen3-omni-flash").mix
    assert model("qwen-omni-turbo").limits.video.seconds == 40
    assert model("qwen3-omni-30b-a3b-captioner").inputs == ("audio",)
    assert not model("qwen3-omni-30b-a3b-captioner").must_stream


def test_the_sandbox_says_that_it_is_no_ai_and_needs_no_key() -> None:
    profile = CATALOG.profile("sandbox/omni")
    assert profile.endpoint.no_ai
    assert profile.model.must_stream
    assert profile.model.voice == "Tina"
    assert not any(CATALOG.endpoints[n].no_ai for n in CATALOG.endpoints if n[0] != "s")


@pytest.mark.parametrize("name", ["", "nobody", "nobody/x", "dashscope/x", "sandbox"])
def test_an_unknown_model_is_told_with_the_choices(name) -> None:
    with pytest.raises(UnknownModel, match="sandbox/omni"):
        CATALOG.profile(name)


def test_values_cannot_be_changed() -> None:
    profile = CATALOG.profile("sandbox/omni")
    with pytest.raises(FrozenInstanceError):
        profile.model.label = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        CATALOG.endpoints["sandbox"].models["omni"] = profile.model  # type: ignore[index]


def test_an_address_and_a_deployment_are_filled_in() -> None:
    placed = CATALOG.configured(
        "fireworks", base_url="http://127.0.0.1:2/v1", wire_id="accounts/a/models/m#d"
    )
    profile = placed.profile("fireworks/qwen3-omni-30b-a3b-instruct")
    assert profile.endpoint.base_url == "http://127.0.0.1:2/v1"
    assert profile.model.sent_as == "accounts/a/models/m#d"
    assert CATALOG.endpoints["fireworks"].models != placed.endpoints["fireworks"].models


def test_an_endpoint_can_be_left_out() -> None:
    catalog = CATALOG.without("sandbox")
    assert "sandbox" not in catalog.endpoints
    with pytest.raises(UnknownModel):
        catalog.profile("sandbox/omni")


@pytest.mark.parametrize("profile", CATALOG.profiles(), ids=lambda p: p.name)
def test_every_setting_says_where_it_comes_from(profile: Profile) -> None:
    model = profile.model
    said = set(settings(model)) - {"prices.listed"}
    assert {"family", "inputs", "limits.context", "limits.max_out"} <= said
    assert not [setting for setting in said if not model.source_of(setting)]
    for listed in price_lists(model):
        assert listed.currency in {"CNY", "USD"}
        assert DATE.fullmatch(listed.date) and listed.source
        assert listed.text_in is not None and listed.text_out is not None


def test_every_source_is_used_dated_and_trusted_to_a_degree() -> None:
    models = [profile.model for profile in CATALOG.profiles()]
    used = {source for model in models for source in model.sources.values()}
    assert used == set(CATALOG.sources)
    degrees = get_args(get_type_hints(Source)["trust"])
    assert degrees == ("documented", "code", "told", "assumed")
    for source in CATALOG.sources.values():
        assert source.title and DATE.fullmatch(source.date)
        assert source.trust in degrees


@pytest.mark.parametrize(
    ("setting", "source"),
    [
        ("limits.video.seconds", "guide_2026"),
        ("limits.context", "agentscope"),
        ("limits.max_in", "assumed"),
        ("prices.text_in", "price_tables"),
        ("budgets", ""),
    ],
)
def test_the_source_of_a_setting_is_that_of_its_longest_part(setting, source) -> None:
    model = CATALOG.profile("dashscope/qwen3.5-omni-plus").model
    assert model.source_of(setting) == source


@pytest.mark.parametrize(
    ("base_url", "region"),
    [
        ("", "international"),
        ("https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "international"),
        (WORKSPACE.format("ap-southeast-1"), "international"),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", "china"),
        (WORKSPACE.format("cn-beijing"), "china"),
        ("https://DashScope.aliyuncs.com:443/v1", "china"),
        ("https://dashscope-us.aliyuncs.com/compatible-mode/v1", "us"),
        (WORKSPACE.format("eu-central-1"), None),
        ("https://notdashscope.aliyuncs.com/v1", None),
        ("https://dashscope.aliyuncs.com.example.org/v1", None),
        ("http://127.0.0.1:8000/sandbox/v1", None),
    ],
)
def test_the_region_is_known_by_the_host(base_url, region) -> None:
    placed = CATALOG.configured("dashscope", base_url=base_url)
    found = placed.endpoints["dashscope"].region
    assert (found.name if found else None) == region


@pytest.mark.parametrize(
    ("base_url", "currency", "rates"),
    [
        (WORKSPACE.format("ap-southeast-1"), "USD", ("0.4", "3", "2.2", "11.9")),
        (WORKSPACE.format("cn-beijing"), "CNY", ("2.2", "18", "13.3", "72")),
        ("http://127.0.0.1:8000/v1", "CNY", ("2.2", "18", "13.3", "72")),
    ],
)
def test_a_regions_prices_take_the_place_of_the_list(base_url, currency, rates) -> None:
    placed = CATALOG.configured("dashscope", base_url=base_url)
    profile = placed.profile("dashscope/qwen3.5-omni-flash")
    listed = profile.model.prices
    assert listed.currency == currency
    found = (listed.text_in, listed.audio_in, listed.text_out, listed.audio_out)
    assert found == tuple(map(Decimal, rates))
    assert ("Beijing" in prices.source(profile)) == (currency == "CNY")


def test_no_price_of_another_endpoint_is_taken_for_its_own() -> None:
    for name in ("aimlapi/qwen3.5-omni-flash", "aimlapi/qwen3-omni-30b-a3b-captioner"):
        profile = CATALOG.profile(name)
        assert (profile.model.prices, dict(profile.model.prices_in)) == (Prices(), {})
        assert prices.source(profile) == ""
    assert CATALOG.profile("dashscope/qwen3.8-omni-flash").model.prices_in == {}
