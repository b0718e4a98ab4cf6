"""The numbers of protocol 6 once more, through fit: a plan tells them as they stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omniweb.facts import MediaFacts
from omniweb.providers.catalog import load
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Tokens, Wish
from omniweb.providers.recipes import Original

CATALOG = load().configured("fireworks", wire_id="a#d").configured("vllm", wire_id="m")
ASK = Wish("What happens?")
TURBO, OPEN = "dashscope/qwen-omni-turbo", "dashscope/qwen2.5-omni-7b"
FLASH3, FLASH38 = "dashscope/qwen3-omni-flash", "dashscope/qwen3.8-omni-flash"
OMNI35, PLUS35 = "dashscope/qwen3.5-omni-flash", "dashscope/qwen3.5-omni-plus"
CAPTIONER, VL = "dashscope/qwen3-omni-30b-a3b-captioner", "dashscope/qwen3-vl-plus"
FIREWORKS, VLLM = "fireworks/qwen3-omni-30b-a3b-instruct", "vllm/omni"


def clip(seconds: float, width: int = 1280, height: int = 720) -> Original:
    """A clip of which model-video stands: two frames a second, as large as itself."""
    facts = MediaFacts(
        kind="video",
        mime="video/mp4",
        bytes=int(seconds * 100_000),
        width=width,
        height=height,
        duration_s=seconds,
        fps=30.0,
        has_audio=True,
    )
    made = replace(facts, fps=2.0, frames=round(2 * seconds))
    return Original(facts, {"model-video": made})


def sound(seconds: float) -> Original:
    facts = MediaFacts(
        kind="audio",
        mime="audio/mpeg",
        bytes=int(seconds * 8000),
        duration_s=seconds,
        has_audio=True,
    )
    return Original(facts, {"model-audio": facts})


def picture(width: int, height: int) -> Original:
    facts = MediaFacts(
        kind="image", mime="image/jpeg", bytes=200_000, width=width, height=height
    )
    return Original(facts, {"model-image": facts})


def planned(original: Original, model: str, wish: Wish = ASK) -> Tokens:
    found = fit(original, wish, CATALOG.profile(model), can_sign_urls=True)
    assert isinstance(found, Plan), found
    assert found.tokens == found.formula
    return found.tokens


@pytest.mark.parametrize(
    ("seconds", "models", "seen", "heard"),
    [
        (15, (TURBO, OPEN), 10_802, 375),
        (30, (TURBO, OPEN), 15_812, 750),
        (15, (FLASH3,), 10_802, 188),
        (30, (FLASH3,), 15_812, 375),
        (60, (FLASH3,), 15_842, 750),
        (150, (FLASH3,), 16_130, 1_875),
        (15, (OMNI35, PLUS35, FLASH38), 8_912, 105),
        (30, (OMNI35, PLUS35, FLASH38), 17_822, 210),
        (60, (OMNI35, PLUS35, FLASH38), 35_642, 420),
        (150, (OMNI35, PLUS35, FLASH38), 89_102, 1_050),
        (600, (OMNI35, PLUS35, FLASH38), 165_602, 4_200),
        (3600, (OMNI35, PLUS35, FLASH38), 156_674, 25_200),
        (60, (VLLM,), 15_842, 780),
        (60, (VL,), 24_302, 0),
    ],
)
def test_table_63(seconds, models, seen, heard) -> None:
    for model in models:
        # The vision models get the pictures alone, which are foretold at 480p.
        found = planned(clip(seconds), model)
        assert (found.video_in, found.audio_in) == (seen, heard), model


@pytest.mark.parametrize("model", [FLASH3, OMNI35, FLASH38, VLLM])
def test_a_minute_of_360p(model) -> None:
    assert planned(clip(60, 640, 360), model).video_in == 13_202


@pytest.mark.parametrize(
    ("size", "turbo", "flash3", "omni35"),
    [
        ((1280, 720), 1_198, 882, 882),
        ((1920, 1080), 1_224, 1_224, 1_224),
        ((256, 256), 83, 66, 66),
        ((64, 64), 6, 6, 27),
        ((3000, 4000), 1_232, 1_232, 1_232),
    ],
)
def test_images_of_62(size, turbo, flash3, omni35) -> None:
    original = picture(*size)
    for model, count in (
        (TURBO, turbo),
        (FLASH3, flash3),
        (VLLM, flash3),
        (OMNI35, omni35),
        (FLASH38, omni35),
    ):
        found = planned(original, model)
        assert (found.image_in, found.video_in, found.audio_in) == (count, 0, 0), model


def test_the_vision_models_own_limit_for_an_image() -> None:
    assert planned(picture(2048, 1365), VL).image_in == 2_503
    assert planned(picture(1280, 720), VL).image_in == 882


@pytest.mark.parametrize(
    ("model", "short", "ten"),
    [
        (OMNI35, 7, 70),
        (FLASH38, 7, 70),
        (FLASH3, 13, 125),
        (CAPTIONER, 13, 125),
        (TURBO, 25, 250),
        (VLLM, 5, 130),
        (FIREWORKS, 5, 130),
    ],
)
def test_sounds_of_61(model, short, ten) -> None:
    assert planned(sound(0.4), model).audio_in == short
    assert planned(sound(10), model).audio_in == ten


def test_the_captioners_printed_usage_is_160_for_its_sample() -> None:
    found = fit(sound(12.16), ASK, CATALOG.profile(CAPTIONER), can_sign_urls=True)
    assert isinstance(found, Plan)
    assert found.tokens.audio_in == 152
    assert found.tokens_low.total_in == 160


def test_fireworks_sees_a_frame_a_second_and_hears_beside_it() -> None:
    found = planned(clip(30), FIREWORKS)
    # 30 frames of 640 by 352, merged in pairs; 13 tokens a second.
    assert (found.video_in, found.audio_in) == (15 * 220 + 2, 390)


@pytest.mark.parametrize(
    ("model", "seconds", "seen", "listed"),
    [
        (FLASH3, 64, 15_362, "video_in"),
        (FLASH3, 4, 1_442, "video_in"),
        (TURBO, 4, 1_442, "video_in"),
        (OMNI35, 64, 19_010, "video_in"),
        (VL, 64, 19_010, "video_in"),
        (VLLM, 16, 16 * 882, "image_in"),
    ],
)
def test_listed_frames_are_counted_by_their_number(
    model, seconds, seen, listed
) -> None:
    found = planned(clip(seconds), model, replace(ASK, sampling="frames"))
    assert getattr(found, listed) == seen
    assert found.audio_in == 0


def test_the_thinking_trap_is_seen_before_it_is_paid_for() -> None:
    """Half a minute of 720p just fits; a minute goes smaller (protocol 6.4)."""
    think = replace(ASK, thinking=True)
    found = planned(clip(30), FLASH3, think)
    assert (found.video_in, found.audio_in) == (15_812, 375)
    for seconds in (30, 60, 100, 150):
        assert planned(clip(seconds), FLASH3, think).total_in <= 16_384
    asked = replace(think, prompt="word " * 400)
    assert planned(clip(30), FLASH3, asked).video_in < 15_812
