"""What a clip becomes for a model: presets, and the ladder of smaller forms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .media import clip
from .test_fit import ASK, plan, refusal, specs

LADDER = [
    # seconds, the form that is sent inside a request, how it is named
    (190, "model-video", None),
    (400, "video-360p-2fps-32k", "360p, two frames a second"),
    (700, "video-360p-1fps-32k", "360p, one frame a second"),
    (1100, "video-360p-0_5fps-32k", "360p, half a frame a second"),
    (1600, "audio-mp3-32k", "nothing but the sound at a lower rate"),
]


@pytest.mark.parametrize(("seconds", "spec", "said"), LADDER)
def test_each_step_of_the_inline_ladder_is_named(seconds, spec, said) -> None:
    found = plan(clip(seconds, int(seconds * 40_000)))
    assert specs(found) == [spec]
    steps = [note for note in found.notes if note.startswith("Sent as")]
    told = f"Sent as {said}: better than that does not fit the request."
    assert steps == ([told] if said else [])


def test_what_does_not_fit_inline_on_any_step_is_refused() -> None:
    assert refusal(clip(3000, 10**8)).code == "too_large_inline"
    assert specs(plan(clip(3000, 10**8), signed=True)) == ["model-video"]


def test_thinking_steps_down_to_its_smaller_input() -> None:
    found = plan(clip(60), replace(ASK, thinking=True), "3-flash", signed=True)
    assert specs(found) == ["video-360p-2fps-32k"]
    assert found.tokens.total_in <= 16_384
    assert "does not fit what qwen3-omni-flash takes while thinking" in found.notes[0]


def test_a_form_that_came_out_larger_than_foretold_is_passed_over() -> None:
    media = clip(200, 10**7)
    heavy = replace(media.facts, bytes=9_000_000)
    made = {**media.made, "video-360p-2fps-32k": heavy}
    found = plan(replace(media, made=made))
    assert specs(found) == ["video-360p-1fps-32k"]


PRESET_FORMS = [
    ("3.5-flash", "talking head", ["video-360p-1fps-32k"], 6_602),
    ("3.5-flash", "mixed", ["model-video"], 24_302),
    ("3.5-flash", "slideshow", ["video-720p-0_5fps-64k"], 8_912),
    ("3.5-flash", "audio only", ["model-audio"], 0),
    ("3.5-flash", "frames", ["frames-720p-60"], 17_822),
    ("3.5-flash", "action", ["frames-480p-250", "model-audio"], 50_627),
    ("3-flash", "action", ["video-720p-2fps-64k"], 15_842),
    ("vl-plus", "action", ["video-720p-8fps-silent"], 126_482),
    ("vl-plus", "auto", ["video-480p-2fps-silent"], 24_302),
    ("fireworks", "auto", ["video-360p-1fps-silent", "audio-ogg-24k"], 6_602),
    ("captioner", "auto", ["model-audio"], 0),
]


@pytest.mark.parametrize(("model", "preset", "sent", "seen"), PRESET_FORMS)
def test_presets_work_by_what_is_sent(model, preset, sent, seen) -> None:
    found = plan(clip(60), replace(ASK, sampling=preset), model)
    assert specs(found) == sent
    assert found.tokens.video_in == seen


def test_where_a_rate_is_fixed_the_page_says_so() -> None:
    found = plan(clip(60), replace(ASK, sampling="action"), "3-flash")
    assert any("two frames a second, whatever" in note for note in found.notes)


def test_vllm_gets_frames_as_single_images() -> None:
    found = plan(clip(60), replace(ASK, sampling="frames"), "vllm")
    assert specs(found) == ["frames-720p-16"]
    assert (found.tokens.video_in, found.tokens.image_in) == (0, 16 * 882)


def test_a_short_clip_keeps_as_many_frames_as_are_needed() -> None:
    slow = replace(ASK, sampling="slideshow")
    assert specs(plan(clip(4), slow, "turbo")) == ["video-720p-1fps-64k"]
    assert specs(plan(clip(6), slow, "turbo")) == ["video-720p-0_67fps-64k"]
    assert specs(plan(clip(4), slow, "3.5-flash")) == ["video-720p-0_5fps-64k"]
