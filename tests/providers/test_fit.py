"""What fits which model, and how people are told when it does not."""

# ruff: noqa: E501 the table of refusals reads best with one a line

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omniweb.providers.catalog import load
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Refusal, Turn, Wish
from omniweb.providers.request import data_uri

from .media import CATALOG, clip, picture, profile, sound

ASK = Wish("What happens?")
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


REFUSED = [
    # model, media, wish, signed, code, a part of the sentence
    ("3-flash", [clip(250)], ASK, True, "too_long", "This clip is 4:10; qwen3-omni-flash takes 2:30 at most. Choose qwen3.5-omni-flash, or ask about the sound alone."),
    ("3-flash", [clip(250, has_audio=False)], ASK, True, "too_long", "Choose qwen3.5-omni-flash."),
    ("turbo", [clip(41)], ASK, True, "too_long", "This clip is 0:41; qwen-omni-turbo takes 0:40 at most"),
    ("3.5-flash", [clip(3601)], ASK, True, "too_long", "takes 1:00:00 at most. Choose qwen3.8-omni-flash"),
    ("3.8-flash", [clip(7201)], ASK, True, "too_long", "takes 2:00:00 at most. Shorten it"),
    ("3-flash", [sound(1201)], ASK, True, "too_long", "This recording is 20:01"),
    ("captioner", [sound(2401)], ASK, True, "too_long", "40:00 at most. Choose qwen3.5-omni-flash"),
    ("fireworks", [clip(61)], ASK, False, "too_long", "1:00 at most. Shorten it"),
    ("turbo", [clip(3, fps=1.0)], ASK, True, "too_few_frames", "has 3 frames; qwen-omni-turbo needs 4"),
    ("3-flash", [clip(30, 268_435_457)], ASK, True, "too_large", "This clip is 268.4 MB"),
    ("3.5-flash", [clip(30, 2_147_483_649)], ASK, True, "too_large", "2.1 GB at most"),
    ("turbo", [picture(size=10_485_761)], ASK, True, "too_large", "Choose qwen3.5-omni-flash, or use a smaller image."),
    ("3.5-flash", [clip(30, MOST + 1)], ASK, False, "too_large_inline", "7.8 MB at most. Connect object storage (OSS_BUCKET) to send it by address, or shorten it, or ask about the sound alone."),
    ("fireworks", [clip(30, 9_000_000)], ASK, True, "too_large_inline", "Shorten it"),
    ("aiml", [sound()], ASK, False, "needs_url", "by address only. Connect object storage"),
    ("3.5-flash", [picture(10, 500)], ASK, False, "image_too_small", "more than 10 on each side"),
    ("3.5-flash", [picture(4000, 19)], ASK, False, "image_too_narrow", "up to 200 to 1"),
    ("captioner", [picture()], ASK, True, "kind_not_accepted", "takes sound only. Choose qwen3.5-omni-flash."),
    ("captioner", [], ASK, True, "kind_not_accepted", "Add a file with sound"),
    ("fireworks", [picture()], ASK, True, "kind_not_accepted", "takes text and sound and video only"),
    ("3.5-flash", [clip(has_audio=False)], replace(ASK, sampling="audio only"), True, "no_sound", "has no sound"),
    ("3.8-flash", [clip()], replace(ASK, narrate=True), True, "no_speech", "Choose qwen3.5-omni-flash, or turn narration off."),
    ("captioner", [sound()], replace(ASK, narrate=True), True, "no_speech", "answers in text only"),
    ("fireworks", [clip()], replace(ASK, narrate=True), True, "no_speech", "Turn narration off."),
    ("3-flash", [clip()], replace(ASK, narrate=True, thinking=True), True, "thinking_and_speech", "Turn off thinking, or turn off narration."),
    ("3.5-flash", [clip()], replace(ASK, narrate=True, voice="Cherry"), True, "unknown_voice", "Choose one of: Tina, Cindy"),
    ("turbo", [clip()], replace(ASK, narrate=True, voice="Tina"), True, "unknown_voice", "Cherry, Serena, Ethan, Chelsie."),
    ("turbo", [picture()], replace(ASK, narrate=True, language="de-AT"), True, "language_not_spoken", "does not speak German. It speaks Chinese, English."),
    ("3-flash", [clip(60)], replace(ASK, thinking=True), True, "input_too_long", "takes 16,384 at most while thinking. Turn off thinking"),
    ("turbo", [], Wish("word " * 40_000), True, "input_too_long", "Shorten the text."),
    ("3.5-flash", [clip()], Wish("  "), True, "no_question", "Write what to ask."),
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
    found = fit([clip()], ASK, bare, can_sign_urls=False)
    assert isinstance(found, Refusal)
    assert "FIREWORKS_MODEL" in found.message


def test_exactly_at_the_limit_it_fits() -> None:
    assert plan([clip(150)], model="3-flash", signed=True).delivery == "url"
    assert plan([picture(11, 2200)]).sendable is not None


def test_inline_goes_up_to_the_last_byte_below_the_limit() -> None:
    assert plan([clip(30, MOST)]).delivery == "inline"
    assert len(data_uri("video/mp4", bytes(MOST))) < LIMIT
    assert len(data_uri("video/mp4", bytes(MOST + 1))) >= LIMIT


@pytest.mark.parametrize("model", ["turbo", "3-flash", "3.5-flash", "3.8-flash"])
def test_a_signed_url_is_used_when_there_can_be_one(model) -> None:
    assert plan([clip()], model=model, signed=True).delivery == "url"
    assert plan([clip()], model=model, signed=False).delivery == "inline"


def test_the_captioner_takes_both_ways_on_dashscope() -> None:
    assert plan([sound()], model="captioner", signed=True).delivery == "url"
    assert plan([sound()], model="captioner").delivery == "inline"


def test_own_machines_get_files_inline_rather_than_by_address() -> None:
    assert plan([clip()], model="vllm", signed=True).delivery == "inline"


def test_the_first_file_that_fits_is_sent() -> None:
    big, small = clip(30, MOST + 1), clip(30, 1000)
    assert plan([big, small]).sendable is small
    assert plan([big, small], signed=True).sendable is big


def test_another_kind_is_never_slipped_in() -> None:
    assert refusal([clip(250), sound(250)], model="3-flash").code == "too_long"


def test_audio_only_picks_the_sound() -> None:
    wish = replace(ASK, sampling="audio only")
    found = plan([clip(), sound()], wish)
    assert found.sendable is not None
    assert found.sendable.spec == "model-audio"
    assert (found.tokens.video_in, found.tokens.audio_in) == (0, 210)
    assert "Only the sound of the clip is sent." in found.notes


def test_the_captioner_hears_a_clip_and_is_asked_nothing() -> None:
    wish = Wish("Why?", system="Be brief.", history=(Turn("user", "a"),))
    found = plan([clip(), sound(12.16)], wish, "captioner")
    assert found.sendable is not None
    assert found.sendable.spec == "model-audio"
    assert found.wish.prompt == ""
    assert not found.wish.history
    assert not found.wish.system
    assert found.tokens.audio_in == 152
    assert any("takes no question" in note for note in found.notes)


def test_the_captioner_says_that_it_writes_english() -> None:
    found = plan([sound()], Wish("", language="de"), "captioner")
    assert any("English only" in note for note in found.notes)


def test_thinking_is_dropped_with_a_note_where_there_is_none() -> None:
    found = plan([clip()], replace(ASK, narrate=True, thinking=True), "3.5-flash")
    assert not found.wish.thinking
    assert found.tokens.reasoning_out == 0
    assert found.speaks
    assert any("no thinking mode" in note for note in found.notes)


def test_thinking_is_estimated_where_there_is_some() -> None:
    found = plan([clip()], replace(ASK, thinking=True), "3.8-flash")
    assert found.wish.thinking
    assert found.tokens.reasoning_out > 0
    assert found.modalities == ("text",)


def test_the_default_voice_belongs_to_the_family() -> None:
    loud = replace(ASK, narrate=True)
    assert plan([clip()], loud, "3.5-flash").voice == "Tina"
    assert plan([clip()], loud, "3-flash").voice == "Cherry"
    assert plan([clip()], loud, "vllm").voice is None
    assert plan([clip()], ASK, "3.5-flash").voice is None
    assert plan([clip()], replace(loud, voice="Raymond")).voice == "Raymond"


def test_tokens_follow_the_file_that_is_sent() -> None:
    found = plan([clip(60, fps=2.0)], model="3-flash", signed=True)
    assert (found.tokens.video_in, found.tokens.audio_in) == (15_842, 750)
    sparse = plan([clip(60, fps=1.0)], model="3.5-flash", signed=True)
    assert sparse.tokens.video_in == 30 * 594 + 2
    assert plan([picture()]).tokens.image_in == 882


def test_a_silent_clip_has_no_sound_to_pay_for() -> None:
    assert plan([clip(has_audio=False)]).tokens.audio_in == 0
    found = plan([clip()], model="fireworks")
    assert found.tokens.audio_in == 0
    assert any("does not hear" in note for note in found.notes)


def test_the_cost_runs_from_least_to_most_with_its_source() -> None:
    found = plan([clip()], replace(ASK, narrate=True))
    assert found.cost is not None
    assert Decimal(0) < found.cost.low < found.cost.expected < found.cost.high
    assert (found.cost.currency, "2026" in found.price_source) == ("CNY", True)
    assert found.tokens_low.audio_out < found.tokens.audio_out
    assert plan([clip()], model="vllm").cost is None


def test_history_is_shortened_from_its_oldest_turns() -> None:
    turns = [Turn(("user", "assistant")[i % 2], "word " * 2000) for i in range(24)]
    found = plan([], Wish("And now?", history=tuple(turns)), "turbo")
    kept = found.wish.history
    assert 0 < len(kept) < 24
    assert kept == tuple(turns[-len(kept) :])
    assert kept[0].role == "user"
    assert found.tokens.total_in <= 30_720
    assert found.notes == (f"The {24 - len(kept)} oldest messages are left out to make room.",)  # fmt: skip


def test_a_short_history_stays_whole() -> None:
    turns = (Turn("user", "a"), Turn("assistant", "b"))
    found = plan([clip()], Wish("c", history=turns))
    assert found.wish.history == turns
    assert found.notes == ()


@given(
    name=st.sampled_from([p.name for p in CATALOG.profiles()]),
    seconds=st.floats(0.1, 9000),
    size=st.integers(1, 3_000_000_000),
    narrate=st.booleans(),
    thinking=st.booleans(),
    signed=st.booleans(),
)
def test_a_plan_never_breaks_a_limit(name, seconds, size, narrate, thinking, signed):
    found = fit(
        [clip(seconds, size), sound(seconds, size)],
        Wish("Why?", narrate=narrate, thinking=thinking),
        CATALOG.profile(name),
        can_sign_urls=signed,
    )
    if isinstance(found, Refusal):
        assert found.message.endswith(".")
        return
    assert found.sendable is not None
    limits = found.profile.model.limits
    most = limits.of(found.sendable.facts.kind)
    assert seconds <= most.seconds
    assert size <= most.bytes
    assert found.tokens.total_in <= limits.max_in
    assert found.delivery == "url" or size * 4 / 3 < limits.inline_chars
    assert found.delivery == "inline" or signed
