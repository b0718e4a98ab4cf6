"""The JSON body of a call, family by family and dialect by dialect."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest

from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Turn, Wish
from omniweb.providers.request import body, data_uri, uri_prefix

from .media import clip, picture, profile, sound

URL = "https://bucket.example/file?Signature=x"


def planned(model, media=None, wish=None) -> Plan:
    wish = wish or Wish("What happens?")
    found = fit(media, wish, profile(model), can_sign_urls=True)
    assert isinstance(found, Plan), found
    return found


def sent(model, media=None, wish=None) -> dict:
    plan = planned(model, media, wish)
    return body(plan, [addressed(sendable) for sendable in plan.media])


def addressed(sendable) -> list[str]:
    return [URL] * max(1, sendable.recipe.count)


def test_a_question_about_a_clip() -> None:
    assert sent("3.5-flash", clip()) == {
        "model": "qwen3.5-omni-flash",
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "video_url", "video_url": {"url": URL}},
                    {"type": "text", "text": "What happens?"},
                ],
            }
        ],
        "stream": True,
        "stream_options": {"include_usage": True},
        "modalities": ["text"],
    }


def test_a_question_without_a_file_is_plain_text() -> None:
    messages = sent("3.5-flash")["messages"]
    assert messages == [{"role": "user", "content": "What happens?"}]


def test_an_image_and_a_sound_on_dashscope() -> None:
    (image, _) = sent("3-flash", picture())["messages"][0]["content"]
    assert image == {"type": "image_url", "image_url": {"url": URL}}
    (heard, _) = sent("3-flash", sound())["messages"][0]["content"]
    told = {"data": URL, "format": "mp3"}
    assert heard == {"type": "input_audio", "input_audio": told}
    (heard, _) = sent("3-flash", sound(mime="audio/x-wav"))["messages"][0]["content"]
    assert heard["input_audio"]["format"] == "wav"


def test_speech_is_asked_for_with_a_voice_of_the_family() -> None:
    made = sent("3.5-flash", clip(), Wish("Why?", narrate=True, voice="Cindy"))
    assert made["modalities"] == ["text", "audio"]
    assert made["audio"] == {"format": "wav", "voice": "Cindy"}
    assert "audio" not in sent("3.5-flash", clip())


@pytest.mark.parametrize(
    "model", ["turbo", "3-flash", "3.5-flash", "3.5-plus", "sandbox"]
)
def test_must_stream_models_always_stream_with_usage(model) -> None:
    made = sent(model, picture())
    assert made["stream"] is True
    assert made["stream_options"] == {"include_usage": True}


def test_thinking_is_switched_as_each_family_does() -> None:
    ask, think = Wish("Why?"), Wish("Why?", thinking=True)
    assert sent("3-flash", picture(), ask)["enable_thinking"] is False
    assert sent("3-flash", picture(), think)["enable_thinking"] is True
    assert sent("3.8-flash", picture(), ask)["reasoning_effort"] == "none"
    assert sent("3.8-flash", picture(), think)["reasoning_effort"] == "medium"
    for model in ("turbo", "3.5-flash"):
        made = sent(model, picture(), think)
        assert not {"enable_thinking", "reasoning_effort"} & set(made)


def test_an_effort_is_a_budget_or_a_word() -> None:
    hard = Wish("Why?", thinking=True, effort="high")
    assert sent("3-flash", picture(), hard)["thinking_budget"] == 16_384
    assert sent("vl-plus", picture(), hard)["thinking_budget"] == 16_384
    assert sent("3.8-flash", picture(), hard)["reasoning_effort"] == "xhigh"
    off = replace(hard, thinking=False)
    assert "thinking_budget" not in sent("3-flash", picture(), off)
    assert sent("3.8-flash", picture(), off)["reasoning_effort"] == "none"


FRAMES = Wish("Why?", sampling="frames")


def test_frames_go_as_a_list_with_their_gap_where_it_is_heard() -> None:
    listed = {"type": "video", "video": [URL] * 30}
    for model, more in (("3-flash", {}), ("turbo", {}), ("3.5-flash", {"fps": 1.0})):
        content = sent(model, clip(30), FRAMES)["messages"][0]["content"]
        assert content[0] == listed | more
    single = sent("vllm", clip(30), FRAMES)["messages"][0]["content"]
    assert single[:16] == [{"type": "image_url", "image_url": {"url": URL}}] * 16


def test_vision_models_are_told_the_rate() -> None:
    wish = Wish("Why?", sampling="talking head")
    (part, _) = sent("vl-plus", clip(30), wish)["messages"][0]["content"]
    assert part == {"type": "video_url", "video_url": {"url": URL}, "fps": 1.0}
    assert "modalities" not in sent("vl-plus", clip(30), wish)


def test_38_never_gets_a_thinking_budget_or_audio() -> None:
    made = sent("3.8-flash", clip(), Wish("Why?", thinking=True))
    assert made["modalities"] == ["text"]
    assert not {"audio", "thinking_budget", "enable_thinking"} & set(made)


def test_turbo_hears_the_system_message_as_a_turn_when_it_speaks() -> None:
    wish = Wish("Why?", system="Be brief.", narrate=True)
    messages = sent("turbo", picture(), wish)["messages"]
    assert [m["role"] for m in messages] == ["user", "assistant", "user"]
    assert messages[0]["content"] == "Be brief."
    assert messages[2]["content"][0]["type"] == "image_url"
    silent = sent("turbo", picture(), replace(wish, narrate=False))["messages"]
    assert silent[0] == {"role": "system", "content": "Be brief."}
    other = sent("3-flash", picture(), wish)["messages"]
    assert other[0] == {"role": "system", "content": "Be brief."}


def test_the_file_stands_in_the_first_question_of_a_conversation() -> None:
    history = (Turn("user", "What is it?"), Turn("assistant", "A cat."))
    wish = Wish("Which colour?", history=history)
    messages = sent("3.5-flash", clip(), wish)["messages"]
    assert messages[0]["content"][0]["type"] == "video_url"
    assert messages[0]["content"][1]["text"] == "What is it?"
    assert messages[1] == {"role": "assistant", "content": "A cat."}
    assert messages[2] == {"role": "user", "content": "Which colour?"}


def test_the_captioner_gets_one_sound_and_nothing_else() -> None:
    wish = Wish("Why?", system="x", history=(Turn("user", "y"),))
    made = sent("captioner", sound(), wish)
    part = {"type": "input_audio", "input_audio": {"data": URL, "format": "mp3"}}
    assert made["messages"] == [{"role": "user", "content": [part]}]
    assert "modalities" not in made


def test_aimlapi_names_no_format_and_does_not_stream() -> None:
    made = sent("aiml", sound())
    part = {"type": "input_audio", "input_audio": {"data": URL}}
    assert made == {
        "model": "alibaba/qwen3-omni-30b-a3b-captioner",
        "messages": [{"role": "user", "content": [part]}],
    }


def test_fireworks_and_vllm_take_audio_url() -> None:
    part = {"type": "audio_url", "audio_url": {"url": URL}}
    for model in ("fireworks", "vllm"):
        assert sent(model, sound())["messages"][0]["content"][0] == part
    seen = {"type": "video_url", "video_url": {"url": URL}}
    assert sent("fireworks", clip())["messages"][0]["content"][:2] == [seen, part]
    assert sent("fireworks", sound())["model"] == "accounts/a#d"
    assert "modalities" not in sent("fireworks", sound())


def test_vllm_is_told_to_hear_clips_and_to_send_raw_samples() -> None:
    made = sent("vllm", clip(), Wish("Why?", narrate=True))
    assert made["mm_processor_kwargs"] == {"use_audio_in_video": True}
    assert made["audio"] == {"format": "pcm16"}
    assert "mm_processor_kwargs" not in sent("vllm", clip(has_audio=False))
    assert "mm_processor_kwargs" not in sent("3.5-flash", clip())


def test_the_language_is_asked_for_by_name() -> None:
    def text(language):
        return sent("3.5-flash", None, Wish("Why?", language=language))["messages"]

    assert text("de")[0]["content"] == "Why?\n\nAnswer in German."
    assert text("pt-BR")[0]["content"].endswith("Answer in Portuguese.")
    assert text("Klingon")[0]["content"].endswith("Answer in Klingon.")


SCHEMA = {"type": "object", "properties": {"mood": {"type": "string"}}}


def test_a_schema_stands_in_the_prompt_where_no_json_mode_is_known() -> None:
    made = sent("3.5-flash", picture(), Wish("Caption it.", json_schema=SCHEMA))
    text = made["messages"][0]["content"][1]["text"]
    assert "JSON" in text
    assert json.loads(text[text.index("{") :]) == SCHEMA
    assert "response_format" not in made


@pytest.mark.parametrize("form", ["json_object", "json_schema"])
def test_json_modes_are_a_switch_of_the_model(form) -> None:
    made = planned("3.8-flash", picture(), Wish("Caption it.", json_schema=SCHEMA))
    model = replace(made.profile.model, response_format=form)
    made = replace(made, profile=replace(made.profile, model=model))
    result = body(made, [[URL]])
    assert result["response_format"]["type"] == form
    text = result["messages"][0]["content"][1]["text"]
    assert ("JSON" in text) is (form == "json_object")
    thinking = replace(made, wish=replace(made.wish, thinking=True))
    assert "response_format" not in body(thinking, [[URL]])
    fallen = body(replace(made, json_mode=False), [[URL]])
    assert "response_format" not in fallen
    assert "JSON" in fallen["messages"][0]["content"][1]["text"]


def test_media_and_plan_must_belong_together() -> None:
    with pytest.raises(ValueError, match="needs its address"):
        body(planned("3.5-flash", clip()), [])
    with pytest.raises(ValueError, match="needs its address"):
        body(planned("3.5-flash"), [[URL]])


def test_data_uris_in_each_dialects_form() -> None:
    raw = bytes(range(256))
    text = base64.b64encode(raw).decode()
    omni = profile("3.5-flash")
    assert data_uri("video/mp4", raw, omni) == f"data:;base64,{text}"
    assert data_uri("audio/mpeg", raw, omni) == f"data:;base64,{text}"
    assert data_uri("image/png", raw, omni) == f"data:image/png;base64,{text}"
    for model in ("vllm", "fireworks", "vl-plus"):
        made = data_uri("video/mp4", raw, profile(model))
        assert made == f"data:video/mp4;base64,{text}"
    assert uri_prefix("video/mp4", omni) == "data:;base64,"


def test_every_body_is_json() -> None:
    for model in ("turbo", "3-flash", "3.5-flash", "3.8-flash", "vllm", "sandbox"):
        assert json.loads(json.dumps(sent(model, picture())))["model"]
