"""A slow reader loses nothing of what came before the connection broke."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from omniweb.providers import errors
from omniweb.providers.ahead import AHEAD, eagerly
from omniweb.providers.stream import Connection, stream
from omniweb.providers.wire import Text

from . import vectors as v
from .upstream import Script, Upstream, upstream

BODY = {"model": "m", "messages": []}
WORDS = [f"{number} " for number in range(50)]


async def slowly(server: Upstream) -> tuple[str, errors.ProviderError]:
    """The text of one call whose reader is busy until the server has gone."""
    said = ""
    connection = Connection(server.base_url, "k")
    with pytest.raises(errors.ProviderError) as caught:
        async with aclosing(stream(connection, BODY)) as deltas:
            async for delta in deltas:
                assert isinstance(delta, Text)
                said += delta.text
                if delta.text == WORDS[0]:
                    await server.sent.wait()
                    await asyncio.sleep(0.05)
    return said, caught.value


@pytest.mark.parametrize("cut", [False, True], ids=["closed", "cut off"])
async def test_what_came_while_the_reader_was_busy_is_kept(cut: bool) -> None:
    pieces = [v.delta({"content": word}) for word in WORDS]
    async with upstream(Script(pieces, cut=cut)) as server:
        said, error = await slowly(server)
    assert said == "".join(WORDS)
    assert (error.code, error.billed, error.retryable) == ("interrupted", True, False)


async def test_a_connection_that_breaks_without_an_answer_may_be_billed() -> None:
    """The endpoint had the question; one that cannot be reached had not."""

    async def gone(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(gone, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for billed, tries in ((None, 2), (False, None)):
        with pytest.raises(errors.Unavailable) as caught:
            async for _ in stream(Connection(f"http://127.0.0.1:{port}/v1"), BODY):
                pass
        error = caught.value
        assert (error.code, error.billed) == ("unreachable", billed)
        assert (error.retryable, error.most_tries) == (True, tries)
        server.close()
        await server.wait_closed()


async def test_a_reader_that_stops_slows_the_sender_and_ends_it() -> None:
    taken = 0
    ended = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        try:
            while True:
                taken += 1
                yield b"x"
        finally:
            ended.set()

    async with aclosing(eagerly(endless())) as pieces:
        assert await anext(pieces) == b"x"
        await asyncio.sleep(0.01)
        assert taken <= AHEAD + 3
    async with asyncio.timeout(5):
        await ended.wait()
