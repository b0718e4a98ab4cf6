"""Places for files, on a local disk and on a storage that behaves as a remote one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.test import Client
from pytest_django import Settings

from omniweb.accounts.actor import Actor
from omniweb.storage import LocalStorage
from tests.conftest import signed_in
from tests.library import clips
from tests.library.live import Live
from tests.library.tables import table
from tests.server import OmniwebServer, prepared

__all__ = ["table"]


class RemoteLike(LocalStorage):
    """Keeps files as any storage does, but knows no path that others may use."""

    def _save(self, name: str, content: object) -> str:
        """As a remote one: the content is read, the given file stays."""
        target = Path(super().path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        content.seek(0)
        target.write_bytes(content.read())
        return name

    def _open(self, name: str, mode: str = "rb") -> object:
        return ContentFile(Path(super().path(name)).read_bytes(), name)

    def exists(self, name: str) -> bool:
        return Path(super().path(name)).exists()

    def size(self, name: str) -> int:
        return Path(super().path(name)).stat().st_size

    def delete(self, name: str) -> None:
        Path(super().path(name)).unlink(missing_ok=True)

    def path(self, name: str) -> str:
        raise NotImplementedError("This storage has no paths.")


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> Path:
    """A data directory for one test."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    settings.UPLOAD_DIR = settings.DATA_DIR / "uploads"
    return Path(settings.DATA_DIR)


@pytest.fixture(params=["local", "remote"])
def kept(request: pytest.FixtureRequest, settings: Settings) -> Storage:
    """The default storage, of either sort."""
    if request.param == "remote":
        backend = {"BACKEND": "tests.library.conftest.RemoteLike"}
        settings.STORAGES = {**settings.STORAGES, "default": backend}
    return default_storage


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A whole server with alice in it, for all tests of this room."""
    data = tmp_path_factory.mktemp("live") / "data"
    prepared(data)
    server = OmniwebServer(data)
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
