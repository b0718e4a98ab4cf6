"""Which models can be used here, and which one is chosen when nobody chooses."""

from __future__ import annotations

from typing import Any

import pytest

from omniweb import endpoints
from omniweb.errors import Problem
from omniweb.sandbox.key import sandbox_key

NOTHING = {"api_key": "", "base_url": "", "model": ""}


def account(settings: Any, name: str, **given: Any) -> None:
    accounts = {**settings.ENDPOINT_ACCOUNTS, name: {**NOTHING, **given}}
    settings.ENDPOINT_ACCOUNTS = accounts


def test_an_endpoint_without_its_key_names_the_variable() -> None:
    missing = endpoints.usable(endpoints.catalog().endpoints["dashscope"])
    assert missing is not None
    assert "DASHSCOPE_API_KEY" in missing
    vllm = endpoints.usable(endpoints.catalog().endpoints["vllm"]) or ""
    assert "VLLM_BASE_URL" in vllm and "VLLM_MODEL" in vllm
    assert "VLLM_API_KEY" not in vllm


def test_the_sandbox_is_the_default_only_while_it_is_alone(
    settings: Any,
) -> None:
    assert endpoints.default_model().name == "sandbox/omni"
    account(settings, "dashscope", api_key="sk-test")
    assert endpoints.default_model().endpoint.name == "dashscope"
    settings.DEFAULT_MODEL = "sandbox/omni"
    assert endpoints.default_model().name == "sandbox/omni"
    settings.DEFAULT_MODEL = "fireworks/qwen3-omni-30b-a3b-instruct"
    assert endpoints.default_model().endpoint.name == "dashscope"


def test_without_any_endpoint_the_sentence_says_what_to_set(
    settings: Any,
) -> None:
    settings.SANDBOX = False
    assert "sandbox" not in endpoints.catalog().endpoints
    with pytest.raises(Problem, match="DASHSCOPE_API_KEY"):
        endpoints.default_model()


def test_addresses_and_deployments_come_from_the_settings(
    settings: Any,
) -> None:
    account(
        settings, "vllm", base_url="http://10.0.0.5:8000/v1", model="Qwen/Qwen3-Omni"
    )
    vllm = endpoints.profile("vllm/omni")
    assert endpoints.usable(vllm.endpoint) is None
    assert vllm.model.sent_as == "Qwen/Qwen3-Omni"
    assert endpoints.connection(vllm.endpoint).base_url == "http://10.0.0.5:8000/v1"


def test_a_connection_carries_the_key_and_never_shows_it(
    settings: Any,
) -> None:
    account(settings, "dashscope", api_key="sk-secret-value")
    found = endpoints.connection(endpoints.catalog().endpoints["dashscope"])
    assert found.api_key == "sk-secret-value"
    assert "sk-secret-value" not in repr(found)
    sandbox = endpoints.connection(endpoints.catalog().endpoints["sandbox"])
    assert sandbox.api_key == sandbox_key()
    assert sandbox.base_url == f"{settings.INTERNAL_URL}/sandbox/v1"
