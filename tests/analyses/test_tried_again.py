"""What is asked a second time and what is not, with object storage in between."""

# ruff: noqa: E501 a refusal reads best on one line

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.request import urlopen

import pytest
from asgiref.sync import async_to_sync

from omniweb.jobs.models import Event
from omniweb.library.models import Asset
from omniweb.storage import OSSStorage
from omniweb.usage.models import Entry
from tests.analyses.conftest import MODEL, Api, Make
from tests.oss import in_oss
from tests.oss.bucket import Bucket
from tests.providers import vectors as v
from tests.providers.upstream import Script, upstream
from tests.sandbox.conftest import Media

Asked = Callable[..., tuple[Any, list[dict[str, Any]]]]
JSON = "application/json"
ANSWER = Script([v.T1])
EXPIRED = "Don't have authorization to access the media resource during the data "
FAR = "Unable to download the media resource during the data inspection process."


class CountingOSSStorage(OSSStorage):
    """Object storage in a bucket of this machine; no two addresses are alike, since
    each lasts a second longer than the one before."""

    signed = count(1)

    def signed_url(self, name: str, seconds: int, *named: str) -> str:
        return super().signed_url(name, seconds + next(self.signed), *named)


@pytest.fixture
def stored(bucket: Bucket, upstream: Any, settings: Any) -> Bucket:
    """The bucket that everything is kept in; before any file is received."""
    in_oss(settings, bucket.endpoint)
    settings.STORAGES["default"]["BACKEND"] = f"{__name__}.CountingOSSStorage"
    return bucket


@pytest.fixture
def asked(api: Api, settings: Any) -> Asked:
    """Ask about a file an endpoint that replies so, one after the other."""

    def ask(asset: Asset, *replies: Script) -> tuple[Any, list[dict[str, Any]]]:
        async def asked() -> tuple[Any, list[dict[str, Any]]]:
            async with upstream(replies[0]) as server:
                server.later = [*replies[1:]]
                account = {"api_key": "k", "base_url": server.base_url, "model": ""}
                accounts = {**settings.ENDPOINT_ACCOUNTS, "dashscope": account}
                settings.ENDPOINT_ACCOUNTS = accounts
                told = await asyncio.to_thread(api.ask, asset, "What?", model=MODEL)
                return told, [request.body for request in server.requests]

        return async_to_sync(asked)()

    return ask


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[float]:
    """Every wait, without the waiting."""
    found: list[float] = []

    async def wait(run: Any, why: str, seconds: float) -> None:
        await run.log.state("waiting", why)
        found.append(seconds)

    monkeypatch.setattr("omniweb.analyses.ask._wait", wait)
    settings.MODEL_PATIENCE_S = 180
    return found


def refused(status: int, code: str, words: str = "", **head: str) -> Script:
    body = json.dumps(v.error(code, words, request_id="r-1" if not head else ""))
    named = {name.replace("_", "-"): value for name, value in head.items()}
    return Script([body.encode()], status, JSON, named)


def address(body: dict[str, Any]) -> str:
    (part,) = [p for p in body["messages"][0]["content"] if p["type"] != "text"]
    return str(part["image_url"]["url"])


def shown(api: Api, told: Any) -> str:
    """The page of the conversation, with its details."""
    answer = api.client.get(f"/conversations/{told['conversation']}/")
    return str(answer.content.decode())


def states() -> list[str]:
    return [entry.state for entry in Entry.objects.order_by("attempt")]


def test_an_address_that_had_expired_is_signed_again(
    stored: Bucket, make: Make, media: Media, asked: Asked, settings: Any
) -> None:
    """Over the whole way: a real wait, a real storage, and a file that is there."""
    settings.MODEL_PATIENCE_S = 30
    picture = make(media.picture(640, 360))
    told, bodies = asked(picture, refused(400, "InvalidParameter", EXPIRED), ANSWER)
    assert (told["state"], told["text"]) == ("done", "AB"), told["error"]
    first, second = map(address, bodies)
    assert first != second
    assert first.split("?")[0] == second.split("?")[0]
    # An hour, and by a few seconds another each time.
    assert re.search(r"x-oss-expires=3[67]\d\d&", second)
    with urlopen(second) as fetched:
        assert int(fetched.headers["Content-Length"]) == len(fetched.read()) > 500
    log = Event.objects.filter(job=told["job"], data__state="waiting")
    assert "expired" in log[0].data["detail"]
    assert states() == ["void", "settled"]


def test_an_address_that_never_works_is_not_tried_for_minutes(
    stored: Bucket, make: Make, media: Media, asked: Asked, waits: list[float]
) -> None:
    picture = make(media.picture(640, 360))
    told, bodies = asked(picture, refused(400, "InvalidParameter", EXPIRED))
    assert (told["state"], told["error"]["who"]) == ("failed", "admin")
    assert told["error"]["code"] == "media_url_expired"
    assert len(bodies) == 2
    told, bodies = asked(picture, refused(400, "InvalidParameter", FAR))
    assert told["error"]["code"] == "media_unreachable"
    assert len(bodies) == 3
    assert len({address(body) for body in bodies}) == 3
    assert sum(waits) < 10


def test_a_minute_of_tokens_is_waited_for(
    picture: Asset, asked: Asked, waits: list[float]
) -> None:
    busy = refused(429, "insufficient_quota", "You exceeded your current quota")
    told, bodies = asked(picture, busy, busy, ANSWER)
    assert told["state"] == "done"
    assert len(bodies) == 3
    assert [60 <= wait <= 66 for wait in waits] == [True, True]
    assert states() == ["void", "void", "settled"]


def test_what_the_endpoint_asks_for_is_waited(
    picture: Asset, asked: Asked, waits: list[float]
) -> None:
    busy = refused(429, "limit_requests", Retry_After="42", X_Request_Id="h-1")
    told, _ = asked(picture, busy, ANSWER)
    assert told["state"] == "done"
    assert 42 <= waits[0] <= 46.2
    names = Entry.objects.order_by("attempt").values_list("request_id", flat=True)
    assert list(names) == ["h-1", "chatcmpl-a"]


@pytest.mark.parametrize(
    ("reply", "code", "state"),
    [
        (refused(500, "RequestTimeOut", "Request timed out"), "upstream_timeout", "unknown"),
        (refused(500, "InternalError.Algo", "Missing Content-Length of multimodal url."), "media_no_length", "void"),
        (refused(500, "InternalError.Algo", "list index out of range"), "bad_messages", "void"),
        (refused(429, "PrepaidBillOverdue"), "unpaid", "void"),
        (refused(429, "insufficient_quota", "Free allocated quota exceeded."), "free_quota_used_up", "void"),
        (refused(400, "Arrearage", "Access denied"), "unpaid", "void"),
        (Script([v.delta({"content": "A"}), v.line(v.E4)]), "request_rate", "unknown"),
        (Script([v.delta({"content": "A"})]), "interrupted", "unknown"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_asked_only_once(
    api: Api,
    picture: Asset,
    asked: Asked,
    waits: list[float],
    reply: Script,
    code: str,
    state: str,
) -> None:
    told, bodies = asked(picture, reply, ANSWER)
    assert (told["state"], told["error"]["code"]) == ("failed", code)
    assert (len(bodies), waits, states()) == (1, [], [state])
    assert told["partial"] is bool(told["text"])
    (name,) = Entry.objects.values_list("request_id", flat=True)
    assert name
    assert f'<dd class="mono">{name}</dd>' in shown(api, told)


def test_an_end_before_the_first_word_is_asked_about_once_more(
    picture: Asset, asked: Asked, waits: list[float]
) -> None:
    told, bodies = asked(picture, Script([]), ANSWER)
    assert (told["state"], len(bodies)) == ("done", 2)
    told, bodies = asked(picture, Script([]))
    assert (told["error"]["code"], len(bodies)) == ("interrupted", 2)
    assert told["error"]["billed"] is None


def test_an_answer_that_ran_out_of_time_is_kept_as_partial(
    api: Api, picture: Asset, asked: Asked, waits: list[float]
) -> None:
    head = {"x-dashscope-partialresponse": "true", "x-request-id": "h-2"}
    said = v.delta({"content": "A"}, "stop", id=None) + v.usage(v.T1_USAGE, id=None)
    told, bodies = asked(picture, Script([said], headers=head), ANSWER)
    assert (told["state"], told["text"], told["partial"]) == ("failed", "A", True)
    assert told["error"]["code"] == "upstream_timeout"
    assert (len(bodies), states()) == (1, ["settled"])
    assert "h-2" in shown(api, told)
