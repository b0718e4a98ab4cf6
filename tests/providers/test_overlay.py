"""What an overlay file may and may not do, and whose word its settings are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from omniweb.providers import prices
from omniweb.providers.capabilities import Model, Prices, Rates
from omniweb.providers.catalog import Catalog, load
from omniweb.providers.layers import OWN
from omniweb.providers.toml_values import BadCatalog

CATALOG = load()
FLASH = '[endpoints.dashscope.models."qwen3.5-omni-flash"]\n'
PRICES = '[endpoints.dashscope.models."qwen3.5-omni-flash".prices]\n'
SINGAPORE = (
    '[endpoints.dashscope.models."qwen3.5-omni-flash".prices_in.international]\n'
)
MINE = """
[endpoints.my-corp]
label = "Our gateway"
base_url = "http://127.0.0.1:1/v1"
[endpoints.my-corp.models.big]
extends = "dashscope/qwen3.5-omni-plus"
label = "Big"
wire_id = "org/big"
"""


def overlaid(tmp_path: Path, text: str) -> Catalog:
    path = tmp_path / "overlay.toml"
    path.write_text(text, "utf-8")
    return load(path)


def flash(catalog: Catalog, name: str = "qwen3.5-omni-flash") -> Model:
    return catalog.configured("dashscope").profile(f"dashscope/{name}").model


def flash_name() -> str:
    return "dashscope/qwen3.5-omni-flash"


def told(catalog: Catalog, name: str = "dashscope/qwen3.5-omni-flash") -> str:
    return prices.source(catalog.profile(name))


def test_it_adds_an_endpoint_with_variables_of_its_own(tmp_path) -> None:
    catalog = overlaid(tmp_path, MINE)
    profile = catalog.profile("my-corp/big")
    assert profile.model.sent_as == "org/big"
    assert profile.model.limits.video.seconds == 3600
    assert profile.model.voice == "Tina"
    assert len(catalog.profiles()) == len(CATALOG.profiles()) + 1
    mine = profile.endpoint
    assert (mine.key_env, mine.base_url_env) == ("MY_CORP_API_KEY", "MY_CORP_BASE_URL")
    assert mine.model_env == ""
    unnamed = overlaid(tmp_path, MINE.replace("org/big", ""))
    assert unnamed.endpoints["my-corp"].model_env == "MY_CORP_MODEL"
    other = MINE.replace("label", 'key_env = "GATEWAY_KEY"\nlabel', 1)
    assert overlaid(tmp_path, other).endpoints["my-corp"].key_env == "GATEWAY_KEY"


def test_what_another_endpoint_asks_is_not_what_this_one_asks(tmp_path) -> None:
    catalog = overlaid(
        tmp_path,
        MINE.replace("plus", "flash")
        + '[endpoints.my-corp.models.short]\nextends = "dashscope/qwen3-omni-flash"\n'
        '[endpoints.my-corp.models.priced]\nextends = "my-corp/big"\n'
        'prices = {currency = "EUR", text_in = 1, text_out = 2}\n',
    )
    for name in ("big", "short"):
        model = catalog.profile(f"my-corp/{name}").model
        assert (model.prices, model.rates, model.prices_in) == (Prices(), Rates(), {})
        assert model.source_of("prices.text_in") == ""
    own = catalog.profile("my-corp/priced").model.prices
    assert (own.currency, own.text_in, own.audio_in) == ("EUR", Decimal(1), None)
    assert own.source == "Your catalogue file"


def test_it_adds_a_model_to_an_endpoint(tmp_path) -> None:
    new = FLASH.replace("flash", "next") + (
        'extends = "dashscope/qwen3.5-omni-flash"\nlabel = "Next"\n'
        'response_format = "json_schema"\nlimits = {context = 500000}\n'
        'sources = {limits = "letter"}\n[sources]\n'
        'letter = {title = "A letter", date = "2027-02-03", trust = "documented"}\n'
    )
    catalog = overlaid(tmp_path, new)
    model = flash(catalog, "qwen3.5-omni-next")
    assert (model.sent_as, model.response_format) == (
        "qwen3.5-omni-next",
        "json_schema",
    )
    assert (model.limits.context, model.limits.max_out) == (500_000, 65_536)
    assert model.prices.currency == "USD"
    assert catalog.sources[model.source_of("limits.context")].title == "A letter"
    assert model.source_of("limits.max_out") == "agentscope"
    assert model.source_of("response_format") == OWN
    assert catalog.sources[OWN].title == "Your catalogue file"


def test_it_changes_one_model_and_no_other(tmp_path) -> None:
    text = FLASH + "high_resolution = false\nlimits = {max_in = 1000}\n"
    catalog = overlaid(tmp_path, text + PRICES + 'currency = "EUR"\ntext_in = 1\n')
    assert flash(catalog).limits.max_in == 1000
    for name in ("qwen3.5-omni-plus", "qwen3.8-omni-flash"):
        assert flash(catalog, name) == flash(CATALOG, name)
    assert catalog.profile("sandbox/omni") == CATALOG.profile("sandbox/omni")


def test_a_price_of_ones_own_holds_wherever_the_endpoint_is(tmp_path) -> None:
    text = PRICES + 'currency = "EUR"\ntext_in = 2.5\ndate = "2027-01-01"\n'
    catalog = overlaid(tmp_path, text)
    for model in (flash(catalog), catalog.profile(flash_name()).model):
        assert (model.prices.text_in, model.prices.currency) == (Decimal("2.5"), "EUR")
        assert model.prices.audio_out == Decimal(72)
        assert model.source_of("prices.text_in") == OWN
        assert model.source_of("prices.audio_out") == "price_tables"
    assert told(catalog) == "Your catalogue file, 2027-01-01"


def test_a_regions_price_can_be_changed_alone(tmp_path) -> None:
    catalog = overlaid(tmp_path, SINGAPORE + "text_in = 0.3\n")
    there = flash(catalog).prices
    assert (there.text_in, there.audio_in) == (Decimal("0.3"), Decimal(3))
    assert (there.currency, there.source) == ("USD", "Your catalogue file")
    assert told(catalog) == told(CATALOG)
    both = overlaid(tmp_path, PRICES + "text_in = 9\n" + SINGAPORE + "text_in = 0.3\n")
    assert flash(both).prices == there


@pytest.mark.parametrize(
    ("more", "source"),
    [
        ("", "Your catalogue file"),
        ('date = "2027-01"', "Your catalogue file, 2027-01"),
        ('source = "our contract"', "our contract"),
        ('source = "our contract"\ndate = "2027-01"', "our contract, 2027-01"),
        (f'{FLASH[:-2]}.sources]\nprices = "deal"\n[sources]\ndeal = '
         '{title = "Deal 17", date = "2027", trust = "told"}', "Deal 17, 2027"),
        ('[sources]\noverlay = {title = "Our list", date = "2027", trust = "code"}',
         "Our list, 2027"),
    ],
)  # fmt: skip
def test_a_changed_price_says_whose_it_is(tmp_path, more, source) -> None:
    catalog = overlaid(tmp_path, f"{PRICES}text_in = 2.5\n{more}\n")
    assert told(catalog) == source


def test_a_model_without_listed_prices_gets_some(tmp_path) -> None:
    text = "[endpoints.dashscope.models.qwen3-vl-plus.prices]\n"
    catalog = overlaid(tmp_path, text + 'currency = "CNY"\ntext_in = 1\n')
    assert told(catalog, "dashscope/qwen3-vl-plus") == "Your catalogue file"
    assert not catalog.profile("dashscope/qwen3-vl-flash").model.prices.listed
    none = overlaid(tmp_path, PRICES + "listed = false\n")
    assert told(none) == ""


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
        ("[endpoints.vllm.models.omni.prices]\ntext_in = 1", "names no currency"),
        ("[endpoints.vllm.models.omni]\nsources = 3", "must be a table"),
        ("[endpoints.vllm.models.omni.sources]\nmix = 'who'", "is not listed"),
        ("[sources]\nx = {title = 'x', date = '', trust = 'no'}", "must be one of"),
        (SINGAPORE.replace("national", "net") + 'currency = "EUR"', "no region of"),
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
