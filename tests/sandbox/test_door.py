"""Who may enter the sandbox, and when it is not there at all."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import AsyncClient
from django.urls import reverse

from omniweb.sandbox.key import opens, sandbox_key
from tests.sandbox.upstream import asking


async def posted(body: Any, key: str) -> HttpResponse:
    """The answer of this process, CSRF checks on."""
    client = AsyncClient(enforce_csrf_checks=True)
    headers = {"authorization": f"Bearer {key}"}
    return await client.post(
        reverse("sandbox"), body, content_type="application/json", headers=headers
    )


def test_the_key_follows_the_secret(settings: Any) -> None:
    settings.SANDBOX_KEY = ""
    settings.SECRET_KEY = "one" * 20
    first = sandbox_key()
    assert first == sandbox_key()
    assert first.startswith("sk-sandbox-")
    settings.SECRET_KEY = "two" * 20
    assert sandbox_key() != first
    settings.SANDBOX_KEY = "sk-given"
    assert sandbox_key() == "sk-given"


def test_only_the_whole_key_opens() -> None:
    assert opens(f"Bearer {sandbox_key()}")
    assert opens(f"bearer {sandbox_key()}")
    for wrong in (
        "",
        "Bearer",
        sandbox_key(),
        f"Bearer {sandbox_key()}x",
        "Bearer \xe9",
    ):
        assert not opens(wrong)


async def test_it_is_gone_when_switched_off(settings: Any, db: None) -> None:
    settings.SANDBOX = False
    assert (await posted(asking("x"), sandbox_key())).status_code == 404


async def test_a_body_over_the_limit_is_refused(settings: Any, db: None) -> None:
    settings.MAX_BODY_BYTES = 5_000
    assert (await posted(asking("x" * 5_000), sandbox_key())).status_code == 413


async def test_a_body_beyond_djangos_form_limit_is_read(
    settings: Any, db: None
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = await posted(asking("word " * 1_000), sandbox_key())
    assert answer.status_code == 200
    assert answer.streaming
