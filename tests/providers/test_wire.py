"""The stream reader against recorded replies, whole and cut at every byte."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers.errors import Blocked, Garbled, Interrupted, Refused
from omniweb.providers.wire import (
    Audio,
    Delta,
    Finished,
    Reasoning,
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


def usage(deltas: list[Delta]) -> Usage:
    (found,) = (d for d in deltas if isinstance(d, Usage))
    return found


def until_failure(*pieces: bytes) -> tuple[list[Delta], Exception]:
    wire, found = Wire(), []
    with pytest.raises(Exception) as caught:
        for piece in pieces:
            for delta in wire.feed(piece):
                found.append(delta)
        for delta in wire.close():
            found.append(delta)
    return found, caught.value


def test_t1_text_and_speech_of_the_current_families() -> None:
    deltas = read(v.T1)
    assert text(deltas) == "AB"
    assert pcm(deltas) == v.PCM
    counted = usage(deltas)
    assert (counted.prompt, counted.completion, counted.total) == (207, 103, 310)
    assert (counted.text_in, counted.text_out, counted.audio_out) == (207, 20, 83)
    assert counted.raw == v.T1_USAGE
    assert deltas[-1] == Finished("stop", "chatcmpl-a")


def test_t1_cut_at_every_byte() -> None:
    whole = read(v.T1)
    for at in range(len(v.T1) + 1):
        assert read(v.T1[:at], v.T1[at:]) == whole, at


def test_t1_byte_by_byte() -> None:
    assert read(*(bytes([b]) for b in v.T1)) == read(v.T1)


@given(st.lists(st.integers(0, len(v.T6)), max_size=12))
def test_t6_cut_anywhere_any_number_of_times(cuts) -> None:
    edges = [0, *sorted(cuts), len(v.T6)]
    pieces = [v.T6[a:b] for a, b in pairwise(edges)]
    assert read(*pieces) == read(v.T6)


def test_letters_of_several_bytes_survive_a_cut() -> None:
    said = {"choices": [{"delta": {"content": "Größe 描述 🎬"}}]}
    line = "data: " + json.dumps(said, ensure_ascii=False) + "\n\n"
    raw = line.encode() + v.STOP + v.DONE
    for at in range(len(raw)):
        assert text(read(raw[:at], raw[at:])) == "Größe 描述 🎬"


def test_t1_with_windows_line_ends_comments_and_no_space() -> None:
    changed = b": keep-alive\r\n\r\n" + v.T1.replace(b"\n", b"\r\n")
    assert read(changed.replace(b"data: ", b"data:")) == read(v.T1)


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


def test_t2_turbos_transcript() -> None:
    deltas = read(v.T2)
    assert text(deltas) == "He"
    assert pcm(deltas) == b"\0\0"
    assert isinstance(deltas[-1], Finished)


def test_content_and_transcript_together_are_said_once() -> None:
    both = v.delta({"content": "Hi", "audio": {"transcript": "Hi"}})
    late = v.delta({"audio": {"transcript": "Hi again"}})
    assert text(read(both + late + v.STOP)) == "Hi"


def test_t3_thinking() -> None:
    deltas = read(v.T3)
    assert [d.text for d in deltas if isinstance(d, Reasoning)] == ["x"]
    assert text(deltas) == "Y"
    assert (usage(deltas).text_out, usage(deltas).reasoning_out) == (168, 195)


def test_text_tokens_that_include_reasoning_make_no_difference() -> None:
    report = json.loads(json.dumps(v.T3_USAGE))
    report["completion_tokens_details"]["text_tokens"] = 363
    assert usage(read(v.STOP + v.usage(report))).text_out == 168


def test_t4_null_details() -> None:
    counted = usage(read(v.T4))
    assert (counted.text_in, counted.audio_in, counted.text_out) == (22, 0, 17)
    assert counted.tokens.total_in == 22


def test_t6_vllm_omni_speech_in_content_after_the_texts_stop() -> None:
    deltas = read(v.T6)
    assert text(deltas) == "Hi"
    assert pcm(deltas) == v.PCM + b"\x01\x00"
    assert deltas[-1] == Finished("stop", "chatcmpl-a")


def test_the_texts_reason_wins_over_the_speechs() -> None:
    spoken = v.delta({"content": "AAAA"}, "stop", modality="audio")
    written = v.delta({"content": ""}, "length", modality="text")
    for lines in (spoken + written, written + spoken):
        assert read(lines + v.DONE)[-1] == Finished("length", "chatcmpl-a")


def test_speech_that_says_stop_on_every_piece_is_no_end_by_itself() -> None:
    spoken = v.delta({"content": "AAAA"}, "stop", modality="audio")
    _, error = until_failure(v.delta({"content": "Hi"}) + spoken)
    assert isinstance(error, Interrupted)


def test_t7_and_t8_replies_that_are_one_object() -> None:
    deltas = read(json.dumps(v.T7).encode())
    assert (text(deltas), pcm(deltas)) == ("Hi", v.PCM)
    assert (usage(deltas).prompt, usage(deltas).completion) == (9, 3)
    deltas = read(json.dumps(v.T8, indent=2).encode())
    assert text(deltas) == "Rain on a roof."
    assert (usage(deltas).audio_in, usage(deltas).text_in) == (152, 8)
    assert deltas[-1] == Finished("stop", "chatcmpl-c")


def test_e10_moderation_in_the_middle_keeps_what_came() -> None:
    found, error = until_failure(v.delta({"content": "A"}) + v.line(v.E10))
    assert found == [Text("A")]
    assert isinstance(error, Blocked)
    assert (error.code, error.request_id) == ("output_blocked", "10")
    assert (error.billed, error.retryable) == (True, False)


def test_an_error_that_is_the_only_event_is_no_empty_answer() -> None:
    found, error = until_failure(v.line(v.E8) + v.DONE)
    assert found == []
    assert isinstance(error, Refused)
    assert error.code == "input_too_long"


def test_e11_native_framing() -> None:
    found, error = until_failure(v.E11)
    assert found == []
    assert isinstance(error, Refused)
    assert error.request_id == "11"
    assert "Range of max_tokens should be [1, 32768]" in error.message
    assert "<400>" not in error.message


def test_e12_an_end_that_nobody_announced() -> None:
    found, error = until_failure(v.delta({"content": "A"}))
    assert found == [Text("A")]
    assert isinstance(error, Interrupted)
    assert (error.billed, error.retryable) == (True, False)


def test_nothing_at_all_may_be_asked_again() -> None:
    _, error = until_failure()
    assert isinstance(error, Interrupted)
    assert (error.billed, error.retryable) == (None, True)


@pytest.mark.parametrize(
    "raw", [b"data: {broken\n\n", b"data: 7\n\n", v.HTML.encode(), b"data: " + b"[" * 9]
)
def test_what_is_no_answer_is_garbled_and_not_shown(raw) -> None:
    found, error = until_failure(raw)
    assert found == []
    assert isinstance(error, Garbled)
    assert "html" not in error.message.lower()


def test_unknown_keys_and_odd_shapes_are_passed_over() -> None:
    odd = [
        {"reated": 1, "tem_fingerprint": 2},
        {"choices": None},
        {"choices": [None, {"delta": None}, {"delta": {"audio": None}}]},
        {"choices": [{"delta": {"content": [{"type": "text", "text": "A"}]}}]},
        {"choices": [], "usage": None},
    ]
    assert text(read(b"".join(map(v.line, odd)) + v.STOP)) == "A"


def test_letters_that_no_database_takes_are_mended() -> None:
    raw = b'data: {"choices":[{"delta":{"content":"a\\u0000b\\ud83d"}}]}\n\n'
    assert text(read(raw + v.STOP)) == "ab\ufffd"


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
