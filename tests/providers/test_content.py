"""What is sent when a clip's content is known: presets by themselves, slides, reasons."""

# ruff: noqa: E501 a row reads best on one line

from __future__ import annotations

from dataclasses import replace

import pytest

from omniweb.providers import slides
from omniweb.providers.plan import Plan, Wish
from omniweb.providers.presets import resolved
from omniweb.providers.reasons import reason
from omniweb.providers.recipes import Original, foretold
from omniweb.providers.request import body

from .media import clip, picture, sound
from .test_fit import ASK, plan, specs

CHANGES = (0.0, 12.0, 15.5, 63.0)
SLIDES = replace(ASK, sampling="slideshow")


def seen(content: str, seconds: float = 120, **told: object) -> Original:
    """A clip of which somebody looked at the content."""
    found = clip(seconds)
    return replace(found, facts=replace(found.facts, content=content, **told))


def slideshow(seconds: float = 120, **told: object) -> Original:
    return seen("slideshow", seconds, changes=CHANGES, **told)


def sent(found: Plan) -> list[dict]:
    """The parts of the message that carries the files, at made up addresses."""
    files = [["https://files.example/x"] * max(1, s.recipe.count) for s in found.media]
    return body(found, files)["messages"][-1]["content"]


@pytest.mark.parametrize("content", ["talking head", "mixed", "slideshow"])
def test_auto_is_what_fits_the_content(content) -> None:
    film = seen(content)
    found, chosen = plan(film), plan(film, replace(ASK, sampling=content))
    assert found.media == chosen.media
    assert found.notes == chosen.notes
    assert (found.wish.sampling, found.resolved) == ("auto", content)


def test_auto_does_not_spend_several_times_as_much_on_action() -> None:
    film = seen("action", 30)
    assert specs(plan(film)) == ["video-720p-2fps-64k"]
    chosen = plan(film, replace(ASK, sampling="action"))
    assert chosen.tokens.total_in > 2 * plan(film).tokens.total_in


def test_a_preset_that_was_chosen_stays() -> None:
    assert resolved("mixed", seen("action").facts) == "mixed"
    assert plan(seen("action"), SLIDES).resolved == "slideshow"


@pytest.mark.parametrize("original", [clip(), sound(), picture()])
def test_where_nobody_looked_auto_is_auto(original) -> None:
    assert plan(original).resolved == "auto"
    assert plan(None).resolved == "auto"


def test_auto_where_nobody_looked_sends_what_mixed_sends() -> None:
    assert plan(clip(60)).media == plan(clip(60), replace(ASK, sampling="mixed")).media


SENT = [
    ("3.5-flash", slideshow(), ["slides-720p", "model-audio"]),
    ("vllm", slideshow(), ["slides-720p", "model-audio"]),
    ("vl-plus", slideshow(), ["slides-720p"]),
    ("3-flash", slideshow(has_audio=False), ["slides-720p"]),
    # Its request takes one kind: the sound would be lost.
    ("3-flash", slideshow(), ["video-720p-0_5fps-64k"]),
    ("fireworks", slideshow(60), ["video-360p-0_5fps-silent", "audio-ogg-24k"]),
    # One picture is no list, and Turbo's begin at four.
    ("3.5-flash", seen("slideshow", changes=(0.0,)), ["video-720p-0_5fps-64k"]),
    ("turbo", seen("slideshow", 40, changes=(0.0, 9.0), has_audio=False), ["video-720p-0_5fps-64k"]),
    ("vllm", seen("slideshow", changes=tuple(map(float, range(17)))), ["video-720p-0_5fps-64k"]),
    # Nobody looked, but the preset was chosen.
    ("3.5-flash", clip(120), ["video-720p-0_5fps-64k"]),
]  # fmt: skip


@pytest.mark.parametrize(("model", "original", "wanted"), SENT)
def test_slides_go_once_each_where_they_can(model, original, wanted) -> None:
    assert specs(plan(original, SLIDES, model)) == wanted


def test_a_list_of_slides_is_counted_and_timed() -> None:
    found = plan(slideshow())
    pictures = found.media[0]
    assert pictures.facts.changes == CHANGES
    assert pictures.recipe.said == "each of its 4 pictures once at 720p"
    # Four frames are merged in pairs; 120 s of sound beside them.
    assert (found.tokens.video_in, found.tokens.audio_in) == (2 * 594 + 2, 840)
    listed, heard, moments, asked = sent(found)
    assert (len(listed["video"]), listed["fps"]) == (4, 0.1)
    assert heard["type"] == "input_audio"
    told = "The pictures are from these moments of the clip: 0:00, 0:12, 0:15, 1:03."
    assert (moments["text"], asked["text"]) == (told, "What happens?")
    bare = plan(slideshow(), replace(ASK, sampling="frames"))
    assert found.tokens.text_in > bare.tokens.text_in
    assert [part["type"] for part in sent(bare)] == ["video", "text"]


def test_a_part_begins_with_the_picture_that_stands() -> None:
    found = plan(slideshow(), replace(ASK, span=(14.0, 63.0)))
    assert specs(found)[0] == "slides-720p_140-630"
    assert found.media[0].facts.changes == (14.0, 15.5)
    assert "0:14, 0:15." in sent(found)[2]["text"]


def test_the_speech_is_made_smaller_before_the_pages() -> None:
    many = tuple(15.0 * n for n in range(36))
    film = seen("slideshow", 540, changes=many)
    assert specs(plan(film)) == ["slides-720p", "audio-mp3-32k"]
    longer = seen("slideshow", 900, changes=many)
    assert specs(plan(longer)) == ["slides-480p", "audio-mp3-32k"]
    heavy = foretold(plan(film).media[0].recipe, film.facts)
    assert heavy.bytes < 36 * 120_000


@pytest.mark.parametrize(
    ("moments", "end", "looks"),
    [
        ((0.0, 12.0, 12.5), 60.0, [0.25, 12.25, 12.75]),
        ((0.0, 0.2), 10.0, [0.1, 0.45]),
        ((4.0, 9.8), 10.0, [4.25, 9.9]),
    ],
)
def test_a_picture_is_looked_at_once_it_rests(moments, end, looks) -> None:
    assert slides.resting(moments, end) == pytest.approx(looks)


def test_moments_are_told_as_people_read_them() -> None:
    assert slides.told(()) == ""
    assert slides.told((0.0, 3723.5)).endswith("of the clip: 0:00, 1:02:03.")


REASONS = [
    ("talking head", {}, "Somebody speaks and little moves: 360p, one frame a second takes 81 % fewer tokens than two frames a second at 720p."),
    ("mixed", {}, "It shows some of everything: 480p, two frames a second takes 31 % fewer tokens than two frames a second at 720p."),
    ("action", {}, "Much moves: 720p, two frames a second."),
    ("slideshow", {"changes": CHANGES}, "Pictures stand still: each of its 4 pictures once at 720p and the sound take 97 % fewer tokens than two frames a second at 720p."),
    ("slideshow", {}, "Pictures stand still: 720p, half a frame a second takes 74 % fewer tokens than two frames a second at 720p."),
]  # fmt: skip


@pytest.mark.parametrize(("content", "told", "said"), REASONS)
def test_auto_says_what_it_saw_and_what_that_saves(content, told, said) -> None:
    film = seen(content, **told)
    assert reason(plan(film), film) == said


def test_where_nothing_is_saved_the_form_alone_is_said() -> None:
    film = seen("action", 30)
    told = "Much moves: 720p, two frames a second."
    assert reason(plan(film), film) == told
    # This one is never sent more, whatever a clip shows.
    same = seen("mixed", 30)
    told = "It shows some of everything: 360p, one frame a second and the sound."
    assert reason(plan(same, model="fireworks"), same) == told


def test_there_is_no_reason_for_what_somebody_chose() -> None:
    film = seen("mixed")
    assert reason(plan(film, Wish("Why?", sampling="mixed")), film) == ""
    assert reason(plan(clip()), clip()) == ""
    assert reason(plan(film, model="captioner"), film) == ""
