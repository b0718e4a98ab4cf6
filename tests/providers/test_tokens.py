"""Token formulas against every published and computed number of protocol 6."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers import tokens

from . import strict_tokens

TURBO, FLASH3 = "qwen-omni-turbo", "qwen3-omni-flash"
OMNI35, FLASH38 = "qwen3.5-omni", "qwen3.8-omni-flash"
OPEN, VISION = "qwen3-omni-open", "qwen-vl"
# Each family and the second writing of its column of the tables.
COLUMNS = {
    TURBO: strict_tokens.TURBO,
    FLASH3: strict_tokens.FLASH3,
    OPEN: strict_tokens.OPEN,
    OMNI35: strict_tokens.OMNI35,
    FLASH38: strict_tokens.FLASH38,
    VISION: strict_tokens.VISION,
}

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


@pytest.mark.parametrize("family", [FLASH3, OMNI35, OPEN])
def test_a_minute_of_360p(family) -> None:
    assert tokens.video(family, 640, 360, 60).tokens == 13_202


@pytest.mark.parametrize(
    ("family", "seconds", "each"),
    [(FLASH3, 15, 360), (FLASH3, 150, 126), (OMNI35, 15, 297)],
)
def test_a_frame_takes_what_the_article_is_answered(family, seconds, each) -> None:
    clip = tokens.video(family, 1280, 720, seconds)
    assert clip.tokens // clip.frames == each


def test_on_3_flash_a_clip_saturates_near_16k() -> None:
    for seconds in (30, 60, 90, 120, 150):
        assert 15_800 < tokens.video(FLASH3, 1280, 720, seconds).tokens < 16_400


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


def test_the_vision_guides_own_answer_counts_2503_for_its_picture() -> None:
    # dog_and_girl.jpeg is 2048 by 1365; the printed usage says image_tokens 2503.
    assert tokens.image(VISION, 2048, 1365) == 2_503


@pytest.mark.parametrize(
    ("size", "plain", "high"),
    [
        ((1280, 720), 882, 882),
        ((1920, 1080), 2_042, 2_042),
        ((64, 64), 6, 6),
        ((7680, 4320), 2_481, 16_322),
    ],
)
def test_vision_models_take_2560_for_an_image_or_16384(size, plain, high) -> None:
    assert tokens.image(VISION, *size) == plain
    assert tokens.image(VISION, *size, high_resolution=True) == high
    cap = {"high_resolution": True, "max_pixels": 16_384}
    assert tokens.image(VISION, *size, **cap) == high


def test_the_open_weights_count_images_as_3_flash_does() -> None:
    for size in ((1280, 720), (1920, 1080), (256, 256), (64, 64), (3000, 4000)):
        assert tokens.image(OPEN, *size) == tokens.image(FLASH3, *size)


@pytest.mark.parametrize(
    ("family", "count", "width", "height", "expected"),
    [
        # An odd frame costs as much as two; many share the total.
        (FLASH3, 4, 1152, 640, 1_442),
        (FLASH3, 5, 1152, 640, 2_162),
        (FLASH3, 64, 960, 512, 15_362),
        (FLASH3, 128, 672, 384, 16_130),
        (TURBO, 4, 1008, 560, 1_442),
        (TURBO, 80, 728, 420, 15_602),
        (OMNI35, 64, 1056, 576, 19_010),
        (OMNI35, 2048, 544, 288, 156_674),
        (VISION, 64, 1056, 576, 19_010),
    ],
)
def test_listed_frames_count_as_looked_at_ones(
    family, count, width, height, expected
) -> None:
    found = tokens.listed(family, 1280, 720, count)
    assert (found.width, found.height, found.tokens) == (width, height, expected)


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
    ("seconds", "expected"),
    [
        *((0.01, 1), (0.08, 1), (0.09, 2), (0.4, 5), (0.5, 7), (0.99, 13), (1, 13)),
        *((1.01, 14), (10, 130), (12.16, 158), (30, 390), (60, 780)),
    ],
)
def test_the_open_encoder_takes_13_tokens_a_second(seconds, expected) -> None:
    assert tokens.audio_in(OPEN, seconds) == expected


def test_the_open_encoder_follows_its_own_lines() -> None:
    for frames in range(1, 1000):
        found = tokens.audio_in(OPEN, frames / 100)
        assert found == strict_tokens.encoded(frames)


@pytest.mark.parametrize(
    ("family", "minute"),
    [(OMNI35, 420), (FLASH38, 420), (FLASH3, 750), (TURBO, 1_500), (OPEN, 780)],
)
def test_a_minute_of_sound(family, minute) -> None:
    assert tokens.audio_in(family, 60) == minute


@pytest.mark.parametrize(
    ("family", "short"), [(OMNI35, 13), (FLASH3, 13), (OPEN, 13), (TURBO, 25)]
)
def test_under_a_second_of_speech_counts_as_one(family, short) -> None:
    assert tokens.audio_out(family, 0.4) == short


@pytest.mark.parametrize(
    ("family", "ten"),
    [
        (OPEN, 125),
        (VISION, 0),
        (OMNI35, 125),
        (FLASH38, 0),
        (FLASH3, 125),
        (TURBO, 250),
    ],
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


SIDES = st.integers(11, 8000)


@given(
    family=st.sampled_from(sorted(set(COLUMNS) - {VISION})),
    width=SIDES,
    height=SIDES,
    seconds=st.floats(0.1, 7200),
    fps=st.floats(0.5, 120),
)
def test_clips_agree_with_a_second_writing_of_the_formula(
    family, width, height, seconds, fps
) -> None:
    clip = tokens.video(family, width, height, seconds, fps)
    column = COLUMNS[family]
    total = max(1, round(seconds * fps))
    assert clip.frames == strict_tokens.sampled(column, seconds, total)
    assert clip.frames <= column.frames[1]
    assert clip.width % column.f == clip.height % column.f == 0
    found = strict_tokens.frames(column, width, height, clip.frames)
    assert clip.tokens == found


@given(family=st.sampled_from(sorted(COLUMNS)), width=SIDES, height=SIDES)
def test_images_agree_with_a_second_writing(family, width, height) -> None:
    found = tokens.image(family, width, height)
    assert found == strict_tokens.image(COLUMNS[family], width, height)


@given(
    family=st.sampled_from(sorted(set(COLUMNS) - {VISION})), seconds=st.floats(0.1, 1e4)
)
def test_sounds_agree_with_a_second_writing(family, seconds) -> None:
    found = tokens.audio_in(family, seconds)
    assert found == strict_tokens.audio(COLUMNS[family], seconds)


def test_text_is_counted_roughly_by_script() -> None:
    assert tokens.text("") == 0
    assert tokens.text("Describe this clip.") == 5
    assert tokens.text("描述视频") == 4
    assert tokens.text("Größe") == 2
