"""The real client over real HTTP: the request, broken lines, leaving at once."""

from __future__ import annotations

import asyncio
import gzip
import json
import traceback
from contextlib import aclosing

import pytest

from omniweb.providers import errors
from omniweb.providers.stream import Connection, stream
from omniweb.providers.wire import Audio, Delta, Finished, Text

from . import vectors as v
from .recorded.vllm import OMNI_WAV
from .upstream import Script, upstream

KEY = "sk-secret-0123456789"
BODY = {
    "model": "m",
    "messages": [{"role": "user", "content": "Hi"}],
    "stream": True,
    "stream_options": {"include_usage": True},
    "modalities": ["text"],
    "enable_thinking": False,
}


async def call(server, body=BODY, **options) -> list[Delta]:
    connection = Connection(server.base_url, KEY)
    return [delta async for delta in stream(connection, body, **options)]


def said(deltas, kind) -> str:
    return "".join(d.text for d in deltas if isinstance(d, kind))


def heard(deltas) -> bytes:
    return b"".join(d.pcm for d in deltas if isinstance(d, Audio))


async def fails(server, **options) -> tuple[list[Delta], errors.ProviderError]:
    found: list[Delta] = []
    connection = Connection(server.base_url, KEY)
    with pytest.raises(errors.ProviderError) as caught:
        async for delta in stream(connection, BODY, **options):
            found.append(delta)
    return found, caught.value


async def test_the_request_carries_the_key_and_every_setting() -> None:
    async with upstream(Script([v.T1])) as server:
        connection = Connection(server.base_url, KEY, {"X-DashScope-Test": "1"})
        assert [d async for d in stream(connection, BODY)]
        (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.body == BODY
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["x-dashscope-test"] == "1"


async def test_a_refusal_is_asked_only_once() -> None:
    script = Script([json.dumps(v.E4).encode()], 429, "application/json")
    async with upstream(script) as server:
        assert (await fails(server))[1].code == "request_rate"
        assert server.connections == 1


@pytest.mark.parametrize("cut", [False, True], ids=["closed", "cut off"])
async def test_e12_an_answer_that_breaks_off(cut) -> None:
    async with upstream(Script([v.delta({"content": "A"})], cut=cut)) as server:
        found, error = await fails(server)
    assert found == [Text("A")]
    assert isinstance(error, errors.Interrupted)
    assert (error.billed, error.retryable) == (True, False)


async def test_a_line_cut_after_the_announced_end_is_a_whole_answer() -> None:
    async with upstream(Script(v.T1_LINES[:5], cut=True)) as server:
        deltas = await call(server)
    assert deltas[-1] == Finished("stop", "chatcmpl-a")


async def test_a_line_cut_between_text_and_speech_is_no_whole_answer() -> None:
    """vLLM-Omni stops its text long before it speaks (protocol 4)."""
    pieces = [event + b"\n\n" for event in OMNI_WAV.raw.split(b"\n\n")[:3]]
    for sent in (pieces[:2], pieces):
        async with upstream(Script(sent, cut=True)) as server:
            found, error = await fails(server)
        assert said(found, Text) == "Hi"
        assert isinstance(error, errors.Interrupted)
        assert error.request_id == "chatcmpl-o"


@pytest.mark.parametrize("status", [200, 302, 404, 502])
async def test_e13_a_gateways_page_is_not_shown(status) -> None:
    script = Script([v.HTML.encode()], status, "text/html", {"Location": "/x"})
    async with upstream(script) as server:
        _, error = await fails(server)
        assert server.connections == 1
    assert "<" not in error.message
    assert "nginx" not in error.message


async def test_silence_ends_and_keeps_what_came() -> None:
    async with upstream(Script([v.delta({"content": "A"})], hold=True)) as server:
        found, error = await fails(server, timeout_s=0.3)
    assert found == [Text("A")]
    assert (type(error), error.code) == (errors.Interrupted, "silent")


async def test_nobody_listening() -> None:
    async with upstream() as server:
        pass
    found, error = await fails(server)
    assert found == []
    assert (type(error), error.retryable) == (errors.Unavailable, True)


@pytest.mark.parametrize("url", ["", "x", "http://", "http://[::1", "http://h:port"])
async def test_no_address_never_falls_back_to_another_service(url) -> None:
    with pytest.raises(errors.Unavailable, match="base URL") as caught:
        [d async for d in stream(Connection(url, KEY), BODY)]
    assert (caught.value.who, caught.value.retryable) == ("admin", False)


async def test_leaving_closes_the_upstream_at_once() -> None:
    async with upstream(Script([v.delta({"content": "A"})], hold=True)) as server:
        async with aclosing(stream(Connection(server.base_url, KEY), BODY)) as deltas:
            assert await anext(deltas) == Text("A")
            assert not server.left.is_set()
        await asyncio.wait_for(server.left.wait(), 1)


@pytest.mark.parametrize("pieces", [[], [v.delta({"content": "A"})]])
async def test_cancelling_the_task_closes_the_upstream_at_once(pieces) -> None:
    async with upstream(Script(pieces, hold=True)) as server:
        task = asyncio.create_task(call(server))
        await asyncio.wait_for(server.sent.wait(), 5)
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.wait_for(server.left.wait(), 1)
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_compressed_reply_is_read_all_the_same() -> None:
    script = Script([gzip.compress(v.T1)], headers={"Content-Encoding": "gzip"})
    async with upstream(script) as server:
        assert said(await call(server), Text) == "AB"
        assert server.requests[0].headers["accept-encoding"] == "identity"


async def test_the_first_words_do_not_wait_for_the_rest() -> None:
    async with upstream(Script(v.T1_LINES[:1], hold=True)) as server:
        deltas = stream(Connection(server.base_url, KEY), BODY)
        assert await asyncio.wait_for(anext(deltas), 5) == Text("A")
        await deltas.aclose()


async def test_no_secret_in_what_is_raised_or_printed() -> None:
    signed = "https://bucket.example/clip.mp4?Signature=topsecret"
    body = BODY | {"messages": [{"role": "user", "content": signed}]}
    echo = v.error("InvalidParameter", f"cannot fetch {signed} with {KEY}")
    async with upstream(Script([json.dumps(echo).encode()], 400)) as server:
        connection = Connection(server.base_url, KEY)
        with pytest.raises(errors.Refused) as caught:
            [d async for d in stream(connection, body)]
    error = caught.value
    printed = "".join(traceback.format_exception(error)) + repr(vars(error))
    assert error.__context__ is None
    assert error.__cause__ is None
    for secret in (KEY, "topsecret"):
        assert secret not in printed
        assert secret not in repr(connection)


async def test_a_key_with_odd_letters_is_refused_without_showing_it() -> None:
    with pytest.raises(errors.Unauthorised) as caught:
        connection = Connection("http://127.0.0.1:9/v1", "sk-geheim-ß")
        [d async for d in stream(connection, BODY)]
    assert "geheim" not in "".join(traceback.format_exception(caught.value))


async def test_loopback_never_goes_through_a_proxy(monkeypatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    async with upstream(Script([v.T1])) as server:
        assert said(await call(server), Text) == "AB"
        assert "openai-organization" not in server.requests[0].headers
