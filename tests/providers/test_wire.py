"""The stream reader where replies leave the recorded paths (see test_recorded)."""

from __future__ import annotations

import json

import pytest

from omniweb.providers.errors import Garbled, Interrupted
from omniweb.providers.wire import (
    Audio,
    Delta,
    Finished,
    Text,
    Usage,
    Wire,
)

from . import vectors as v


def read(*pieces: bytes) -> list[Delta]:
    wire = Wire()
    found = [delta for piece in pieces for delta in wire.feed(piece)]
    return [*found, *wire.close()]


def text(deltas: list[Delta]) -> str:
    return "".join(d.text for d in deltas if isinstance(d, Text))


def pcm(deltas: list[Delta]) -> bytes:
    return b"".join(d.pcm for d in deltas if isinstance(d, Audio))


def until_failure(*pieces: bytes) -> tuple[list[Delta], Exception]:
    wire, found = Wire(), []
    with pytest.raises(Exception) as caught:
        for piece in pieces:
            for delta in wire.feed(piece):
                found.append(delta)
        for delta in wire.close():
            found.append(delta)
    return found, caught.value


def test_letters_of_several_bytes_survive_a_cut() -> None:
    said = {"choices": [{"delta": {"content": "Größe 描述 🎬"}}]}
    line = "data: " + json.dumps(said, ensure_ascii=False) + "\n\n"
    raw = line.encode() + v.STOP + v.DONE
    for at in range(len(raw)):
        assert text(read(raw[:at], raw[at:])) == "Größe 描述 🎬"


@pytest.mark.parametrize("order", [(2, 0, 1), (0, 2, 1)])
def test_t1_with_speech_between_the_words(order) -> None:
    lines = [v.T1_LINES[i] for i in order] + v.T1_LINES[3:]
    deltas = read(b"".join(lines))
    assert text(deltas) == "AB"
    assert pcm(deltas) == v.PCM


def test_t1_without_done_or_usage_is_whole() -> None:
    assert read(b"".join(v.T1_LINES[:5]))[-1] == Finished("stop", "chatcmpl-a")
    deltas = read(b"".join(v.T1_LINES[:4]))
    assert deltas[-1] == Finished("stop", "chatcmpl-a")
    assert not any(isinstance(d, Usage) for d in deltas)


def test_usage_without_a_finish_reason_is_an_end_too() -> None:
    lines = v.T1_LINES[:3] + v.T1_LINES[4:5]
    assert isinstance(read(b"".join(lines))[-1], Finished)


def test_usage_in_every_event_is_no_end() -> None:
    busy = v.delta({"content": "A"}, usage=v.T1_USAGE)
    _, error = until_failure(busy)
    assert isinstance(error, Interrupted)


def test_content_and_transcript_together_are_said_once() -> None:
    both = v.delta({"content": "Hi", "audio": {"transcript": "Hi"}})
    late = v.delta({"audio": {"transcript": "Hi again"}})
    assert text(read(both + late + v.STOP)) == "Hi"


def test_the_texts_reason_wins_over_the_speechs() -> None:
    spoken = v.delta({"content": "AAAA"}, "stop", modality="audio")
    written = v.delta({"content": ""}, "length", modality="text")
    for lines in (spoken + written, written + spoken):
        assert read(lines + v.DONE)[-1] == Finished("length", "chatcmpl-a")


def test_speech_that_says_stop_on_every_piece_is_no_end_by_itself() -> None:
    spoken = v.delta({"content": "AAAA"}, "stop", modality="audio")
    _, error = until_failure(v.delta({"content": "Hi"}) + spoken)
    assert isinstance(error, Interrupted)


def test_e12_an_end_that_nobody_announced() -> None:
    found, error = until_failure(v.delta({"content": "A"}))
    assert found == [Text("A")]
    assert isinstance(error, Interrupted)
    assert (error.billed, error.retryable) == (True, False)


def test_nothing_at_all_may_be_asked_again_once() -> None:
    _, error = until_failure()
    assert isinstance(error, Interrupted)
    assert (error.billed, error.retryable, error.most_tries) == (None, True, 2)


def test_a_line_that_breaks_between_text_and_speech_is_no_end() -> None:
    """Somebody who closes after the text's stop had no more to say, a break had."""
    written = v.delta({"content": "Hi"}, "stop", modality="text")
    assert read(written)[-1] == Finished("stop", "chatcmpl-a")
    wire = Wire()
    list(wire.feed(written))
    assert not wire.ended
    with pytest.raises(Interrupted):
        list(wire.close(cut=True))


def test_half_an_object_that_broke_off_is_no_wrong_address() -> None:
    wire = Wire()
    list(wire.feed(b'{"choices":[{"message":{"content":"A'))
    with pytest.raises(Interrupted):
        list(wire.close(cut=True))


def test_the_heads_name_of_a_call_stands_where_the_body_has_none() -> None:
    said = b'data: {"choices":[{"delta":{"content":"A"},"finish_reason":"stop"}]}\n\n'
    for body, name in ((said, "head"), (v.delta({"content": "A"}, "stop"), None)):
        wire = Wire(request_id="head")
        last = [*wire.feed(body), *wire.close()][-1]
        assert last == Finished("stop", name or "chatcmpl-a")


@pytest.mark.parametrize(
    "raw", [b"data: {broken\n\n", b"data: 7\n\n", v.HTML.encode(), b"data: " + b"[" * 9]
)
def test_what_is_no_answer_is_garbled_and_not_shown(raw) -> None:
    found, error = until_failure(raw)
    assert found == []
    assert isinstance(error, Garbled)
    assert "html" not in error.message.lower()


@pytest.mark.parametrize("piece", [b"data: " + b"x" * 40, b"<p>no stream</p>\n"])
def test_an_endless_reply_is_given_up(monkeypatch, piece) -> None:
    monkeypatch.setattr("omniweb.providers.wire.MAX_BYTES", 1000)
    wire = Wire()
    with pytest.raises(Garbled):
        for _ in range(100):
            assert list(wire.feed(piece)) == []


def test_nothing_is_read_after_the_end() -> None:
    wire = Wire()
    assert list(wire.feed(v.T1))[-1] == Finished("stop", "chatcmpl-a")
    assert wire.finished
    assert list(wire.feed(v.delta({"content": "more"}))) == []
    assert list(wire.close()) == []
