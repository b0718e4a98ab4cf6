"""Why an address cannot be reached: each reason by its own sentence."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from omniweb.providers import reach
from omniweb.providers.reach import place, trouble
from tests.providers.upstream import upstream

VARIABLE = "VLLM_BASE_URL"


def test_a_place_is_named_without_credentials_or_path() -> None:
    usual = place("https://models.example.com/v1?key=secret", VARIABLE)
    assert (str(usual), usual.port, usual.tls) == ("models.example.com", 443, True)
    other = place("http://[::1]:8000/v1", VARIABLE)
    assert (str(other), other.tls) == ("[::1]:8000", False)
    assert not usual.fault and not other.fault


@pytest.mark.parametrize(
    "url", ["", "10.0.0.5:8000/v1", "ftp://a/v1", "http://a:99999", "http://:80"]
)
async def test_what_is_no_address_names_the_variable(url: str) -> None:
    said = await trouble(place(url, VARIABLE))
    assert said is not None
    assert said.startswith("VLLM_BASE_URL is no address.")


async def test_credentials_in_an_address_are_refused_and_not_repeated() -> None:
    found = place("http://user:secret@127.0.0.1:9/v1", VARIABLE)
    said = await trouble(found)
    assert said is not None and "password" in said
    assert "secret" not in said + str(found)


async def test_what_listens_is_no_trouble_and_gets_no_request() -> None:
    async with upstream() as up:
        assert await trouble(place(up.base_url, VARIABLE)) is None
        assert up.requests == []


async def test_nothing_listens() -> None:
    async with upstream() as up:
        url = up.base_url
    said = await trouble(place(url, VARIABLE))
    assert said is not None
    assert said.startswith("Nothing listens at 127.0.0.1:")
    assert VARIABLE in said


async def test_a_name_that_nobody_knows() -> None:
    said = await trouble(place("https://nowhere.invalid/v1", VARIABLE))
    assert said is not None
    assert "nowhere.invalid" in said and "DNS" in said and VARIABLE in said


async def test_plain_http_behind_an_https_address() -> None:
    async def plain(reader, writer) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    said = await trouble(place(f"https://127.0.0.1:{port}/v1", VARIABLE))
    server.close()
    assert said is not None
    assert "does not speak TLS" in said and "http://" in said


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "does not answer within 10 s"),
        (ConnectionRefusedError(), "Nothing listens"),
        (OSError(101, "Network is unreachable"), "network is unreachable"),
        (ssl.SSLCertVerificationError("self-signed"), "not trusted"),
    ],
)
async def test_a_private_address_says_where_one_must_be(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    async def known(there: reach.Place) -> list[str]:
        return ["10.1.2.3"]

    async def connect(*_: object) -> None:
        raise error

    monkeypatch.setattr(reach, "_addresses", known)
    monkeypatch.setattr(reach, "_connect", connect)
    said = await trouble(place("https://vpc.example.com:8443/v1", VARIABLE))
    assert said is not None
    assert words in said and "vpc.example.com:8443" in said and VARIABLE in said
    assert ("10.1.2.3, is private" in said) == (words != "not trusted")


async def test_behind_a_proxy_only_the_proxy_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with upstream() as up:
        url = up.base_url.removesuffix("/v1")
        monkeypatch.setenv("https_proxy", url)
        there = place("https://nowhere.invalid/v1", VARIABLE)
        assert await trouble(there) is None
    said = await trouble(there)
    assert said is not None and "HTTPS_PROXY" in said
