"""What a preset, a part and a family make of a clip, as the endpoint received it."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync

from omniweb import endpoints
from omniweb.library.models import Asset
from tests.analyses.conftest import Api, Make
from tests.analyses.test_sent import of_kind, shown
from tests.library import clips
from tests.providers.upstream import Script, upstream

Received = Callable[[], list[dict[str, Any]]]
QUICK = "#pace 0 What is this?"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight seconds of 1280x720 with a tone."""
    folder = tmp_path_factory.mktemp("film")
    return clips.video(folder / "film.mp4", size="1280x720", seconds=8)


@pytest.fixture
def film(make: Make, source: Path) -> Asset:
    """The source as an asset, prepared."""
    return make(source)


def parts(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The content of the message that carries files, its text left out."""
    listed = [m["content"] for m in body["messages"] if isinstance(m["content"], list)]
    return [part for part in listed[0] if part["type"] != "text"]


def kept(uri: str, path: Path) -> Path:
    """A data URI as a file."""
    path.write_bytes(base64.b64decode(uri.partition(",")[2], validate=True))
    return path


def test_a_talking_head_goes_small_and_slow(
    api: Api, film: Asset, received: Received, tmp_path: Path
) -> None:
    told = api.ask(film, QUICK, sampling="talking-head")
    assert told["state"] == "done", told["error"]
    (part,) = parts(received()[0])
    found = shown(kept(part["video_url"]["url"], tmp_path / "sent.mp4"))
    track = of_kind(found, "video")
    assert (track["width"], track["height"]) == (640, 360)
    assert track["avg_frame_rate"] == "1/1"
    assert of_kind(found, "audio")["channels"] == 1
    assert told["usage"]["video_in"] == told["sent"]["tokens"]["video_in"] == 882
    assert told["sent"]["rendition"] == "video-360p-1fps-32k"
    again = api.ask(film, f"{QUICK} Again?", sampling="talking head")
    assert again["state"] == "done"
    assert film.renditions.filter(spec="video-360p-1fps-32k").count() == 1


def test_a_part_is_cut_and_stays_for_the_follow_up(
    api: Api, film: Asset, received: Received, tmp_path: Path
) -> None:
    told = api.ask(film, QUICK, start_s=2, end_s=5)
    assert told["sent"]["part"] == [2, 5]
    status, turn = api.send("POST", f"analyses/{told['id']}/turns", {"prompt": QUICK})
    assert status == 202
    assert api.get(f"analyses/{turn['id']}")["state"] == "done"
    for body in received():
        (part,) = parts(body)
        found = shown(kept(part["video_url"]["url"], tmp_path / "sent.mp4"))
        assert float(found["format"]["duration"]) == pytest.approx(3, abs=0.6)
    assert received()[1]["messages"][1]["role"] == "assistant"


def test_frames_go_as_a_list_and_the_sound_alone_as_sound(
    api: Api, film: Asset, received: Received
) -> None:
    told = api.ask(film, QUICK, sampling="frames", model="dashscope/qwen3-omni-flash")
    assert told["state"] == "done", told["error"]
    assert told["usage"]["video_in"] == told["sent"]["tokens"]["video_in"]
    heard = api.ask(film, QUICK, sampling="audio only")
    assert heard["state"] == "done", heard["error"]
    (listed,), (sound,) = (parts(body) for body in received())
    assert len(listed["video"]) == 8 and "fps" not in listed
    assert listed["video"][0].startswith("data:image/jpeg;base64,")
    assert sound["type"] == "input_audio"


def test_action_goes_as_dense_frames_with_the_sound_beside(
    api: Api, film: Asset, received: Received
) -> None:
    told = api.ask(film, QUICK, sampling="action")
    assert told["state"] == "done", told["error"]
    listed, sound = parts(received()[0])
    assert (len(listed["video"]), listed["fps"]) == (64, 8.0)
    assert sound["type"] == "input_audio"
    assert told["usage"]["video_in"] == told["sent"]["tokens"]["video_in"]
    assert told["usage"]["audio_in"] == pytest.approx(56, abs=1)


def test_a_vision_model_gets_no_sound(
    api: Api, film: Asset, received: Received, tmp_path: Path
) -> None:
    told = api.ask(film, QUICK, model="dashscope/qwen3-vl-plus")
    assert told["state"] == "done", told["error"]
    (part,) = parts(received()[0])
    found = shown(kept(part["video_url"]["url"], tmp_path / "sent.mp4"))
    assert [stream["codec_type"] for stream in found["streams"]] == ["video"]
    assert part["fps"] == 2.0
    assert told["cost"]["actual"] is None and told["usage"]["video_in"] > 0
    assert any("does not hear" in note for note in told["notes"])


def test_each_preset_is_priced_before_anything_is_sent(
    api: Api, film: Asset, received: Received
) -> None:
    body = {"asset": str(film.id), "prompt": "Why?", "sampling": "mixed"}
    model = {"model": "dashscope/qwen3.5-omni-flash"}
    status, told = api.send("POST", "estimates", body | model)
    assert status == 200 and told["fits"]
    rows = {row["sampling"]: row for row in told["presets"]}
    assert rows["mixed"]["tokens_in"] == sum(
        told["tokens"][name] for name in ("text_in", "video_in", "audio_in")
    )
    assert rows["mixed"]["cost"] == told["cost"]
    assert "reason" not in rows["mixed"] and "resolved" not in rows["mixed"]
    assert rows["talking head"]["sends"] == "360p, one frame a second"
    captioner = {"model": "dashscope/qwen3-omni-30b-a3b-captioner"}
    _, told = api.send("POST", "estimates", body | captioner)
    assert [row["fits"] for row in told["presets"]].count(True) == 6
    assert received() == []


def test_auto_says_what_it_found(api: Api, film: Asset) -> None:
    asked = {"asset": str(film.id), "prompt": "Why?"}
    model = "dashscope/qwen3.5-omni-flash"
    for content, reason in (
        ("talking head", "Somebody speaks and little moves: 360p, one frame a second "),
        ("", ""),
    ):
        film.facts = {**(film.facts or {}), "content": content}
        film.save()
        _, told = api.send("POST", "estimates", asked | {"model": model})
        auto = told["presets"][0]
        assert (auto["sampling"], auto["resolved"]) == ("auto", content)
        assert auto["reason"].startswith(reason) and bool(auto["reason"]) == bool(
            reason
        )
        assert told["plan"]["sampling"] == "auto"
        assert told["plan"]["resolved"] == (content or "auto")
    captioner = {"model": "dashscope/qwen3-omni-30b-a3b-captioner"}
    _, told = api.send("POST", "estimates", {**asked, "start_s": 9} | captioner)
    auto = told["presets"][0]
    assert (auto["fits"], auto["resolved"], auto["reason"]) == (False, "", "")


def test_a_slideshow_goes_as_its_pictures_and_their_moments(
    api: Api, film: Asset, received: Received
) -> None:
    changes = (0.0, 2.5, 6.0)
    film.facts = {**(film.facts or {}), "content": "slideshow", "changes": changes}
    film.save()
    told = api.ask(film, QUICK)
    assert told["state"] == "done", told["error"]
    (body,) = received()
    listed, sound = parts(body)
    assert len(listed["video"]) == 3 and sound["type"] == "input_audio"
    texts = [p["text"] for p in body["messages"][-1]["content"] if p["type"] == "text"]
    moments = "The pictures are from these moments of the clip: 0:00, 0:02, 0:06."
    assert texts == [moments, QUICK]
    assert told["sent"]["rendition"] == "slides-720p"
    assert told["usage"]["video_in"] == told["sent"]["tokens"]["video_in"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"sampling": "fisheye"}, "unknown_sampling"),
        ({"start_s": 7, "end_s": 20}, "no_such_part"),
        ({"start_s": 5, "end_s": 2}, "no_such_part"),
    ],
)
def test_what_cannot_be_is_refused_before_the_network(
    api: Api, film: Asset, received: Received, more: dict[str, Any], code: str
) -> None:
    asked = {"asset": str(film.id), "prompt": "Why?", **more}
    status, told = api.send("POST", "analyses", asked)
    assert (status, told["error"]["code"]) == (422, code)
    assert received() == []


def test_fireworks_gets_the_pair(
    api: Api, film: Asset, settings: Any, tmp_path: Path
) -> None:
    reply = {
        "choices": [{"message": {"role": "assistant", "content": "A test picture."}}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 4, "total_tokens": 904},
    }
    reply["choices"][0]["finish_reason"] = "stop"
    script = Script([json.dumps(reply).encode()], content_type="application/json")
    model = "fireworks/qwen3-omni-30b-a3b-instruct"

    async def asked() -> tuple[Any, dict[str, Any]]:
        async with upstream(script) as server:
            account = {"base_url": server.base_url, "api_key": "k", "model": "a#d"}
            accounts = {**settings.ENDPOINT_ACCOUNTS, "fireworks": account}
            settings.ENDPOINT_ACCOUNTS = accounts
            told = await asyncio.to_thread(api.ask, film, "What is this?", model=model)
            return told, server.requests[0].body

    told, body = async_to_sync(asked)()
    assert (told["state"], told["text"]) == ("done", "A test picture.")
    assert body["model"] == "a#d" and "modalities" not in body
    video, sound = parts(body)
    seen = shown(kept(video["video_url"]["url"], tmp_path / "sent.mp4"))
    heard = shown(kept(sound["audio_url"]["url"], tmp_path / "sent.ogg"))
    assert of_kind(seen, "video")["height"] == 360 and len(seen["streams"]) == 1
    assert of_kind(heard, "audio")["codec_name"] == "opus"
    assert told["cost"]["actual"] is None and told["usage"]["text_in"] == 900


OVERLAY = """
[endpoints.dashscope.models."qwen3.5-omni-flash"]
response_format = "json_object"
"""


def test_a_json_mode_that_is_refused_is_asked_for_in_words(
    api: Api,
    film: Asset,
    received: Received,
    arm: Callable[[str], None],
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.CATALOG = tmp_path / "overlay.toml"
    settings.CATALOG.write_text(OVERLAY)
    assert endpoints.profile("dashscope/qwen3.5-omni-flash").model.response_format
    arm("#fault json-mode")
    arm("#pace 0")
    body = {"asset": str(film.id), "model": "dashscope/qwen3.5-omni-flash"}
    status, told = api.send("POST", "captions", body)
    assert status == 202, told
    caption = api.get(f"captions/{told['id']}")
    assert caption["state"] == "draft", caption["error"]
    first, second = received()
    assert first["response_format"] == {"type": "json_object"}
    assert "response_format" not in second
    assert caption["data"]["headline"]


def test_what_is_too_long_is_offered_in_parts_that_end_in_pauses(
    api: Api, make: Make, tmp_path: Path
) -> None:
    quiet = "sine=440,volume=enable='between(t,120,122)':volume=0"
    made = clips.video(
        tmp_path / "long.mp4", size="160x90", rate="5", seconds=170, sound=quiet
    )
    asked = {"asset": str(make(made).id), "prompt": "Why?"}
    model = {"model": "dashscope/qwen3-omni-flash"}
    whole = {"parts": "off"}
    _, told = api.send("POST", "estimates", asked | model | whole)
    assert told["refusal"]["code"] == "too_long"
    assert told["parts"][0] == [0, pytest.approx(120, abs=1)]
    _, told = api.send("POST", "estimates", asked | model | {"part_s": 100})
    assert told["fits"], told["refusal"]
    (start, pause), (again, end) = told["parts"]
    assert (start, again) == (0, pause)
    assert pause == pytest.approx(121, abs=1) and end == pytest.approx(170, abs=0.2)
    part = {"start_s": start, "end_s": pause}
    _, told = api.send("POST", "estimates", asked | model | part)
    assert told["fits"] and told["parts"] == []
