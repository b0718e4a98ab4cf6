"""Names the variables that configure each endpoint; it reads none of them.

It imports nothing of the house, so that the settings may ask it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).with_name("catalog.toml")


def variables(name: str, table: Mapping[str, Any]) -> dict[str, str]:
    """The variables of one endpoint, as its table names them or by its own name.

    my-corp is set up by MY_CORP_API_KEY, MY_CORP_BASE_URL and MY_CORP_MODEL. An
    empty name says that there is no such variable.
    """
    start = re.sub(r"\W", "_", name).upper()
    usual = {
        "key_env": f"{start}_API_KEY",
        "base_url_env": f"{start}_BASE_URL",
        "model_env": f"{start}_MODEL",
    }
    return {setting: table.get(setting, word) for setting, word in usual.items()}


def by_endpoint(overlay: Path | None) -> dict[str, dict[str, str]]:
    """The variables of every endpoint, those that the overlay adds among them.

    An overlay that cannot be used names nothing: the system check says why.
    """
    tables = _endpoints(BUILT_IN)
    for name, table in (_endpoints(overlay) if overlay else {}).items():
        tables[name] = {**tables.get(name, {}), **table}
    found = {name: variables(name, table) for name, table in tables.items()}
    return {
        name: {key: word for key, word in named.items() if isinstance(word, str)}
        for name, named in found.items()
    }


def _endpoints(path: Path) -> dict[str, dict[str, Any]]:
    try:
        found = tomllib.loads(path.read_text("utf-8")).get("endpoints")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return {}
    tables = found.items() if isinstance(found, dict) else ()
    return {name: table for name, table in tables if isinstance(table, dict)}
