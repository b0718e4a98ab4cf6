"""Backup, wipe, restore: rows and files come back as they were, or it says why not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests import stack
from tests.api import Api
from tests.server import OmniwebServer, copied

pytestmark = pytest.mark.server
# Every row by its model, and every file that a row names by its hash.
COUNTED = """
import hashlib, json
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
counts = {m._meta.label: m._base_manager.count() for m in apps.get_models()}
files = {}
for model in apps.get_models():
    for field in model._meta.concrete_fields:
        if isinstance(field, models.FileField):
            for key in model.objects.exclude(**{field.name: ""}).values_list(
                field.name, flat=True
            ):
                with default_storage.open(key) as file:
                    files[key] = hashlib.sha256(file.read()).hexdigest()
print(json.dumps([counts, files]))
"""
# Signing in and machines that ask leave rows of their own.
UNSETTLED = {"sessions.Session", "axes.AccessLog"}


@pytest.fixture(scope="module")
def asked(
    installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OmniwebServer]:
    """An installation at work, with a picture, and a spoken answer about it."""
    place = tmp_path_factory.mktemp("backup")
    server = copied(installation, place / "data")
    server.start()
    try:
        _spoken(server, place)
        yield server
    finally:
        server.stop()


def _spoken(server: OmniwebServer, place: Path) -> None:
    api = Api(server.url, server.manage("api_token", "alice").split()[-1])
    Image.effect_noise((320, 200), 40).save(place / "noise.png")
    asset = api.upload(place / "noise.png")
    body = {"asset": asset["id"], "model": "sandbox/omni", "prompt": "What is it?"}
    told = api.post("analyses", {**body, "narrate": True})
    assert api.answered(told["id"], 180)["state"] == "done"


@pytest.fixture(scope="module")
def taken(asked: OmniwebServer) -> Path:
    """A backup that was taken while the server ran."""
    directory = asked.data_dir.parent / "copy"
    asked.manage("backup", str(directory))
    return directory


def counted(server: OmniwebServer) -> list[dict[str, object]]:
    counts, files = json.loads(server.manage("shell", "-v", "0", "-c", COUNTED))
    return [{n: v for n, v in counts.items() if n not in UNSETTLED}, files]


def empty(place: Path, **environment: str) -> OmniwebServer:
    """An installation that never ran."""
    server = OmniwebServer(place / "data", environment=environment)
    server.data_dir.mkdir(parents=True)
    stack.create(server.data_dir)
    return server


def refusal(server: OmniwebServer, *words: str) -> str:
    with pytest.raises(AssertionError) as refused:
        server.manage(*words)
    return str(refused.value)


def test_what_is_restored_is_what_was_and_goes_on(
    asked: OmniwebServer, taken: Path, tmp_path: Path
) -> None:
    was = counted(asked)
    assert len(was[1]) >= 3
    found = empty(tmp_path)
    said = found.manage("restore", str(taken))
    assert said.splitlines()[-1].startswith("Restored what omniweb ")
    assert counted(found) == was
    key = found.data_dir / "secret_key"
    assert key.read_bytes() == (asked.data_dir / "secret_key").read_bytes()
    assert key.stat().st_mode & 0o777 == 0o600
    found.start()
    try:
        _goes_on(found)
    finally:
        found.stop()


def _goes_on(found: OmniwebServer) -> None:
    api = Api(found.url, found.manage("api_token", "alice").split()[-1])
    (asset,) = api.get("assets")["items"]
    told = api.post(
        "analyses",
        {"asset": asset["id"], "model": "sandbox/omni", "prompt": "And now?"},
    )
    assert api.answered(told["id"], 180)["state"] == "done"


def test_again_into_the_same_directory_copies_only_what_is_new(
    asked: OmniwebServer, taken: Path
) -> None:
    before = {p: p.stat().st_mtime_ns for p in (taken / "blobs").glob("*/*")}
    asked.manage("backup", str(taken))
    after = {p: p.stat().st_mtime_ns for p in (taken / "blobs").glob("*/*")}
    told = json.loads((taken / "manifest.json").read_text())
    anew = {p.name for p in after if after[p] != before.get(p)}
    assert anew <= {told["rows"], told["secret_key"]}
    assert all(p.stat().st_mode & 0o077 == 0 for p in after)


def test_it_refuses_what_would_lose_something(
    asked: OmniwebServer, taken: Path, tmp_path: Path
) -> None:
    if not stack.SCALED:
        assert "Stop it first" in refusal(asked, "restore", str(taken), "--replace")
    found = empty(tmp_path)
    assert "holds no backup" in refusal(found, "restore", str(tmp_path))
    damaged = tmp_path / "damaged"
    shutil.copytree(taken, damaged)
    kept = json.loads((damaged / "manifest.json").read_text())["files"][0]
    sha256 = kept["sha256"]
    (damaged / "blobs" / sha256[:2] / sha256).write_bytes(b"something else")
    assert "--partly" in refusal(found, "restore", str(damaged))
    said = found.manage("restore", str(damaged), "--partly")
    assert f"Missing in the backup: {kept['key']}" in said
    assert "--replace" in refusal(found, "restore", str(taken))
    found.manage("restore", str(taken), "--replace")
    assert kept["key"] in counted(found)[1]
