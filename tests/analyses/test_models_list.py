"""What `GET /api/v1/models` tells of each model, and what it never tells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from omniweb.accounts.actor import Actor
from omniweb.analyses import models_list
from omniweb.analyses.management.commands import models_table
from omniweb.providers.catalog import load
from tests.conftest import signed_in

SINGAPORE = "https://ws-1.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1"
NAMES = {
    "name", "label", "family", "wire_id", "usable", "accepts", "mixes", "deliveries",
    "frames", "sampling", "hears_video", "sound_beside", "high_resolution", "system",
    "answers", "streams", "structured_output", "thinking", "efforts", "budgets",
    "voices", "voice", "speaks", "writes", "limits", "prices", "prices_in", "rates",
    "sources",
}  # fmt: skip


def told(name: str) -> dict[str, Any]:
    """What is told of one model here and now."""
    endpoint = {e["name"]: e for e in models_list.endpoints_json()}[name.split("/")[0]]
    found: dict[str, Any] = {m["name"]: m for m in endpoint["models"]}[name]
    return found


def account(settings: Any, name: str, **given: str) -> None:
    nothing = {"api_key": "", "base_url": "", "model": ""}
    found = {**settings.ENDPOINT_ACCOUNTS, name: {**nothing, **given}}
    settings.ENDPOINT_ACCOUNTS = found


def test_a_viewer_reads_all_of_it_and_no_key(vera: Actor, settings: Any) -> None:
    account(settings, "dashscope", api_key="sk-secret", base_url=SINGAPORE)
    body = signed_in(vera).get("/api/v1/models")
    assert body.status_code == 200
    assert "sk-secret" not in body.text and "ws-1" not in body.text
    endpoints = {e["name"]: e for e in json.loads(body.text)["items"]}
    studio = endpoints["dashscope"]
    assert (studio["usable"], studio["region"]) == (True, "international")
    assert [r["name"] for r in studio["regions"]] == ["international", "china", "us"]
    assert studio["variables"] == {
        "key": "DASHSCOPE_API_KEY",
        "base_url": "DASHSCOPE_BASE_URL",
        "model": None,
    }
    assert endpoints["vllm"]["variables"]["model"] == "VLLM_MODEL"
    assert not any(endpoints["sandbox"]["variables"].values())
    for model in (m for e in endpoints.values() for m in e["models"]):
        assert set(model) == NAMES


def test_a_model_that_speaks() -> None:
    model = told("dashscope/qwen3.5-omni-flash")
    assert (model["family"], model["wire_id"]) == ("qwen3.5-omni", "qwen3.5-omni-flash")
    assert (model["frames"], model["system"], model["streams"]) == ("list", "ok", True)
    assert model["sampling"] == "fixed at two a second"
    assert (model["hears_video"], model["sound_beside"]) == (True, False)
    assert model["limits"]["inline_chars"] == 10_485_760
    assert model["limits"]["video"]["seconds"] == 3600
    assert (model["thinking"], model["efforts"], model["budgets"]) == ("none", [], [])
    assert model["structured_output"] == "none"
    assert model["sources"]["limits"] == {
        "title": "Qwen-Omni guide of Model Studio",
        "date": "2026-09",
        "trust": "documented",
    }


@pytest.mark.parametrize(
    ("name", "thinking", "efforts", "budgets"),
    [
        ("dashscope/qwen3-omni-flash", "off", True, True),
        ("dashscope/qwen3.8-omni-flash", "on", True, False),
        ("vllm/omni", "none", False, False),
    ],
)
def test_how_a_model_thinks(name, thinking, efforts, budgets) -> None:
    model = told(name)
    assert model["thinking"] == thinking
    assert model["efforts"] == (["low", "medium", "high"] if efforts else [])
    assert bool(model["budgets"]) == budgets


def test_models_that_differ_from_the_rest() -> None:
    vision = told("dashscope/qwen3-vl-plus")
    assert (vision["sampling"], vision["hears_video"]) == ("as asked", False)
    assert (vision["structured_output"], vision["prices"]) == ("json_object", None)
    assert told("fireworks/qwen3-omni-30b-a3b-instruct")["sound_beside"]
    captioner = told("aimlapi/qwen3-omni-30b-a3b-captioner")
    assert (captioner["sampling"], captioner["streams"]) == (None, False)
    assert captioner["wire_id"] == "alibaba/qwen3-omni-30b-a3b-captioner"
    assert captioner["writes"] == ["en"]
    assert told("dashscope/qwen-omni-turbo")["speaks"] == ["zh", "en"]
    assert told("vllm/omni")["wire_id"] is None


@pytest.mark.parametrize(
    ("base_url", "region", "currency", "text_in"),
    [
        ("", "international", "USD", "0.4"),
        ("https://dashscope.aliyuncs.com/compatible-mode/v1", None, "CNY", "2.2"),
        ("http://127.0.0.1:1/v1", None, "CNY", "2.2"),
    ],
)
def test_the_prices_are_those_of_the_place(
    settings: Any, base_url, region, currency, text_in
) -> None:
    account(settings, "dashscope", base_url=base_url)
    model = told("dashscope/qwen3.5-omni-flash")
    held = model["prices"]
    assert (held["region"], held["currency"]) == (region, currency)
    assert (held["text_in"], held["date"]) == (text_in, "2026-11-20")
    assert model["prices_in"]["international"]["audio_out"] == "11.9"


def test_the_command_prints_what_an_overlay_adds(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(
        '[endpoints.mine]\nlabel = "Mine"\n[endpoints.mine.models.big]\n'
        'extends = "dashscope/qwen3.8-omni-flash"\nlabel = "Big"\n'
        'prices = {currency = "EUR", text_in = 0.25, text_out = 1}\n'
    )
    settings.CATALOG = overlay
    call_command("models_table")
    printed = capsys.readouterr().out
    assert "**Mine** (`MINE_API_KEY`, `MINE_BASE_URL`)" in printed
    price = (
        "| `mine/big` | anywhere | EUR | 0.25 | - | - | 1 | - | Your catalogue file |"
    )
    assert price in printed
    assert "mine/big" not in models_table.built_in()


def test_the_command_rewrites_the_readme_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = tmp_path / "README.md"
    monkeypatch.setattr(models_table, "README", page)
    with pytest.raises(CommandError, match="models"):
        call_command("models_table", write=True)
    page.write_text("before\n<!-- models -->\nstale words\n<!-- /models -->\nafter\n")
    call_command("models_table", write=True)
    written = page.read_text("utf-8")
    assert written.startswith("before\n<!-- models -->\n\n**Sandbox")
    assert written.endswith("\n\n<!-- /models -->\nafter\n") and "stale" not in written
    assert all(f"`{profile.name}`" in written for profile in load().profiles())
