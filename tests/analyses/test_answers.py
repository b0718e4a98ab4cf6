"""A question is asked of a real endpoint, answered, spoken, booked and followed up."""

from __future__ import annotations

import io
import wave
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from typing import Any

from asgiref.sync import async_to_sync

from omniweb.accounts.actor import Actor
from omniweb.analyses.models import Analysis
from omniweb.jobs import read
from omniweb.library.models import Asset
from omniweb.usage.models import Entry, EntryState
from tests.analyses.conftest import MODEL, Api
from tests.conftest import signed_in

Received = Callable[[], list[dict[str, Any]]]
QUICK = "#pace 0 "


def body_of(response: Any) -> bytes:
    """The bytes of an answer, streamed or not."""
    if not response.streaming:
        return bytes(response.content)
    return async_to_sync(gathered)(response.streaming_content)


async def gathered(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


def test_a_spoken_answer_from_question_to_file(
    api: Api, clip: Asset, received: Received
) -> None:
    told = api.ask(clip, f"{QUICK}What is this?", narrate=True, voice="Tina")
    assert told["state"] == "done", told["error"]
    assert told["text"].startswith("Sandbox, no AI:")
    assert (told["partial"], told["error"]) == (False, None)
    assert told["narration"]["duration_s"] > 0.5
    (body,) = received()
    assert body["audio"]["voice"] == "Tina"
    assert body["messages"][-1]["content"][0]["video_url"]["url"].startswith("data:;")
    assert told["sent"]["rendition"] == "model-video"
    assert told["timings"]["first_delta_s"] <= told["timings"]["total_s"]


def test_the_narration_is_the_pcm_of_the_log(api: Api, clip: Asset) -> None:
    told = api.ask(clip, f"{QUICK}#tone 2 What is this?", narrate=True)
    url, pcm = told["narration"]["url"], b"".join(read.pcm(told["job"]))
    whole = body_of(api.client.get(url))
    with wave.open(io.BytesIO(whole)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (24_000, 1)
        assert sound.getsampwidth() == 2
        assert sound.readframes(sound.getnframes()) == pcm
    assert told["narration"]["duration_s"] == round(len(pcm) / 48_000, 3)
    part = api.client.get(url, headers={"Range": "bytes=44-47"})
    assert (part.status_code, body_of(part)) == (206, pcm[:4])
    saved = api.client.get(f"{url}?format=mp3&download=1")
    assert saved.headers["Content-Type"] == "audio/mpeg"
    assert "cut narration 1.mp3" in saved.headers["Content-Disposition"]
    mp3 = body_of(saved)
    assert mp3[:3] == b"ID3" or mp3[0] == 0xFF
    assert len(mp3) < len(pcm)


def test_the_ledger_holds_what_the_endpoint_counted(api: Api, picture: Asset) -> None:
    told = api.ask(picture, f"{QUICK}What is this?")
    entry = Entry.objects.get()
    assert (entry.state, entry.purpose, entry.model) == ("settled", "answer", MODEL)
    tokens = told["usage"]
    assert entry.tokens == tokens
    # 640 by 360 becomes 640 by 352: 20 by 11 tiles and two more (protocol 6.2).
    assert tokens["image_in"] == 222
    expected = 2.2 * tokens["text_in"] + 2.2 * 222 + 13.3 * tokens["text_out"]
    assert Decimal(told["cost"]["actual"]) == entry.actual
    assert abs(float(told["cost"]["actual"]) - expected / 1e6) < 1e-6
    assert told["cost"]["currency"] == "CNY"
    assert told["cost"]["estimated"] is not None


def test_thinking_is_kept_apart_from_the_answer(api: Api, picture: Asset) -> None:
    told = api.ask(
        picture,
        f"{QUICK}Why?",
        model="dashscope/qwen3.8-omni-flash",
        thinking=True,
    )
    assert told["state"] == "done", told["error"]
    assert told["reasoning"]
    assert told["reasoning"] not in told["text"]


def test_a_follow_up_sends_the_words_before_and_the_file_again(
    api: Api, picture: Asset, received: Received
) -> None:
    first = api.ask(picture, f"{QUICK}What is this?", narrate=True)
    status, turn = api.send(
        "POST", f"analyses/{first['id']}/turns", {"prompt": f"{QUICK}And how large?"}
    )
    assert status == 202, turn
    told = api.get(f"analyses/{turn['id']}")
    assert (told["conversation"], told["position"]) == (first["conversation"], 2)
    assert told["options"] == first["options"]
    assert "question 2 of our talk" in told["text"]
    opening, said, last = received()[1]["messages"]
    assert opening["content"][0]["type"] == "image_url"
    assert said == {"role": "assistant", "content": first["text"]}
    assert "And how large?" in str(last["content"])


def test_one_key_asks_once(api: Api, picture: Asset, received: Received) -> None:
    body = {"asset": str(picture.id), "model": MODEL, "prompt": f"{QUICK}Once?"}
    _, first = api.send("POST", "analyses", body, Idempotency_Key="k1")
    _, second = api.send("POST", "analyses", body, Idempotency_Key="k1")
    assert first["id"] == second["id"]
    assert len(received()) == 1
    other = {**body, "prompt": "Another?"}
    status, told = api.send("POST", "analyses", other, Idempotency_Key="k1")
    assert (status, told["error"]["code"]) == (409, "key_reused")
    status, _ = api.send("POST", "analyses", body, Idempotency_Key="k" * 121)
    assert status == 400
    assert Analysis.objects.count() == 1


def test_a_form_sent_twice_asks_once_and_keeps_what_was_typed(
    bob: Actor, picture: Asset, received: Received
) -> None:
    client, form = signed_in(bob), {"prompt": f"{QUICK}Hi?", "idempotency_key": "f1"}
    for _ in range(2):
        answer = client.post(f"/assets/{picture.id}/ask/", {**form, "model": MODEL})
        assert (answer.status_code, answer["Location"]) == (
            302, f"/assets/{picture.id}/",
        )  # fmt: skip
    assert len(received()) == 1
    page = client.get(f"/assets/{picture.id}/")
    assert "Sandbox, no AI:" in page.text
    bad = {"prompt": "My long thought", "narrate": "on", "voice": "Nobody"}
    refused = client.post(f"/assets/{picture.id}/ask/", {**bad, "model": MODEL})
    assert refused.status_code == 422
    assert "My long thought" in refused.text
    assert "has no voice" in refused.text
    conversation = Analysis.objects.get().conversation_id
    more = {"prompt": f"{QUICK}And?", "model": MODEL}
    answer = client.post(f"/conversations/{conversation}/ask/", more)
    assert answer.status_code == 302
    assert "And?" in client.get(f"/conversations/{conversation}/").text


def test_the_price_is_told_before_and_nothing_is_sent(
    api: Api, clip: Asset, received: Received
) -> None:
    body = {"asset": str(clip.id), "model": MODEL, "prompt": "What?", "narrate": True}
    _, told = api.send("POST", "estimates", body)
    assert (told["fits"], told["refusal"]) == (True, None)
    assert told["plan"]["delivery"] == "inline"
    low, expected, high = (
        Decimal(told["cost"][k]) for k in ("low", "expected", "high")
    )
    assert 0 < low < expected < high
    assert told["tokens"]["video_in"] > 0
    assert "Beijing" in told["price_source"]
    _, draft = api.send("POST", "estimates", {**body, "task": "caption"})
    assert draft["fits"]
    assert draft["plan"]["modalities"] == ["text"]
    _, no = api.send("POST", "estimates", {**body, "voice": "Nobody"})
    assert (no["fits"], no["refusal"]["code"]) == (False, "unknown_voice")
    assert received() == []


def test_lists_and_models(api: Api, picture: Asset) -> None:
    for n in range(3):
        api.ask(picture, f"{QUICK}Question {n}?")
    page = api.get(f"analyses?limit=2&asset={picture.id}")
    assert [item["prompt"][-2] for item in page["items"]] == ["2", "1"]
    rest = api.get(f"analyses?limit=2&cursor={page['next']}")
    assert [item["prompt"][-2] for item in rest["items"]] == ["0"]
    assert rest["next"] is None
    models = api.get("models")
    assert models["default"].startswith("dashscope/")
    by_name = {endpoint["name"]: endpoint for endpoint in models["items"]}
    assert by_name["sandbox"]["no_ai"]
    assert "FIREWORKS_API_KEY" in by_name["fireworks"]["reason"]
    assert Entry.objects.filter(state=EntryState.SETTLED).count() == 3


def test_others_see_nothing_and_viewers_only_look(
    api: Api, picture: Asset, charlie: Actor, vera: Actor
) -> None:
    told = api.ask(picture, f"{QUICK}#tone 1 What?", narrate=True)
    stranger, viewer = Api(charlie), Api(vera)
    body = {"asset": str(picture.id), "prompt": "x"}
    for call in (
        ("GET", f"analyses/{told['id']}"),
        ("POST", f"analyses/{told['id']}/cancel"),
        ("POST", f"analyses/{told['id']}/retry"),
        ("POST", f"analyses/{told['id']}/turns", {"prompt": "x"}),
        ("POST", "analyses", body),
        ("POST", "estimates", body),
    ):
        assert stranger.send(*call)[0] == 404, call
    for path in (
        f"/conversations/{told['conversation']}/",
        told["narration"]["url"],
        f"/assets/{picture.id}/",
    ):
        assert stranger.client.get(path).status_code == 404, path
    assert stranger.get("analyses")["items"] == []
    assert viewer.get(f"analyses/{told['id']}")["text"] == told["text"]
    assert viewer.send("POST", "analyses", body)[0] == 403
    assert viewer.send("POST", f"analyses/{told['id']}/retry")[0] == 403
