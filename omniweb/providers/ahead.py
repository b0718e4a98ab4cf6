"""Reads a reply as it comes, ahead of whoever uses it; it never looks into it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable

# Pieces that may wait; a reader that is further behind slows the sender down.
AHEAD = 256


async def eagerly(pieces: AsyncIterable[bytes]) -> AsyncGenerator[bytes, None]:
    """The pieces in order, then what ended them, as an exception where it was one.

    Once a connection breaks, the client gives nothing more of what it holds. So each
    piece is taken at once, also while the one before it is still being written down.
    Close it with contextlib.aclosing.
    """
    waiting: asyncio.Queue[bytes | Exception | None] = asyncio.Queue(AHEAD)
    taking = asyncio.create_task(_take(pieces, waiting))
    try:
        while isinstance(found := await waiting.get(), bytes):
            yield found
        if found is not None:
            raise found
    finally:
        taking.cancel()
        await asyncio.wait([taking])


async def _take(
    pieces: AsyncIterable[bytes], waiting: asyncio.Queue[bytes | Exception | None]
) -> None:
    end: Exception | None = None
    try:
        async for piece in pieces:
            await waiting.put(piece)
    except Exception as error:  # raised again where the pieces are read
        end = error
    await waiting.put(end)
