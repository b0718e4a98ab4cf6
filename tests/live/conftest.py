"""Tests that call real endpoints: never by themselves, only when they are named.

`pytest tests/live -m live_dashscope` runs them with the keys that the shell holds. In
every other run they are left out, neither run nor skipped.
"""

from __future__ import annotations

import _socket
import re
import socket
from typing import Any

import pytest
from pytest_django import Settings

from omniweb import endpoints
from omniweb.providers.catalog import Endpoint
from tests.settings import shell

# The variable without which an endpoint cannot be called.
NEEDED = {
    "dashscope": "DASHSCOPE_API_KEY",
    "fireworks": "FIREWORKS_API_KEY",
    "aimlapi": "AIMLAPI_API_KEY",
    "vllm": "VLLM_BASE_URL",
}


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what was not asked for by the name of its marker."""
    asked = set(re.findall(r"\w+", config.option.markexpr))
    left = [item for item in items if not _live(item) <= asked]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _live(item) <= asked]


def _live(item: pytest.Item) -> set[str]:
    return {m.name for m in item.iter_markers() if m.name.startswith("live_")}


@pytest.fixture
def account(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make an endpoint usable with what the shell holds, and open the network to it."""

    def opened(name: str) -> Endpoint:
        if not shell.get(NEEDED[name]):
            pytest.skip(f"{NEEDED[name]} is not set.")
        found = endpoints.catalog().endpoints[name]
        settings.ENDPOINT_ACCOUNTS = {
            **settings.ENDPOINT_ACCOUNTS,
            name: {
                "api_key": shell.get(found.key_env, ""),
                "base_url": shell.get(found.base_url_env, ""),
                "model": shell.get(found.model_env, ""),
            },
        }
        # tests/conftest.py closed it; this is what it was before.
        monkeypatch.setattr(socket.socket, "connect", _socket.socket.connect)
        return endpoints.catalog().endpoints[name]

    return opened
