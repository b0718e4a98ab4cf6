"""What is streamed has each family's shape, and usage follows the formulas."""

from __future__ import annotations

import json
import math

import pytest

from omniweb.providers import tokens
from tests.sandbox.conftest import Media
from tests.sandbox.upstream import Sandbox, asking, audio, image, spoken, uri, video

CAPTIONER = "qwen3-omni-30b-a3b-captioner"


def test_text_comes_in_content_with_role_first(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking("#say Hello there."))
    assert answer.text == "Hello there."
    first, last = answer.chunks[0], answer.chunks[-1]
    assert first["choices"][0]["delta"] == {"content": "", "role": "assistant"}
    assert first["object"] == "chat.completion.chunk"
    assert first["model"] == "sandbox-omni-2026-11-20"
    assert first["usage"] is None
    assert last["choices"] == []
    assert answer.finish == "stop"
    assert answer.lines[-2:] == ["data: [DONE]", ""]


@pytest.mark.parametrize(
    ("model", "snapshot"),
    [
        ("qwen3.5-omni-plus", "qwen3.5-omni-plus-2026-03-15"),
        ("qwen-omni-turbo", "qwen-omni-turbo-2025-03-26"),
        ("qwen3-omni-flash-2025-12-01", "qwen3-omni-flash-2025-12-01"),
    ],
)
def test_the_echoed_model_is_a_snapshot(
    sandbox: Sandbox, model: str, snapshot: str
) -> None:
    answer = sandbox.ask(asking("x", model=model))
    assert {chunk["model"] for chunk in answer.chunks} == {snapshot}


def test_no_usage_unless_asked(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking("x") | {"stream_options": {"include_usage": False}})
    assert answer.usage is None
    assert all(chunk["choices"] for chunk in answer.chunks)


def test_speech_comes_as_headerless_pcm_in_chunks_of_its_own(sandbox: Sandbox) -> None:
    body = asking("#tone 2.5\n#say One. Two.", **spoken("Tina"))
    answer = sandbox.ask(body)
    assert answer.text == "One. Two."
    assert len(answer.pcm) == 2.5 * 48_000
    assert not answer.pcm.startswith(b"RIFF")
    sounding = [
        chunk["choices"][0]["delta"]
        for chunk in answer.chunks
        if chunk["choices"] and "audio" in chunk["choices"][0]["delta"]
    ]
    assert all(list(delta) == ["audio"] for delta in sounding)
    assert {*sounding[0]["audio"]} == {"data", "expires_at", "id"}


def test_turbo_says_its_text_in_the_transcript(sandbox: Sandbox) -> None:
    body = asking("#tone 1\n#say Hi.", model="qwen-omni-turbo", **spoken("Cherry"))
    answer = sandbox.ask(body)
    assert (answer.text, answer.transcript) == ("", "Hi.")
    assert answer.usage is not None
    assert answer.usage["completion_tokens_details"]["audio_tokens"] == 25


@pytest.mark.parametrize(
    "switch",
    [
        {"model": "qwen3-omni-flash", "enable_thinking": True},
        {"model": "qwen3.8-omni-flash"},
        {"model": "qwen3.8-omni-flash", "reasoning_effort": "low"},
    ],
)
def test_thinking_comes_before_the_answer(
    sandbox: Sandbox, switch: dict[str, object]
) -> None:
    answer = sandbox.ask(asking("#say Done.") | switch)
    assert answer.reasoning.startswith("Sandbox, no AI:")
    assert answer.text == "Done."
    assert answer.order.rindex("r") < answer.order.index("t", 1)
    counts = answer.usage or {}
    details = counts["completion_tokens_details"]
    assert details["reasoning_tokens"] == tokens.text(answer.reasoning)
    assert counts["completion_tokens"] == sum(details.values())


@pytest.mark.parametrize(
    "switch",
    [
        {"model": "qwen3-omni-flash"},
        {"model": "qwen3.8-omni-flash", "reasoning_effort": "none"},
        {"model": "omni", "enable_thinking": True},
    ],
)
def test_no_thinking_where_it_is_off(
    sandbox: Sandbox, switch: dict[str, object]
) -> None:
    assert sandbox.ask(asking("x") | switch).reasoning == ""


def test_the_captioner_answers_without_streaming(
    sandbox: Sandbox, media: Media
) -> None:
    message = {"role": "user", "content": [audio(media.tone)]}
    answer = sandbox.ask({"model": CAPTIONER, "messages": [message]})
    whole = json.loads(answer.body)
    assert whole["object"] == "chat.completion"
    assert whole["choices"][0]["message"]["content"].startswith("Sandbox, no AI:")
    details = whole["usage"]["prompt_tokens_details"]
    assert details["audio_tokens"] == math.ceil(3 * 12.5)


@pytest.mark.parametrize(
    ("model", "family", "rate"),
    [
        ("qwen-omni-turbo", "qwen-omni-turbo", 25),
        ("qwen3-omni-flash", "qwen3-omni-flash", 12.5),
        ("omni", "qwen3.5-omni", 7),
    ],
)
def test_usage_follows_the_formulas(
    sandbox: Sandbox,
    media: Media,
    model: str,
    family: tokens.Family,
    rate: float,
) -> None:
    seen = sandbox.ask(asking("x", video(media.cut), model=model)).usage or {}
    details = seen["prompt_tokens_details"]
    expected = tokens.video(family, 320, 240, 4, 10).tokens
    assert details["video_tokens"] == expected
    assert details["audio_tokens"] == pytest.approx(4 * rate, abs=rate * 0.1 + 1)
    assert seen["prompt_tokens"] == sum(details.values())
    assert seen["total_tokens"] == seen["prompt_tokens"] + seen["completion_tokens"]


def test_absent_modalities_have_no_key(sandbox: Sandbox, media: Media) -> None:
    picture = sandbox.ask(asking("x", image(media.picture(256, 256)))).usage or {}
    assert picture["prompt_tokens_details"]["image_tokens"] == 66
    assert set(picture["prompt_tokens_details"]) == {"text_tokens", "image_tokens"}
    film = sandbox.ask(asking("x", video(media.silent))).usage or {}
    assert "audio_tokens" not in film["prompt_tokens_details"]
    assert set(film["completion_tokens_details"]) == {"text_tokens"}


def test_frames_count_as_a_video(sandbox: Sandbox, media: Media) -> None:
    frames = [uri(media.picture(256, 256), "image/jpeg")] * 6
    answer = sandbox.ask(asking("What?", {"type": "video", "video": frames}))
    assert "6 frames" in answer.text
    expected = tokens.video("qwen3.5-omni", 256, 256, 3, 2).tokens
    details = (answer.usage or {})["prompt_tokens_details"]
    assert details["video_tokens"] == expected


def test_max_tokens_ends_with_length(sandbox: Sandbox) -> None:
    answer = sandbox.ask(asking("#length 4000", max_tokens=50))
    assert answer.finish == "length"
    assert 150 <= len(answer.text) <= 200


def test_length_and_say_are_exact(sandbox: Sandbox) -> None:
    assert len(sandbox.ask(asking("#length 1234")).text) == 1234
    said = sandbox.ask(asking("#say Guten Tag, “Welt”!\n\nAnswer in German."))
    assert said.text == "Guten Tag, “Welt”!"
