"""An installation of the first release comes up to this one with all that it held.

first_release is a backup of what version 0.1.0 made: a picture, an answer about it and
an approved caption, with its tables as they were then. Restoring it makes those tables,
fills them, and migrates them as a start does.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.api import Api
from tests.backups.test_backup import counted, empty
from tests.server import OmniwebServer

pytestmark = pytest.mark.server
FIRST = Path(__file__).parent / "first_release"
# Rows that Django makes by itself for what is new.
MADE = {"auth.Permission", "contenttypes.ContentType"}


def test_the_first_release_comes_up_to_this_one(tmp_path: Path) -> None:
    server = empty(tmp_path)
    server.manage("restore", str(FIRST))
    told = json.loads((FIRST / "manifest.json").read_text())
    counts, files = counted(server)
    by_name = {name.lower(): n for name, n in counts.items() if name not in MADE}
    assert {name: told["counts"].get(name, 0) for name in by_name} == by_name
    assert files == {kept["key"]: kept["sha256"] for kept in told["files"]}
    server.start()
    try:
        _in_use(server)
    finally:
        server.stop()


def _in_use(server: OmniwebServer) -> None:
    api = Api(server.url, server.manage("api_token", "alice").split()[-1])
    (asset,) = api.get("assets")["items"]
    assert (asset["name"], asset["state"]) == ("f-red.png", "ready")
    exported = api.get("captions/export?format=json&state=approved")
    assert "scene_description" in json.dumps(exported)
    body = {"asset": asset["id"], "model": "sandbox/omni", "prompt": "And now?"}
    asked = api.post("analyses", body)
    assert api.answered(asked["id"], 180)["state"] == "done"
