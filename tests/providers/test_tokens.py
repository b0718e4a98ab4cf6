"""Token formulas against every published and computed number of protocol 6."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers import tokens

TURBO, FLASH3 = "qwen-omni-turbo", "qwen3-omni-flash"
OMNI35, FLASH38 = "qwen3.5-omni", "qwen3.8-omni-flash"

VIDEO_720P = [
    # seconds, family, frames, width, height, tokens, audio tokens (6.3)
    (15, TURBO, 30, 1008, 560, 10_802, 375),
    (15, FLASH3, 30, 1152, 640, 10_802, 188),
    (15, OMNI35, 30, 1056, 576, 8_912, 105),
    (30, TURBO, 60, 868, 476, 15_812, 750),
    (30, FLASH3, 60, 992, 544, 15_812, 375),
    (30, OMNI35, 60, 1056, 576, 17_822, 210),
    (60, FLASH3, 120, 704, 384, 15_842, 750),
    (60, OMNI35, 120, 1056, 576, 35_642, 420),
    (150, FLASH3, 128, 672, 384, 16_130, 1_875),
    (150, OMNI35, 300, 1056, 576, 89_102, 1_050),
    (600, OMNI35, 1200, 736, 384, 165_602, 4_200),
    (3600, OMNI35, 2048, 544, 288, 156_674, 25_200),
]


@pytest.mark.parametrize("row", VIDEO_720P, ids=lambda row: f"{row[1]}-{row[0]}s")
def test_a_720p_clip_takes_what_the_table_says(row) -> None:
    seconds, family, frames, width, height, count, sound = row
    clip = tokens.video(family, 1280, 720, seconds)
    assert (clip.frames, clip.width, clip.height) == (frames, width, height)
    assert clip.tokens == count
    assert tokens.audio_in(family, seconds) == sound


def test_38_counts_video_as_35_does() -> None:
    for seconds in (15, 60, 600, 3600):
        assert tokens.video(FLASH38, 1280, 720, seconds) == tokens.video(
            OMNI35, 1280, 720, seconds
        )


@pytest.mark.parametrize("family", [FLASH3, OMNI35])
def test_a_minute_of_360p(family) -> None:
    assert tokens.video(family, 640, 360, 60).tokens == 13_202


@pytest.mark.parametrize(
    ("size", "plain", "high"),
    [
        ((1280, 720), 882, 882),
        ((1920, 1080), 1_224, 2_042),
        ((256, 256), 66, 66),
        ((3000, 4000), 1_232, 11_752),
    ],
)
def test_images(size, plain, high) -> None:
    assert tokens.image(FLASH3, *size) == plain
    assert tokens.image(OMNI35, *size) == plain
    assert tokens.image(OMNI35, *size, high_resolution=True) == high
    assert tokens.image(FLASH38, *size, high_resolution=True) == high


def test_a_tiny_image_grows_to_the_minimum_of_its_family() -> None:
    assert tokens.image(FLASH3, 64, 64) == 6
    assert tokens.image(OMNI35, 64, 64) == tokens.image(FLASH38, 64, 64) == 27


def test_turbo_counts_images_by_28_pixels() -> None:
    assert tokens.image(TURBO, 1280, 720) == 1_198


def test_max_pixels_works_for_35_and_not_for_the_older_ones() -> None:
    half = tokens.image(OMNI35, 1280, 720, max_pixels=460_800)
    assert half < tokens.image(OMNI35, 1280, 720)
    assert tokens.image(FLASH3, 1280, 720, max_pixels=460_800) == 882
    assert tokens.image(FLASH3, 3000, 4000, high_resolution=True) == 1_232


@pytest.mark.parametrize(
    ("family", "short", "ten"),
    [(OMNI35, 7, 70), (FLASH38, 7, 70), (FLASH3, 13, 125), (TURBO, 25, 250)],
)
def test_sound_in(family, short, ten) -> None:
    assert tokens.audio_in(family, 0.4) == short
    assert tokens.audio_in(family, 10) == ten


@pytest.mark.parametrize(
    ("family", "ten"), [(OMNI35, 125), (FLASH38, 0), (FLASH3, 125), (TURBO, 250)]
)
def test_speech_out(family, ten) -> None:
    assert tokens.audio_out(family, 10) == ten


def test_the_captioners_sample_is_twelve_seconds_of_sound() -> None:
    assert tokens.audio_in(FLASH3, 12.16) == 152


def test_a_last_half_second_takes_no_frame_of_its_own() -> None:
    assert tokens.video(OMNI35, 1280, 720, 10.5).frames == 20
    assert tokens.video(OMNI35, 1280, 720, 10.75).frames == 21


def test_a_clip_sent_at_one_frame_a_second_has_only_those_frames() -> None:
    assert tokens.video(OMNI35, 640, 360, 60, fps=1).frames == 60
    assert tokens.video(OMNI35, 640, 360, 61, fps=1).frames == 60


def test_short_clips_take_the_least_number_of_frames() -> None:
    assert tokens.video(TURBO, 640, 360, 1).frames == 4
    assert tokens.video(OMNI35, 640, 360, 0.5).frames == 2


@given(
    family=st.sampled_from([TURBO, FLASH3, OMNI35, FLASH38]),
    width=st.integers(11, 8000),
    height=st.integers(11, 8000),
    seconds=st.floats(0.1, 7200),
    fps=st.floats(0.5, 120),
)
def test_video_stays_within_the_familys_frames_and_budget(
    family, width, height, seconds, fps
) -> None:
    clip = tokens.video(family, width, height, seconds, fps)
    most = {TURBO: 80, FLASH3: 128}.get(family, 2048)
    side = 28 if family == TURBO else 32
    assert 1 <= clip.frames <= most
    assert clip.width % side == clip.height % side == 0
    assert clip.tokens >= 3


def test_text_is_counted_roughly_by_script() -> None:
    assert tokens.text("") == 0
    assert tokens.text("Describe this clip.") == 5
    assert tokens.text("描述视频") == 4
    assert tokens.text("Größe") == 2
