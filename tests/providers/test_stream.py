"""The real client over real HTTP: recorded replies, faults, and leaving at once."""

from __future__ import annotations

import asyncio
import gzip
import json
import traceback
from contextlib import aclosing

import pytest

from omniweb.providers import errors
from omniweb.providers.stream import Connection, stream
from omniweb.providers.wire import Audio, Delta, Finished, Reasoning, Text, Usage

from . import vectors as v
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


@pytest.mark.parametrize(
    ("raw", "text", "reasoning", "pcm", "counted"),
    [
        (v.T1, "AB", "", v.PCM, (207, 103)),
        (v.T2, "He", "", b"\0\0", (207, 103)),
        (v.T3, "Y", "x", b"", (11, 363)),
        (v.T4, "ok", "", b"", (22, 17)),
        (v.T6, "Hi", "", v.PCM + b"\x01\x00", None),
    ],
    ids=["T1", "T2", "T3", "T4", "T6"],
)
async def test_recorded_streams(raw, text, reasoning, pcm, counted) -> None:
    async with upstream(Script([raw])) as server:
        deltas = await call(server)
    assert said(deltas, Text) == text
    assert said(deltas, Reasoning) == reasoning
    assert heard(deltas) == pcm
    usage = [(d.prompt, d.completion) for d in deltas if isinstance(d, Usage)]
    assert usage == ([counted] if counted else [])
    assert isinstance(deltas[-1], Finished)


async def test_t5_base64_fragments() -> None:
    fragments = [v.delta({"audio": {"data": d}}) for d in ("/v8", "AAAAA", "YQ==")]
    async with upstream(Script([*fragments, v.STOP, v.DONE])) as server:
        assert heard(await call(server)) == v.PCM


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize(
    ("reply", "text"), [(v.T7, "Hi"), (v.T8, "Rain on a roof.")], ids=["T7", "T8"]
)
async def test_replies_that_do_not_stream(reply, text, status) -> None:
    script = Script([json.dumps(reply).encode()], status, "application/json")
    async with upstream(script) as server:
        deltas = await call(server, {"model": "m", "messages": BODY["messages"]})
    assert said(deltas, Text) == text
    assert isinstance(deltas[-1], Finished)


async def test_a_stream_cut_at_every_byte_over_http() -> None:
    raw = (
        b'data: {"choices":[{"delta":{"content":"\xc3\x9f"}}]}\n\n'
        b'data: {"choices":[{"delta":{"audio":{"data":"/v8AAAAA"}}}]}\n\n'
        b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n'
        b'data: {"choices":[],"usage":{"prompt_tokens":2}}\n\ndata: [DONE]\n\n'
    )
    async with upstream(Script([raw])) as server:
        whole = await call(server)
        assert (said(whole, Text), heard(whole)) == ("ß", v.PCM)
        for at in range(1, len(raw)):
            server.script.pieces = [raw[:at], raw[at:]]
            assert await call(server) == whole, at


async def test_the_request_carries_the_key_and_every_setting() -> None:
    async with upstream(Script([v.T1])) as server:
        connection = Connection(server.base_url, KEY, {"X-DashScope-Test": "1"})
        assert [d async for d in stream(connection, BODY)]
        (request,) = server.requests
    assert request.path == "/v1/chat/completions"
    assert request.body == BODY
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["x-dashscope-test"] == "1"


REPLIES = [
    (400, v.E1, errors.Refused),
    (400, v.E2, errors.Blocked),
    (400, v.E3, errors.Unpaid),
    (429, v.E4, errors.Throttled),
    (429, v.E5, errors.Throttled),
    (429, v.E6, errors.Throttled),
    (401, v.E7, errors.Unauthorised),
    (400, v.E8, errors.Refused),
    (400, v.E9, errors.Refused),
    (503, v.E13, errors.Unavailable),
]


@pytest.mark.parametrize(("status", "payload", "kind"), REPLIES)
async def test_refusals_are_sentences_and_tried_only_once(
    status, payload, kind
) -> None:
    script = Script([json.dumps(payload).encode()], status, "application/json")
    async with upstream(script) as server:
        found, error = await fails(server)
        assert server.connections == 1
    assert found == []
    assert type(error) is kind
    assert error.request_id == payload.get("request_id")


async def test_e10_moderation_after_some_words() -> None:
    script = Script([v.delta({"content": "A"}), v.line(v.E10)])
    async with upstream(script) as server:
        found, error = await fails(server)
    assert found == [Text("A")]
    assert isinstance(error, errors.Blocked)
    assert (error.request_id, error.billed) == ("10", True)


@pytest.mark.parametrize("status", [200, 400])
async def test_e11_native_framing(status) -> None:
    async with upstream(Script([v.E11], status, "application/json")) as server:
        found, error = await fails(server)
    assert found == []
    assert isinstance(error, errors.Refused)
    assert error.request_id == "11"


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
