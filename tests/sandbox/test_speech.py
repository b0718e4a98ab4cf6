"""Speech is the answer's own words where espeak-ng stands, else a tone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from omniweb.library import listening, speaking
from omniweb.sandbox import speech
from tests.sandbox.upstream import Sandbox, asking, spoken

ESPEAK = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng")
WORDS = "Hello there, this is the sandbox speaking. It only says what it was told."


def thinned(pcm: bytes) -> bytes:
    """24 kHz as 8 kHz."""
    return b"".join(pcm[i : i + 2] for i in range(0, len(pcm), 6))


@ESPEAK
def test_an_answer_is_spoken(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking(f"#say {WORDS}", **spoken("Tina")))
    assert answer.text == WORDS
    assert 2 < len(answer.pcm) / 48_000 < 12
    assert listening.speechlike(thinned(answer.pcm))
    seconds = len(answer.pcm) / 48_000
    details = (answer.usage or {})["completion_tokens_details"]
    assert details["audio_tokens"] == pytest.approx(seconds * 12.5, abs=1)


@ESPEAK
def test_the_same_words_sound_alike_and_voices_differ(sandbox: Sandbox) -> None:
    body = asking(f"#say {WORDS}", **spoken("Tina"))
    first, again = sandbox.ask(body).pcm, sandbox.ask(body).pcm
    assert first == again
    other = sandbox.ask(asking(f"#say {WORDS}", **spoken("Cindy"))).pcm
    assert other != first


@ESPEAK
def test_sound_comes_at_four_times_its_length_between_the_words(
    sandbox: Sandbox,
) -> None:
    body = asking("x", **spoken("Tina"))
    body["messages"][0]["content"] = f"#say {WORDS} {WORDS}"
    answer = sandbox.ask(body)
    took = answer.seconds[-1] - answer.seconds[0]
    assert took > len(answer.pcm) / 48_000 / 4 * 0.8
    assert "at" in answer.order


@pytest.mark.parametrize(
    ("text", "wanted", "voice"),
    [
        ("Hello", "", "en-us"),
        ("Guten Tag", "German", "de"),
        ("\u4f60\u597d", "", "cmn"),
        ("\u3053\u3093\u306b\u3061\u306f", "", "ja"),
        ("\uc548\ub155", "French", "ko"),
        ("\u041f\u0440\u0438\u0432\u0435\u0442", "", "ru"),
    ],
)
def test_the_language_chooses_the_voice(text: str, wanted: str, voice: str) -> None:
    assert speech.language(text, wanted) == voice


async def test_a_tone_stands_in_for_espeak(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not speaking.available()
    pcm = await speech.render("A tone for thirty-odd letters.", voice="Tina")
    assert pcm == speech.tone(2.0)
    assert not listening.speechlike(thinned(pcm))


@pytest.mark.parametrize("seconds", [0.1, 1.0, 2.5])
def test_a_tone_is_exactly_as_long_as_asked(seconds: float) -> None:
    pcm = speech.tone(seconds)
    assert len(pcm) == round(seconds * 24_000) * 2
    assert pcm == speech.tone(seconds)


@pytest.mark.parametrize(
    "text",
    [
        "It lasts 4.5 seconds. Well! Really?",
        "\u4f60\u597d\u3002\u4e16\u754c",
        "No stop at all",
        "Lines\n\nand lines\n",
        "x" * 1000,
        "",
    ],
)
def test_sentences_join_to_the_text(text: str) -> None:
    pieces = speech.sentences(text)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= 400 for piece in pieces)
