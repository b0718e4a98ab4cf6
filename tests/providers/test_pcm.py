"""Base64 speech into whole samples, however it is cut."""

from __future__ import annotations

import base64
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers.errors import Garbled
from omniweb.providers.pcm import Speech

from .vectors import PCM, b64, wav


def heard(*fragments: str) -> bytes:
    speech = Speech()
    return b"".join(map(speech.feed, fragments)) + speech.close()


def test_each_fragment_keeps_its_own_padding() -> None:
    assert heard("YQ==", "Yg==") == b"ab"
    assert heard("YQ==Yg==") == b"ab"


def test_a_fragment_off_the_four_boundary_waits_for_the_rest() -> None:
    assert heard("/v8", "AAAAA") == PCM


def test_three_bytes_and_three_bytes_keep_the_samples_whole() -> None:
    speech = Speech()
    assert speech.feed(b64(PCM[:3])) == PCM[:2]
    assert speech.feed(b64(PCM[3:])) == PCM[2:]


def test_a_wav_header_is_no_sound() -> None:
    assert b64(wav(PCM)).startswith("UklGR")
    assert heard(b64(wav(PCM))) == PCM


def test_every_fragment_may_be_a_wav_of_its_own() -> None:
    assert heard(b64(wav(PCM)), b64(wav(b"\x01\x00"))) == PCM + b"\x01\x00"


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF])
def test_a_streamed_header_that_gives_no_length(length) -> None:
    assert heard(b64(wav(PCM, length=length)), b64(PCM)) == PCM * 2


def test_a_chunk_after_the_samples_is_no_sound() -> None:
    assert heard(b64(wav(PCM) + b"LIST\x04\x00\x00\x00INFO")) == PCM


def test_a_header_cut_in_two_is_still_a_header() -> None:
    whole = wav(PCM)
    for cut in range(1, len(whole)):
        assert heard(b64(whole[:cut]), b64(whole[cut:])) == PCM, cut


def test_a_header_that_never_ends_is_no_sound() -> None:
    assert heard(b64(wav(PCM)[:30])) == b""


def test_sound_that_only_looks_like_a_header_is_kept() -> None:
    lookalike = b"RIFF" + bytes(range(20))
    assert heard(b64(lookalike)) == lookalike


def test_line_breaks_inside_base64_do_not_matter() -> None:
    assert heard("/v8A\r\nAAAA") == PCM


def test_an_unpadded_end_is_kept_and_half_a_sample_dropped() -> None:
    assert heard("/v8") == b"\xfe\xff"
    assert heard(b64(PCM[:3])) == PCM[:2]


@pytest.mark.parametrize("bad", ["!!!!", "A===", "=AAA"])
def test_what_is_not_base64_is_said_to_be_garbled(bad) -> None:
    with pytest.raises(Garbled) as caught:
        heard("AAAA" + bad + "AAAA")
    assert caught.value.code == "bad_audio"


def test_speech_at_another_rate_is_refused_and_not_played_too_fast() -> None:
    with pytest.raises(Garbled, match="44100"):
        heard(b64(wav(PCM, rate=44_100)))


@given(st.binary(min_size=2, max_size=400), st.data())
def test_any_cut_of_the_text_gives_the_same_samples(raw, data) -> None:
    raw = raw[: len(raw) // 2 * 2]
    text = base64.b64encode(raw).decode()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    edges = [0, *cuts, len(text)]
    pieces = [text[a:b] for a, b in pairwise(edges)]
    assert heard(*pieces) == raw


@given(st.lists(st.binary(max_size=60), max_size=8))
def test_any_cut_of_the_bytes_gives_the_same_samples(parts) -> None:
    raw = b"".join(parts)
    assert heard(*map(b64, parts)) == raw[: len(raw) // 2 * 2]
