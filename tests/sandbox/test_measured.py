"""What the library measures in files whose facts are known."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from omniweb.library import colours, listening, speaking
from omniweb.library.measure import measure
from omniweb.library.refusals import Rejected
from tests.sandbox.conftest import Media


def test_a_film_has_its_cut_colours_and_tone(media: Media) -> None:
    found = measure(media.cut)
    assert (found.kind, found.width, found.height, found.fps) == ("video", 320, 240, 10)
    assert found.duration_s == pytest.approx(4, abs=0.1)
    assert found.cuts == (2.0,)
    assert dict(found.colours) == pytest.approx({"red": 0.5, "blue": 0.5}, abs=0.13)
    assert found.has_audio
    assert found.lufs == pytest.approx(-21.8, abs=1)
    assert found.speech is False


def test_a_film_without_sound_has_none_and_no_cut(media: Media) -> None:
    found = measure(media.silent)
    assert (found.has_audio, found.lufs, found.speech, found.cuts) == (
        False,
        None,
        None,
        (),
    )
    assert found.colours[0][0] == "grey"


def test_a_picture_has_size_colour_and_brightness(media: Media) -> None:
    found = measure(media.picture(400, 300, "white"))
    assert (found.kind, found.width, found.height) == ("image", 400, 300)
    assert found.colours == (("white", 1.0),)
    assert found.brightness == pytest.approx(1, abs=0.02)


def test_a_sound_has_its_silence(media: Media) -> None:
    found = measure(media.gap)
    assert found.kind == "audio"
    assert found.silences == (pytest.approx((1.0, 3.0), abs=0.05),)
    assert found.peak_db == pytest.approx(-14, abs=0.5)


@pytest.mark.parametrize("graph", ["sine=330:d=5", "anoisesrc=d=5:a=0.3:seed=1"])
def test_tone_and_noise_are_not_like_speech(media: Media, graph: str) -> None:
    assert measure(media.sound(graph[:4], graph)).speech is False


@pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng")
@pytest.mark.parametrize("language", ["en-us", "de", "fr-fr"])
def test_speech_is_like_speech(language: str) -> None:
    text = "Please listen: this is a short sentence, and it is spoken. Here is another."
    pcm = speaking.speak(text, language=language, variant="f2")
    third = b"".join(pcm[i : i + 2] for i in range(0, len(pcm), 6))
    assert listening.speechlike(third)


def test_what_is_no_media_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "file"
    text.write_text("#EXTM3U\nfile:///etc/passwd\n")
    with pytest.raises(Rejected):
        measure(text)


@pytest.mark.parametrize(
    ("rgb", "name"),
    [
        ((255, 0, 0), "red"),
        ((120, 70, 20), "brown"),
        ((250, 250, 250), "white"),
        ((128, 128, 128), "grey"),
        ((5, 5, 5), "black"),
        ((0, 0, 200), "blue"),
        ((0, 40, 80), "dark blue"),
        ((170, 200, 255), "light blue"),
    ],
)
def test_colours_have_plain_names(rgb: tuple[int, int, int], name: str) -> None:
    assert colours.name(*rgb) == name
