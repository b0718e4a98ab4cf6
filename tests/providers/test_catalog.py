"""The catalog as shipped, and what an overlay may and may not do."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal
from pathlib import Path

import pytest

from omniweb.providers.catalog import Catalog, UnknownModel, load
from omniweb.providers.toml_values import BadCatalog

CATALOG = load()


def overlaid(tmp_path: Path, text: str) -> Catalog:
    path = tmp_path / "overlay.toml"
    path.write_text(text, "utf-8")
    return load(path)


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


def test_an_overlay_reprices(tmp_path) -> None:
    catalog = overlaid(
        tmp_path,
        '[endpoints.dashscope.models."qwen3.5-omni-flash".prices]\n'
        'text_in = 2.5\ncurrency = "EUR"\ndate = "2027-01-01"\n',
    )
    prices = catalog.profile("dashscope/qwen3.5-omni-flash").model.prices
    assert (prices.text_in, prices.currency) == (Decimal("2.5"), "EUR")
    assert prices.audio_out == Decimal(72)


def test_an_overlay_adds_endpoints_and_models(tmp_path) -> None:
    catalog = overlaid(
        tmp_path,
        '[endpoints.mine]\nlabel = "Mine"\nbase_url = "http://127.0.0.1:1/v1"\n'
        'key_env = "MINE_API_KEY"\n'
        '[endpoints.mine.models.big]\nextends = "dashscope/qwen3.5-omni-plus"\n'
        'label = "Big"\nwire_id = "org/big"\n',
    )
    profile = catalog.profile("mine/big")
    assert profile.model.sent_as == "org/big"
    assert profile.model.limits.video.seconds == 3600
    assert len(catalog.profiles()) == len(CATALOG.profiles()) + 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = [", "not valid TOML"),
        ("[other]\nx = 1", "no table 'other'"),
        ("endpoints = 3", "must be a table"),
        ("[endpoints.new]\nbase_url = 'x'", "needs a setting 'label'"),
        ("[endpoints.sandbox]\ncolour = 'red'", "no setting 'colour'"),
        ("[endpoints.sandbox]\nno_ai = 'yes'", "must be true or false"),
        ("[endpoints.sandbox]\nlabel = 3", "must be a text in quotes"),
        ("[endpoints.sandbox]\ndialect = 'morse'", "must be one of"),
        ("[endpoints.sandbox.models.omni]\nvoices = 'Tina'", "must be a list"),
        ("[endpoints.sandbox.models.omni]\nvoice = 'Cherry'", "one of its voices"),
        ("[endpoints.sandbox.models.omni]\nfamily = 'gpt'", "must be one of"),
        ("[endpoints.sandbox.models.omni.limits]\nmax_in = -1", "not be negative"),
        ("[endpoints.sandbox.models.omni.limits]\nmax_in = 1.5", "must be a number"),
        ("[endpoints.sandbox.models.omni.limits]\nmax_in = true", "must be a number"),
        ("[endpoints.sandbox.models.omni.prices]\ntext_in = nan", "must be a number"),
        ("[endpoints.sandbox.models.omni.prices]\ntext_in = '0'", "must be a number"),
        ("[endpoints.sandbox.models.omni]\nextends = 'a/b'", "needs a setting"),
        ("[endpoints.sandbox.models.omni]\nextends = 'x'", "cannot extend"),
        ("[endpoints.sandbox.models.omni]\nextends = 'sandbox/omni'", "cannot extend"),
    ],
)  # fmt: skip
def test_a_bad_overlay_is_refused_with_a_sentence(tmp_path, text, told) -> None:
    with pytest.raises(BadCatalog, match=told) as caught:
        overlaid(tmp_path, text)
    assert str(caught.value).endswith(".")


def test_a_missing_overlay_is_refused_with_its_path(tmp_path) -> None:
    with pytest.raises(BadCatalog, match="nowhere"):
        load(tmp_path / "nowhere.toml")


def test_a_kind_without_limits_is_refused(tmp_path) -> None:
    text = (
        "[endpoints.sandbox.models.bare]\nlabel = 'x'\nfamily = 'qwen3.5-omni'\n"
        "inputs = ['text', 'audio']\noutputs = ['text']\n"
        "limits = {context = 1, max_in = 1, max_out = 1}\n"
    )
    with pytest.raises(BadCatalog, match=r"limits\.audio"):
        overlaid(tmp_path, text)


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
