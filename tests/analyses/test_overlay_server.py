"""An endpoint that only a catalogue file names, in a real server, with its own key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api import Api
from tests.sandbox.conftest import Media, media, sandbox
from tests.sandbox.upstream import KEY, Sandbox
from tests.server import OmniwebServer, copied

__all__ = ["media", "sandbox"]
pytestmark = pytest.mark.server

OVERLAY = """
[endpoints.mycorp]
label = "Our gateway"
base_url = "{base_url}"

[endpoints.mycorp.models.seer]
extends = "dashscope/qwen3.5-omni-flash"
label = "Our seer"
wire_id = "qwen3.5-omni-plus"
prices = {{ currency = "EUR", text_in = 1, image_in = 1, text_out = 5 }}
"""


@pytest.fixture
def server(
    installation: Path, sandbox: Sandbox, tmp_path: Path
) -> Iterator[OmniwebServer]:
    """A server whose catalogue file adds an endpoint, played by a sandbox elsewhere."""
    overlay, secret = tmp_path / "overlay.toml", tmp_path / "key"
    overlay.write_text(OVERLAY.format(base_url=sandbox.base_url))
    secret.write_text(KEY)
    environment = {
        "OMNIWEB_CATALOG": str(overlay),
        "MYCORP_API_KEY_FILE": str(secret),
        "OMNIWEB_DEFAULT_MODEL": "mycorp/seer",
    }
    started = copied(installation, tmp_path / "data", **environment)
    started.start()
    yield started
    started.stop()


def test_an_endpoint_of_the_overlay_answers(
    server: OmniwebServer, sandbox: Sandbox, media: Media
) -> None:
    api = Api(server.url, server.manage("api_token", "alice").split()[-1])
    models = api.get("models")
    mine = {e["name"]: e for e in models["items"]}["mycorp"]
    assert (mine["usable"], mine["reason"]) == (True, None)
    assert models["default"] == "mycorp/seer"
    assert mine["models"][0]["prices"]["source"] == "Your catalogue file"
    before = set(sandbox.record.glob("*.json"))
    asset = api.upload(media.picture(640, 360))["id"]
    question = {"asset": asset, "prompt": "What is it?", "model": "mycorp/seer"}
    told = api.post("estimates", question)
    assert (told["cost"]["currency"], told["price_source"]) == (
        "EUR",
        "Your catalogue file",
    )
    found = api.answered(api.post("analyses", question)["id"])
    assert (found["state"], found["model"]) == ("done", "mycorp/seer"), found
    assert found["text"] and found["cost"]["currency"] == "EUR"
    sent = "".join(p.read_text() for p in set(sandbox.record.glob("*.json")) - before)
    assert '"qwen3.5-omni-plus"' in sent
