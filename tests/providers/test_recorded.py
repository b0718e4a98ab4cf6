"""Recorded replies and every refusal, over real HTTP and cut where chance will."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omniweb.providers.errors import ProviderError
from omniweb.providers.stream import Connection, stream
from omniweb.providers.wire import (
    Audio,
    Delta,
    Finished,
    Reasoning,
    Text,
    Usage,
    Wire,
)

from .recorded import RECORDINGS, sglang
from .recorded.envelopes import elsewhere, envelopes
from .recorded.recording import Recording
from .recorded.refusals import DASHSCOPE, ELSEWHERE, Meaning
from .upstream import Script, Upstream, upstream

BODY = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "stream": True}
# Recordings are shorter; what is beyond their end is counted from their beginning.
PLACES = st.integers(0, 5000)
Ended = tuple[list[Delta], ProviderError | None]
each = pytest.mark.parametrize("recording", RECORDINGS, ids=lambda r: r.name)
# The cuts are drawn anew for each recording; nothing is carried over.
whatever_it_takes = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


async def call(server: Upstream) -> Ended:
    found: list[Delta] = []
    try:
        async for delta in stream(Connection(server.base_url, "sk-test"), BODY):
            found.append(delta)
    except ProviderError as error:
        return found, error
    return found, None


def read(recording: Recording, pieces: list[bytes], *, broken: bool = False) -> Ended:
    found: list[Delta] = []
    head = recording.headers
    wire = Wire(
        request_id=head.get("x-request-id"),
        cut_short="x-dashscope-partialresponse" in head,
    )
    try:
        for piece in pieces:
            for delta in wire.feed(piece):
                found.append(delta)
        for delta in wire.close(cut=broken):
            found.append(delta)
    except ProviderError as error:
        return found, error
    return found, None


def script(recording: Recording, pieces: list[bytes]) -> Script:
    return Script(
        pieces, recording.status, recording.content_type, dict(recording.headers)
    )


def cut(raw: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(raw) + 1) for place in at), len(raw)]
    return [raw[a:b] for a, b in pairwise(edges)]


def check(recording: Recording, ended: Ended) -> None:
    deltas, error = ended
    spoken = [d.pcm for d in deltas if isinstance(d, Audio)]
    assert "".join(d.text for d in deltas if isinstance(d, Text)) == recording.text
    assert (
        "".join(d.text for d in deltas if isinstance(d, Reasoning))
        == recording.reasoning
    )
    assert b"".join(spoken) == recording.pcm
    assert all(len(pcm) % 2 == 0 for pcm in spoken)
    counted = [d for d in deltas if isinstance(d, Usage)]
    assert len(counted) == (recording.usage is not None)
    for name, count in (recording.usage or {}).items():
        assert getattr(counted[0], name) == count, name
    if recording.fails:
        assert error is not None
        assert (error.code, error.request_id) == (recording.fails, recording.request_id)
        assert not any(isinstance(d, Finished) for d in deltas)
    else:
        assert error is None
        assert deltas[-1] == Finished(recording.finish, recording.request_id)


@each
async def test_it_means_the_same_over_http(recording: Recording) -> None:
    async with upstream(script(recording, [recording.raw])) as server:
        check(recording, await call(server))


@each
@settings(max_examples=60, **whatever_it_takes)
@given(at=st.lists(PLACES, max_size=30))
def test_cuts_change_nothing(recording: Recording, at: list[int]) -> None:
    check(recording, read(recording, cut(recording.raw, at)))


@each
def test_byte_by_byte_changes_nothing(recording: Recording) -> None:
    check(recording, read(recording, [bytes([b]) for b in recording.raw]))


@each
@settings(max_examples=5, **whatever_it_takes)
@given(at=st.lists(PLACES, min_size=1, max_size=8))
async def test_cuts_change_nothing_over_http(
    recording: Recording, at: list[int]
) -> None:
    async with upstream(script(recording, cut(recording.raw, at))) as server:
        check(recording, await call(server))


@each
@settings(max_examples=25, **whatever_it_takes)
@given(at=PLACES, broken=st.booleans())
def test_a_reply_that_ends_anywhere_adds_nothing(
    recording: Recording, at: int, broken: bool
) -> None:
    """Whatever came stands, in order; after any of it nothing is tried again."""
    begun = recording.raw[: at % (len(recording.raw) + 1)]
    deltas, error = read(recording, [begun], broken=broken)
    text = "".join(d.text for d in deltas if isinstance(d, Text))
    assert recording.text.startswith(text)
    spoken = b"".join(d.pcm for d in deltas if isinstance(d, Audio))
    assert recording.pcm.startswith(spoken)
    if error is not None:
        began = any(not isinstance(d, Usage) for d in deltas)
        assert not (began and error.retryable)
        assert not began or error.billed
    elif broken and recording not in sglang.RECORDINGS:
        assert (text, spoken) == (recording.text, recording.pcm)


def meant(error: ProviderError) -> Meaning:
    tries = error.most_tries or 0 if error.retryable else 1
    kind = type(error).__name__
    return Meaning(kind, error.code, error.who, error.billed, tries)


@pytest.mark.parametrize(
    ("status", "code", "words", "meaning", "dresses"),
    [(*row, envelopes) for row in DASHSCOPE] + [(*row, elsewhere) for row in ELSEWHERE],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_every_refusal_in_every_dress(
    status, code, words, meaning, dresses
) -> None:
    async with upstream() as server:
        for dress, reply, request_id in dresses(status, code, words):
            server.script = reply
            deltas, error = await call(server)
            assert deltas == [], dress
            assert error is not None, dress
            assert meant(error) == meaning, dress
            assert (error.request_id or "") == request_id, dress
            assert error.message.endswith((".", "!", "?")), dress
            assert "<400>" not in error.message, dress
