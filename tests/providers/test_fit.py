"""What fits which model, and how people are told when it does not."""

# ruff: noqa: E501 the table of refusals reads best with one a line

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omniweb.providers.catalog import load
from omniweb.providers.correction import Correction
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Refusal, Turn, Wish
from omniweb.providers.presets import PRESETS
from omniweb.providers.request import data_uri

from .media import CATALOG, clip, picture, profile, sound

ASK = Wish("What happens?")
LOUD = replace(ASK, narrate=True)
LIMIT = 10_485_760
# The largest file whose encoded string stays below the limit with its prefix.
MOST = (LIMIT - 1 - len("data:;base64,")) // 4 * 3


def plan(media, wish=ASK, model="3.5-flash", *, signed=False) -> Plan:
    found = fit(media, wish, profile(model), can_sign_urls=signed)
    assert isinstance(found, Plan), found
    return found


def refusal(media, wish=ASK, model="3.5-flash", *, signed=False) -> Refusal:
    found = fit(media, wish, profile(model), can_sign_urls=signed)
    assert isinstance(found, Refusal), found
    assert found.message.endswith(".")
    return found


def specs(found: Plan) -> list[str]:
    return [sendable.spec for sendable in found.media]


REFUSED = [
    # model, media, wish, signed, code, a part of the sentence
    ("3-flash", clip(250), ASK, True, "too_long", "This clip is 4:10; qwen3-omni-flash takes 2:30 at most. Ask in parts, or choose qwen3.5-omni-flash."),
    ("turbo", clip(41), ASK, True, "too_long", "This clip is 0:41; qwen-omni-turbo takes 0:40 at most"),
    ("3.5-flash", clip(3601), ASK, True, "too_long", "takes 1:00:00 at most. Ask in parts, or choose qwen3.8-omni-flash."),
    ("3.8-flash", clip(7201), ASK, True, "too_long", "takes 2:00:00 at most. Ask in parts."),
    ("3-flash", sound(1201), ASK, True, "too_long", "This recording is 20:01"),
    ("captioner", sound(2401), ASK, True, "too_long", "40:00 at most. Ask in parts, or choose qwen3.5-omni-flash"),
    ("fireworks", clip(61), ASK, False, "too_long", "1:00 at most. Ask in parts."),
    ("turbo", clip(1.2, frames=3), ASK, True, "too_few_frames", "too few frames (3); qwen-omni-turbo needs 4"),
    ("vl-plus", clip(1.5), ASK, True, "too_short", "lasts 1.5 s; qwen3-vl-plus needs 2 s at least"),
    ("turbo", picture(size=10_485_761), ASK, True, "too_large", "Choose qwen3.5-omni-flash, or use a smaller image."),
    ("3.5-flash", sound(3000, MOST + 1), ASK, False, "too_large_inline", "7.8 MB at most. Connect object storage (OSS_BUCKET) to send it by address, or ask in parts."),
    ("aiml", sound(), ASK, False, "needs_url", "by address only. Connect object storage"),
    ("3.5-flash", picture(10, 500), ASK, False, "image_too_small", "more than 10 on each side"),
    ("3.5-flash", picture(4000, 19), ASK, False, "image_too_narrow", "up to 200 to 1"),
    ("captioner", picture(), ASK, True, "kind_not_accepted", "takes sound only. Choose qwen3.5-omni-flash."),
    ("captioner", None, ASK, True, "kind_not_accepted", "Add a file with sound"),
    ("vl-plus", sound(), ASK, True, "kind_not_accepted", "takes text and images and video only. Choose qwen3.5-omni-flash."),
    ("fireworks", picture(), ASK, True, "kind_not_accepted", "takes text and sound and video only"),
    ("3.5-flash", clip(has_audio=False), replace(ASK, sampling="audio only"), True, "no_sound", "has no sound"),
    ("fireworks", clip(), replace(ASK, sampling="frames"), True, "no_frames", "takes no single frames. Choose the preset Auto"),
    ("3.5-flash", clip(), replace(ASK, sampling="fisheye"), True, "unknown_sampling", "Choose one of: auto, talking head"),
    ("3.5-flash", clip(30), replace(ASK, span=(20, 40)), True, "no_such_part", "between 0 and 30.0 s"),
    ("3.5-flash", clip(30), replace(ASK, span=(20, 20.2)), True, "no_such_part", "at least 0.5 s"),
    ("3.5-flash", picture(), replace(ASK, span=(0, 1)), True, "no_part", "Ask about the whole"),
    ("3.8-flash", clip(), LOUD, True, "no_speech", "Choose qwen3.5-omni-flash, or turn narration off."),
    ("captioner", sound(), LOUD, True, "no_speech", "answers in text only"),
    ("fireworks", clip(), LOUD, True, "no_speech", "Turn narration off."),
    ("3-flash", clip(), replace(LOUD, thinking=True), True, "thinking_and_speech", "Turn off thinking, or turn off narration."),
    ("3.5-flash", clip(), replace(LOUD, voice="Cherry"), True, "unknown_voice", "Choose one of: Tina, Cindy"),
    ("turbo", clip(), replace(LOUD, voice="Tina"), True, "unknown_voice", "Cherry, Serena, Ethan, Chelsie."),
    ("2.5", clip(), replace(LOUD, voice="Cherry"), True, "unknown_voice", "Ethan, Chelsie."),
    ("turbo", picture(), replace(LOUD, language="de-AT"), True, "language_not_spoken", "does not speak German. It speaks Chinese, English."),
    ("3-flash", sound(1190), replace(ASK, thinking=True, prompt="word " * 2000), True, "input_too_long", "takes 16,384 at most while thinking. Turn off thinking, or ask in parts."),
    ("turbo", None, Wish("word " * 40_000), True, "input_too_long", "Shorten the text."),
    ("3.5-flash", clip(), Wish("  "), True, "no_question", "Write what to ask."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("model", "media", "wish", "signed", "code", "told"),
    REFUSED,
    ids=[f"{row[0]}-{row[4]}" for row in REFUSED],
)
def test_refusals_name_the_fix(model, media, wish, signed, code, told) -> None:
    found = refusal(media, wish, model, signed=signed)
    assert found.code == code
    assert told in found.message


def test_a_deployment_without_a_name_is_told_with_its_variable() -> None:
    bare = load().profile("fireworks/qwen3-omni-30b-a3b-instruct")
    found = fit(clip(), ASK, bare, can_sign_urls=False)
    assert isinstance(found, Refusal)
    assert "FIREWORKS_MODEL" in found.message


def test_exactly_at_the_limit_it_fits() -> None:
    assert plan(clip(150), model="3-flash", signed=True).delivery == "url"
    assert plan(picture(11, 2200)).media


def test_inline_goes_up_to_the_last_byte_below_the_limit() -> None:
    assert specs(plan(clip(30, MOST))) == ["model-video"]
    assert specs(plan(clip(30, MOST + 1))) != ["model-video"]
    assert len(data_uri("video/mp4", bytes(MOST), profile("3.5-flash"))) < LIMIT
    assert len(data_uri("video/mp4", bytes(MOST + 1), profile("3.5-flash"))) >= LIMIT


@pytest.mark.parametrize("model", ["turbo", "3-flash", "3.5-flash", "3.8-flash"])
def test_a_signed_url_is_used_when_there_can_be_one(model) -> None:
    assert plan(clip(), model=model, signed=True).delivery == "url"
    assert plan(clip(), model=model, signed=False).delivery == "inline"


def test_the_captioner_takes_both_ways_on_dashscope() -> None:
    assert plan(sound(), model="captioner", signed=True).delivery == "url"
    assert plan(sound(), model="captioner").delivery == "inline"


def test_own_machines_get_files_inline_rather_than_by_address() -> None:
    assert plan(clip(), model="vllm", signed=True).delivery == "inline"


def test_another_kind_is_never_slipped_in_for_length() -> None:
    assert refusal(clip(250), model="3-flash").code == "too_long"


def test_a_part_is_asked_about_alone() -> None:
    found = plan(clip(250), replace(ASK, span=(60.0, 90.0)), "3-flash")
    assert specs(found) == ["video-480p-2fps-64k_600-900"]
    assert (found.tokens.video_in, found.tokens.audio_in) == (12_152, 375)
    rest = plan(clip(250), replace(ASK, span=(220.0, float("inf"))), "3-flash")
    assert rest.wish.span == (220.0, 250)


def test_audio_only_picks_the_sound() -> None:
    found = plan(clip(), replace(ASK, sampling="audio only"))
    assert specs(found) == ["model-audio"]
    assert (found.tokens.video_in, found.tokens.audio_in) == (0, 210)
    assert "Only the sound of the clip is sent." in found.notes


def test_the_captioner_hears_a_clip_and_is_asked_nothing() -> None:
    wish = Wish("Why?", system="Be brief.", history=(Turn("user", "a"),))
    found = plan(clip(12.16), wish, "captioner")
    assert specs(found) == ["model-audio"]
    assert found.wish.prompt == ""
    assert not found.wish.history
    assert not found.wish.system
    assert found.tokens.audio_in == 152
    assert any("takes no question" in note for note in found.notes)


def test_the_captioner_says_that_it_writes_english() -> None:
    found = plan(sound(), Wish("", language="de"), "captioner")
    assert any("English only" in note for note in found.notes)


def test_thinking_is_dropped_with_a_note_where_there_is_none() -> None:
    found = plan(clip(), replace(LOUD, thinking=True), "3.5-flash")
    assert not found.wish.thinking
    assert found.tokens.reasoning_out == 0
    assert found.speaks
    assert any("no thinking mode" in note for note in found.notes)


def test_thinking_is_estimated_where_there_is_some() -> None:
    wish = replace(ASK, thinking=True)
    found = plan(clip(), wish, "3.8-flash")
    assert found.wish.thinking
    assert found.modalities == ("text",)
    low, high = (
        plan(clip(), replace(wish, effort=effort), "3.8-flash").tokens.reasoning_out
        for effort in ("low", "high")
    )
    assert 0 < low < found.tokens.reasoning_out < high


def test_a_budget_of_thinking_is_its_most() -> None:
    wish = replace(ASK, thinking=True, effort="low")
    found = plan(picture(), wish, "3-flash")
    assert found.tokens_high.reasoning_out == 1024


def test_the_default_voice_belongs_to_the_family() -> None:
    assert plan(clip(), LOUD, "3.5-flash").voice == "Tina"
    assert plan(clip(), LOUD, "3-flash").voice == "Cherry"
    assert plan(clip(), LOUD, "vllm").voice is None
    assert plan(clip(), ASK, "3.5-flash").voice is None
    assert plan(clip(), replace(LOUD, voice="Raymond")).voice == "Raymond"


def test_tokens_follow_the_file_that_is_sent() -> None:
    found = plan(clip(60, fps=2.0), model="3-flash", signed=True)
    assert (found.tokens.video_in, found.tokens.audio_in) == (15_842, 750)
    sparse = plan(clip(60, fps=1.0), model="3.5-flash", signed=True)
    assert sparse.tokens.video_in == 30 * 405 + 2
    assert plan(picture()).tokens.image_in == 882


def test_a_silent_clip_has_no_sound_to_pay_for() -> None:
    assert plan(clip(has_audio=False)).tokens.audio_in == 0
    found = plan(clip(), model="vl-plus")
    assert found.tokens.audio_in == 0
    assert any("does not hear" in note for note in found.notes)


def test_the_cost_runs_from_least_to_most_with_its_source() -> None:
    found = plan(clip(), LOUD)
    assert found.cost is not None
    assert Decimal(0) < found.cost.low < found.cost.expected < found.cost.high
    assert (found.cost.currency, "2026" in found.price_source) == ("CNY", True)
    assert found.tokens_low.audio_out < found.tokens.audio_out
    assert plan(clip(), model="vllm").cost is None


def test_what_earlier_calls_took_puts_the_expected_right() -> None:
    taught = Correction(text_out=0.5, runs=12)
    found = fit(clip(), ASK, profile("3.5-flash"), can_sign_urls=True, correction=taught)  # fmt: skip
    assert isinstance(found, Plan)
    assert found.tokens.text_out * 2 == found.formula.text_out
    assert found.tokens.video_in == found.formula.video_in
    assert found.cost is not None
    assert found.cost.low <= found.cost.expected <= found.cost.high


def test_history_is_shortened_from_its_oldest_turns() -> None:
    turns = [Turn(("user", "assistant")[i % 2], "word " * 2000) for i in range(24)]
    found = plan(None, Wish("And now?", history=tuple(turns)), "turbo")
    kept = found.wish.history
    assert 0 < len(kept) < 24
    assert kept == tuple(turns[-len(kept) :])
    assert kept[0].role == "user"
    assert found.tokens.total_in <= 30_720
    assert found.notes == (f"The {24 - len(kept)} oldest messages are left out to make room.",)  # fmt: skip


def test_a_short_history_stays_whole() -> None:
    turns = (Turn("user", "a"), Turn("assistant", "b"))
    found = plan(clip(), Wish("c", history=turns))
    assert found.wish.history == turns
    assert found.notes == ()


@settings(deadline=None)  # how long it takes says nothing of a limit
@given(
    name=st.sampled_from([p.name for p in CATALOG.profiles()]),
    seconds=st.floats(0.1, 9000),
    size=st.integers(1, 3_000_000_000),
    preset=st.sampled_from(sorted(PRESETS)),
    thinking=st.booleans(),
    signed=st.booleans(),
)
def test_a_plan_never_breaks_a_limit(name, seconds, size, preset, thinking, signed):
    found = fit(
        clip(seconds, size),
        Wish("Why?", thinking=thinking, sampling=preset),
        CATALOG.profile(name),
        can_sign_urls=signed,
    )
    if isinstance(found, Refusal):
        assert found.message.endswith(".")
        return
    limits = found.profile.model.limits
    for sendable in found.media:
        most = limits.of(sendable.facts.kind)
        listed = sendable.recipe.kind == "frames"
        assert listed or (sendable.facts.duration_s or 0) <= most.seconds
        assert sendable.facts.bytes <= most.bytes
    total = sum(sendable.facts.bytes for sendable in found.media)
    assert found.formula.total_in <= limits.max_in
    assert found.delivery == "url" or total * 4 / 3 < limits.inline_chars
    assert found.delivery == "inline" or signed
