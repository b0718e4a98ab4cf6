"""A real upstream, files that are ready, and people at work with them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from omniweb.accounts.actor import Actor
from omniweb.library import actions as library
from omniweb.library import transform
from omniweb.library.models import Asset, State
from tests.conftest import signed_in
from tests.library.once import Once
from tests.sandbox.conftest import Media, media, sandbox
from tests.sandbox.upstream import KEY, Sandbox

__all__ = ["media", "sandbox"]

MODEL = "dashscope/qwen3.5-omni-flash"
Make = Callable[[Path], Asset]


@pytest.fixture
def upstream(sandbox: Sandbox, settings: Any, transactional_db: None) -> Sandbox:
    """DashScope, played by a sandbox in another process; work runs inline.

    What an earlier test made known of it, down or busy, holds no more.
    """
    cache.clear()
    account = {"api_key": KEY, "base_url": sandbox.base_url, "model": ""}
    settings.ENDPOINT_ACCOUNTS = {**settings.ENDPOINT_ACCOUNTS, "dashscope": account}
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"
    settings.MODEL_PATIENCE_S = 0
    return sandbox


@pytest.fixture
def received(upstream: Sandbox) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """The bodies that the upstream received in this test, in order."""
    before = set(upstream.record.glob("*.json"))

    def bodies() -> list[dict[str, Any]]:
        new = sorted(set(upstream.record.glob("*.json")) - before)
        read = [json.loads(path.read_text()) for path in new]
        return [body for body in read if "messages" in body]

    yield bodies


@pytest.fixture
def arm(upstream: Sandbox) -> Callable[[str], None]:
    """Arm the upstream's next request with directives."""

    def armed(directives: str) -> None:
        body = {"directives": directives, "times": 1}
        connection, response = upstream.open(body, path="directives")
        assert response.status == 204
        connection.close()

    return armed


@pytest.fixture
def make(
    upstream: Sandbox,
    bob: Actor,
    tmp_path: Path,
    once: Once,
    monkeypatch: pytest.MonkeyPatch,
) -> Make:
    """Receive a file into bob's library and have it prepared."""
    monkeypatch.setattr(transform, "render", once.render)

    def made(source: Path) -> Asset:
        copy = tmp_path / "received" / source.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, copy)
        asset = library.receive(actor=bob, name=source.name, path=copy)
        asset.refresh_from_db()
        assert asset.state == State.READY, asset.reason
        return asset

    return made


@pytest.fixture
def clip(make: Make, media: Media) -> Asset:
    """Four seconds, red then blue, with a tone."""
    return make(media.cut)


@pytest.fixture
def picture(make: Make, media: Media) -> Asset:
    """A green picture."""
    return make(media.picture(640, 360))


class Api:
    """A person's calls to the JSON API."""

    def __init__(self, actor: Actor) -> None:
        self.client: Client = signed_in(actor)

    def send(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, Any]:
        """Status and JSON of a call."""
        response = self.client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else b"",
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        kind = response.headers["Content-Type"]
        return response.status_code, (
            response.json() if "json" in kind else response.content
        )

    def get(self, path: str) -> Any:
        """The JSON of a call that must succeed."""
        status, told = self.send("GET", path)
        assert status == 200, told
        return told

    def ask(self, asset: Asset, prompt: str, **more: Any) -> Any:
        """A question, answered by the time this returns."""
        body = {"asset": str(asset.id), "model": MODEL, "prompt": prompt, **more}
        status, told = self.send("POST", "analyses", body)
        assert status == 202, told
        return self.get(f"analyses/{told['id']}")


@pytest.fixture
def api(bob: Actor) -> Api:
    """Bob's calls."""
    return Api(bob)
