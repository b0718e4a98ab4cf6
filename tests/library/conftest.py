"""Places for files, on a local disk and in OSS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import Storage, default_storage
from django.test import Client
from pytest_django import Settings

from omniweb.accounts.actor import Actor
from tests.conftest import signed_in
from tests.library import clips
from tests.library.live import Live
from tests.library.tables import table
from tests.oss import in_oss
from tests.server import copied

if TYPE_CHECKING:
    from tests.oss.bucket import Bucket

__all__ = ["table"]


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> Path:
    """A data directory for one test."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.UPLOAD_DIR = settings.DATA_DIR / "uploads"
    return Path(settings.DATA_DIR)


@pytest.fixture(params=["local", "remote"])
def kept(request: pytest.FixtureRequest, settings: Settings) -> Storage:
    """The default storage: this disk, or OSS that checks every signature."""
    if request.param == "remote":
        bucket: Bucket = request.getfixturevalue("bucket")
        in_oss(settings, bucket.endpoint)
    return default_storage


@pytest.fixture(scope="session")
def live(
    installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Live]:
    """A whole server with alice in it, for all tests of this room."""
    server = copied(installation, tmp_path_factory.mktemp("live") / "data")
    token = server.manage("api_token", "alice").split()[-1]
    server.start()
    yield Live(server, token)
    server.stop()


@pytest.fixture
def client(bob: Actor) -> Client:
    """bob's browser."""
    return signed_in(bob)


@pytest.fixture
def photo(tmp_path: Path) -> bytes:
    """A real picture's bytes."""
    return clips.photo(tmp_path / "photo").read_bytes()
