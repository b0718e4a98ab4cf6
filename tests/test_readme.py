"""What the README says of the models is what the catalogue says."""

from __future__ import annotations

import re
from pathlib import Path

from omniweb.analyses.management.commands import models_table
from omniweb.providers import prices
from omniweb.providers.catalog import load
from omniweb.providers.variables import by_endpoint

COMMAND = ".venv/bin/python manage.py models_table --write"
TEXT = models_table.README.read_text("utf-8")


def test_the_tables_of_models_are_those_of_the_catalogue() -> None:
    found = models_table.BLOCK.search(TEXT)
    assert found and found[0] == models_table.built_in(), (
        f"The README's tables of models differ from the catalogue. Type: {COMMAND}"
    )
    assert COMMAND.removesuffix(" --write") in TEXT
    for profile in load().profiles():
        assert f"`{profile.name}`" in found[0]


def test_the_catalogue_file_that_is_shown_does_what_is_said_of_it(
    tmp_path: Path,
) -> None:
    shown = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert shown
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(shown[1])
    catalog = load(overlay)
    assert catalog.profile("mycorp/omni").endpoint.key_env == "MYCORP_API_KEY"
    assert by_endpoint(overlay)["mycorp"]["key_env"] == "MYCORP_API_KEY"
    plus = catalog.profile("dashscope/qwen3.5-omni-plus")
    assert prices.source(plus) == "our contract, 2026-11-01"


def test_an_endpoints_variables_stand_in_the_table_of_the_environment() -> None:
    named = [e for e in load().endpoints.values() if not e.no_ai]
    for endpoint in named:
        variables = (endpoint.key_env, endpoint.base_url_env, endpoint.model_env)
        for name in filter(None, variables):
            assert re.search(rf"^\|.*`{name}`.* \|$", TEXT, re.MULTILINE), name
