"""Speaks to an endpoint through the openai client; it retries and keeps nothing."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, AsyncIterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx2
import openai

from omniweb.providers.ahead import eagerly
from omniweb.providers.endings import silent
from omniweb.providers.errors import (
    Interrupted,
    ProviderError,
    Unauthorised,
    Unavailable,
    from_reply,
)
from omniweb.providers.wire import Delta, Wire

CONNECT_S = 10.0
_NETWORK = (httpx2.HTTPError, aiohttp.ClientError, OSError)


@dataclass(frozen=True, slots=True)
class Connection:
    """Where an endpoint is and how it knows us; the key never shows in a repr."""

    base_url: str
    api_key: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False, hash=False)


async def stream(
    connection: Connection, body: Mapping[str, Any], *, timeout_s: float = 300
) -> AsyncGenerator[Delta, None]:
    """The deltas of one call, the last one Finished; body as request.body made it.

    timeout_s is the longest silence. Raises the exceptions of errors.py, after what
    came before has been yielded. Closing the generator, or cancelling the task that
    reads it, closes the connection at once: use contextlib.aclosing.
    """
    wire, cut = Wire(), False
    failure: ProviderError | None = None
    _check(connection)
    try:
        async with (
            _client(connection, timeout_s) as client,
            client.chat.completions.with_streaming_response.create(
                model=body["model"],
                messages=body["messages"],
                extra_body=_beyond(body),
            ) as reply,
            aclosing(eagerly(_pieces(reply.http_response))) as pieces,
        ):
            wire = _wire(reply.http_response)
            async for piece in pieces:
                for delta in wire.feed(piece):
                    yield delta
                if wire.finished:
                    return
    except openai.OpenAIError as error:
        failure = _failed(error)
    except _NETWORK as error:
        cut = True
        failure = _silence(error, wire)
    # Raised out here: the client's own exceptions carry the request and its key.
    if failure is not None:
        raise failure
    for delta in wire.close(cut=cut):
        yield delta


def _client(connection: Connection, timeout_s: float) -> openai.AsyncOpenAI:
    # One client a call costs 0.3 ms, belongs to no loop and leaves nothing open.
    client = openai.AsyncOpenAI(
        api_key=connection.api_key.strip() or "none",
        base_url=connection.base_url,
        default_headers={"Accept-Encoding": "identity"} | dict(connection.headers),
        max_retries=0,
        http_client=openai.DefaultAioHttpClient(
            verify=_trust(),
            trust_env=not _is_loopback(connection.base_url),
            follow_redirects=False,
            timeout=openai.Timeout(timeout_s, connect=CONNECT_S),
        ),
        timeout=openai.Timeout(timeout_s, connect=CONNECT_S),
    )
    # The client reads these from the environment; they are OpenAI's own affair.
    client.organization = client.project = None
    return client


def _silence(error: Exception, wire: Wire) -> ProviderError | None:
    """None lets the wire judge: an answer that had ended is whole all the same."""
    if not isinstance(error, httpx2.TimeoutException) or wire.ended:
        return None
    return wire.failed(silent())


def _wire(response: httpx2.Response) -> Wire:
    return Wire(
        request_id=response.headers.get("x-request-id"),
        cut_short=_says(response, "x-dashscope-partialresponse"),
    )


def _says(response: httpx2.Response, name: str) -> bool:
    return str(response.headers.get(name, "")).lower() == "true"


def _pieces(response: httpx2.Response) -> AsyncIterable[bytes]:
    # Straight from the socket: a fifth less CPU a delta than the decoding iterators.
    plain = response.headers.get("content-encoding", "identity") == "identity"
    if plain and isinstance(response.stream, httpx2.AsyncByteStream):
        return response.stream
    return response.aiter_bytes()


@cache
def _trust() -> ssl.SSLContext:
    # Loading the certificates takes 0.1 s, far more than the rest of a call.
    return httpx2.create_ssl_context()


def _check(connection: Connection) -> None:
    if not _is_address(connection.base_url):
        raise Unavailable(
            "The endpoint has no address. Set its base URL.",
            code="no_address",
            who="admin",
            billed=False,
            retryable=False,
        )
    key = connection.api_key.strip()
    if not key.isascii() or not key.isprintable():
        raise Unauthorised(
            "The API key holds characters that no key has. Set it again.",
            code="invalid_api_key",
            billed=False,
        )


def _beyond(body: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in body.items() if k not in ("model", "messages")}


def _is_address(base_url: str) -> bool:
    try:
        parts = urlsplit(base_url)
        # The key is who we are; a name in the address would stand in its place.
        named = bool(parts.hostname) and parts.port != 0 and parts.username is None
    except ValueError:
        return False
    return named and parts.scheme in ("http", "https")


def _is_loopback(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _failed(error: openai.OpenAIError) -> ProviderError:
    if isinstance(error, openai.APIStatusError):
        reply = error.response
        return from_reply(reply.status_code, reply.text, reply.headers)
    if isinstance(error.__cause__, httpx2.ReadTimeout):
        return Interrupted(
            "The endpoint did not answer in time. It may still bill the call.",
            code="timeout",
        )
    if _broke(error):
        return Unavailable(
            "The endpoint broke the connection off without an answer. Check its base "
            "URL and the network.",
            code="unreachable",
            # It had the question, or a part of it, and may have begun to work.
            billed=None,
            most_tries=2,
        )
    return Unavailable(
        "The endpoint cannot be reached. Check its base URL and the network.",
        code="unreachable",
        billed=False,
    )


def _broke(error: openai.OpenAIError) -> bool:
    """Whether the line stood before it broke; the client names both a timeout."""
    source = error.__cause__ and error.__cause__.__cause__
    never = aiohttp.ClientConnectorError | aiohttp.ServerTimeoutError
    return isinstance(source, aiohttp.ClientConnectionError) and not isinstance(
        source, never
    )
