"""The sandbox refuses what the service refuses, in its words (protocol 2.2 and 3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Media
from tests.sandbox.upstream import Sandbox, asking, audio, image, spoken, uri, video

WRAPPED = "<400> InternalError.Algo.InvalidParameter: "
BAD_URL = (
    "The provided URL does not appear to be valid. Ensure it is correctly formatted."
)


def test_a_wrong_key_is_unauthorised(sandbox: Sandbox) -> None:
    told = sandbox.refused(asking("hello"), key="sk-other")
    assert told == (401, "invalid_api_key", "Incorrect API key provided. ")


def test_an_unknown_model_is_not_found(sandbox: Sandbox) -> None:
    status, code, _ = sandbox.refused(asking("hello", model="gpt-9"))
    assert (status, code) == (404, "model_not_found")


def test_no_stream_is_refused_in_the_services_words(sandbox: Sandbox) -> None:
    status, code, message = sandbox.refused(asking("hello") | {"stream": False})
    assert (status, code) == (400, "invalid_parameter_error")
    assert message == (
        "This model only support stream mode, please enable the stream parameter "
        "to access the model. "
    )


def test_the_last_message_must_be_the_users(sandbox: Sandbox) -> None:
    body = asking("hello")
    body["messages"].append({"role": "assistant", "content": "Hi"})
    told = sandbox.refused(body)
    assert told == (500, "InternalError.Algo", "list index out of range")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"temperature": 2}, "Temperature should be in [0.0, 2.0)"),
        ({"temperature": -0.1}, "Temperature should be in [0.0, 2.0)"),
        ({"top_p": 0}, "Range of top_p should be (0.0, 1.0]"),
        ({"max_tokens": 0}, "Range of max_tokens should be [1, 65536]"),
        ({"max_tokens": "many"}, "max_tokens should be a number"),
        ({"messages": []}, "[] is too short - 'messages'"),
        ({"modalities": ["audio"]}, "modalities should be"),
        ({"modalities": ["text", "audio"]}, "parameters.audio.format"),
        (
            {"response_format": {"type": "json_object"}},
            "'messages' must contain the word 'json'",
        ),
    ],
)
def test_settings_out_of_range(
    sandbox: Sandbox, more: dict[str, Any], words: str
) -> None:
    status, _, message = sandbox.refused(asking("hello") | more)
    assert status == 400
    assert message.startswith(WRAPPED + words) or words in message


@pytest.mark.parametrize("raw", [b"{", b"[]", b"null", b'{"model": "omni"'])
def test_a_body_that_is_no_request(sandbox: Sandbox, raw: bytes) -> None:
    assert sandbox.refused(raw)[0] in (400, 404)


def test_an_unknown_voice_is_answered_with_the_known_ones(sandbox: Sandbox) -> None:
    body = asking("hello", model="qwen-omni-turbo", **spoken("Tina"))
    assert sandbox.refused(body)[2] == (
        f"{WRAPPED}Input should be 'Cherry', 'Serena', 'Ethan' or 'Chelsie': "
        "parameters.audio.voice"
    )


def test_thinking_does_not_speak(sandbox: Sandbox) -> None:
    thinking = {"model": "qwen3-omni-flash", "enable_thinking": True}
    body = asking("hello", **spoken("Cherry")) | thinking
    assert "audio output is not supported" in sandbox.refused(body)[2]


def test_a_model_without_speech_does_not_speak(sandbox: Sandbox) -> None:
    body = asking("hello", model="qwen3.8-omni-flash", reasoning_effort="none")
    assert "does not support audio" in sandbox.refused(body | spoken("Tina"))[2]


def test_effort_and_budget_exclude_each_other(sandbox: Sandbox) -> None:
    body = asking("hello", model="qwen3.8-omni-flash", reasoning_effort="low")
    assert "thinking_budget" in sandbox.refused(body | {"thinking_budget": 5})[2]


@pytest.mark.parametrize(
    "data", ["AAAA", "file:///etc/passwd", "oss://bucket/key", "data:audio/wav,x", ""]
)
def test_sound_must_be_a_data_uri_or_url(sandbox: Sandbox, data: str) -> None:
    part = {"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}
    assert sandbox.refused(asking("hello", part))[2] == WRAPPED + BAD_URL


def test_an_item_over_ten_megabytes(sandbox: Sandbox) -> None:
    data = "data:;base64," + "A" * 10_485_760
    part = {"type": "video_url", "video_url": {"url": data}}
    assert "max bytes per data-uri item" in sandbox.refused(asking("x", part))[2]


def test_a_picture_needs_its_type(sandbox: Sandbox, media: Media) -> None:
    url = {"url": uri(media.picture(64, 64))}
    part = {"type": "image_url", "image_url": url}
    assert sandbox.refused(asking("x", part))[2] == WRAPPED + BAD_URL


@pytest.mark.parametrize("size", [(10, 300), (4040, 20)])
def test_a_picture_too_small_or_too_long(
    sandbox: Sandbox, media: Media, size: tuple[int, int]
) -> None:
    told = sandbox.refused(asking("x", image(media.picture(*size))))
    assert told[2].endswith("length and width do not meet the model restrictions.")


@pytest.mark.parametrize(
    ("model", "seconds"), [("qwen-omni-turbo", 41), ("qwen3-omni-flash", 151)]
)
def test_a_video_too_long_for_its_family(
    sandbox: Sandbox, media: Media, model: str, seconds: int
) -> None:
    long = media.long(seconds)
    told = sandbox.refused(asking("x", video(long), model=model))
    assert told[2].endswith("because: The video file is too long.")
    assert sandbox.ask(asking("x", video(long))).status == 200


def test_bytes_that_are_no_media(sandbox: Sandbox, media: Media) -> None:
    junk = {"type": "video_url", "video_url": {"url": "data:;base64,AAAAAAAA"}}
    told = sandbox.refused(asking("x", junk))
    assert told[2] == WRAPPED + "The file format is illegal and cannot be opened."
    swapped = {"type": "video_url", "video_url": {"url": uri(media.tone)}}
    assert "illegal" in sandbox.refused(asking("x", swapped))[2]


def test_one_modality_unless_the_family_mixes(sandbox: Sandbox, media: Media) -> None:
    parts = image(media.picture(64, 64)), audio(media.tone)
    told = sandbox.refused(asking("x", *parts, model="qwen3-omni-flash"))
    assert "Only one modality" in told[2]
    assert sandbox.ask(asking("x", *parts)).status == 200


@pytest.mark.parametrize(("count", "least"), [(3, 4), (81, 4)])
def test_frames_out_of_range(
    sandbox: Sandbox, media: Media, count: int, least: int
) -> None:
    frames = [uri(media.picture(64, 64), "image/jpeg")] * count
    body = asking("x", {"type": "video", "video": frames}, model="qwen-omni-turbo")
    assert f"shoule be ({least}, 80)." in sandbox.refused(body)[2]


def test_too_many_tokens_after_expansion(sandbox: Sandbox, media: Media) -> None:
    body = asking("word " * 14_000, model="qwen3-omni-flash")
    assert sandbox.ask(body).status == 200
    told = sandbox.refused(body | {"enable_thinking": True})
    assert told[2] == f"{WRAPPED}Range of input length should be [1, 16384]"


def test_the_captioner_takes_one_sound_and_no_text(
    sandbox: Sandbox, media: Media
) -> None:
    body = asking("x", audio(media.tone), model="qwen3-omni-30b-a3b-captioner")
    assert "exactly one audio" in sandbox.refused(body)[2]


def test_an_address_beyond_this_machine_is_not_fetched(sandbox: Sandbox) -> None:
    part = {"type": "video_url", "video_url": {"url": "http://192.0.2.1/film.mp4"}}
    assert "Unable to download" in sandbox.refused(asking("x", part))[2]


def test_media_stands_in_user_messages_alone(sandbox: Sandbox, media: Media) -> None:
    body = asking("x")
    earlier = {"role": "assistant", "content": [image(media.picture(64, 64))]}
    body["messages"].insert(0, earlier)
    assert "should hold text only" in sandbox.refused(body)[2]
