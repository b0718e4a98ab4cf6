"""One video, asked about at three endpoints by choosing the model alone."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from omniweb.sandbox.record import received
from tests.analyses.test_forms_sent import kept, parts
from tests.analyses.test_sent import of_kind, shown
from tests.api import Api
from tests.journeys.clips import lantern
from tests.journeys.test_ask import SLOWLY, TAP, TAPPED, ended, newest, samples
from tests.providers.recorded.fireworks import RECORDINGS
from tests.providers.recorded.recording import sse
from tests.providers.upstream import Script, Upstream, upstream
from tests.server import OmniwebServer, copied

pytestmark = [pytest.mark.browser, pytest.mark.server]
KEY = "a-key-of-the-tests"
DEPLOYMENT, SERVED = "accounts/a/models/omni#accounts/a/deployments/d", "Qwen/Omni"
FLASH, FIREWORKS, VLLM = (
    "Qwen3-Omni Flash",
    "Qwen3-Omni 30B on Fireworks",
    "Qwen3-Omni on vLLM-Omni",
)
NO_PRICE = "No price is listed for this model"
TONE = "It is a test picture with a tone."
FIRST = f"#pace 10 #say {TONE}"
(STREET,) = (r for r in RECORDINGS if "the usage rides" in r.name)
# A quarter of a second of 24 kHz, in two pieces, as vLLM-Omni sends pcm16.
PCM = b"".join((n % 400 * 20).to_bytes(2, "little") for n in range(6000))
PLAYED = hashlib.sha256(PCM).hexdigest()
HALVES = [base64.b64encode(half).decode() for half in (PCM[:5000], PCM[5000:])]
CHUNK = '{{"id":"chatcmpl-o","choices":[{{"index":0,"delta":{{"content":"{}"}}'
WRITTEN = (
    CHUNK.format("A lantern ") + ',"finish_reason":null}],"modality":"text"}',
    CHUNK.format("glows.") + ',"finish_reason":"stop"}],"modality":"text"}',
)
SPOKEN = (
    CHUNK.format(HALVES[0]) + ',"finish_reason":null}],"modality":"audio"}',
    CHUNK.format(HALVES[1]) + ',"finish_reason":"stop"}],"modality":"audio"}',
)
COUNTED = (
    '{"id":"chatcmpl-o","choices":[],"usage":{"prompt_tokens":900,'
    '"completion_tokens":9,"total_tokens":909},"modality":"text"}',
    "[DONE]",
)


def script(raw: bytes) -> Script:
    """Events that leave one by one."""
    return Script([event + b"\n\n" for event in raw.split(b"\n\n") if event])


def told(*events: str) -> Script:
    """The same of the events' data."""
    return script(sse("\n".join(events)))


@contextmanager
def serving(reply: Script, *later: Script) -> Iterator[Upstream]:
    """An endpoint that answers from a thread of its own."""
    ready, over, found = threading.Event(), asyncio.Event(), []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with upstream(reply) as server:
            server.later += later
            found.append(server)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        assert ready.wait(10)
        yield found[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()


@pytest.fixture(scope="module")
def fireworks() -> Iterator[Upstream]:
    """A stand-in that says what Fireworks was recorded to say."""
    with serving(script(STREET.raw)) as server:
        yield server


@pytest.fixture(scope="module")
def vllm() -> Iterator[Upstream]:
    """A stand-in for vLLM-Omni that writes, and speaks when it is asked once more."""
    silent, spoken = told(*WRITTEN, *COUNTED), told(*WRITTEN, *SPOKEN, *COUNTED)
    with serving(silent, spoken) as server:
        yield server


@pytest.fixture(scope="module")
def server(
    installation: Path,
    fireworks: Upstream,
    vllm: Upstream,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[OmniwebServer]:
    """An omniweb with three accounts; its own sandbox stands in for DashScope."""
    folder = tmp_path_factory.mktemp("server")
    started = copied(installation, folder / "data")
    started.environment = {
        "OMNIWEB_SANDBOX_KEY": KEY,
        "OMNIWEB_SANDBOX_RECORD": str(folder / "received"),
        "DASHSCOPE_API_KEY": KEY,
        "DASHSCOPE_BASE_URL": f"{started.url}/sandbox/v1",
        "FIREWORKS_API_KEY": "fireworks-key",
        "FIREWORKS_BASE_URL": fireworks.base_url,
        "FIREWORKS_MODEL": DEPLOYMENT,
        "VLLM_BASE_URL": vllm.base_url,
        "VLLM_MODEL": SERVED,
    }
    started.start()
    yield started
    started.stop()


def given(page: Page, film: Path) -> str:
    """A file added to the library, and opened from it once it is ready; its id."""
    page.locator("input[type=file]").first.set_input_files(film)
    row = page.locator(".tray-item").filter(has_text=film.name)
    expect(row).to_contain_text("Ready", **SLOWLY)
    page.get_by_role("link", name=film.stem).first.click()
    page.wait_for_url("**/assets/*/", **SLOWLY)
    return page.url.rstrip("/").rpartition("/")[2]


def choose(page: Page, label: str) -> Locator:
    """Another model, by keys alone; answers the composer."""
    composer = page.locator("#composer")
    how = composer.locator(".how")
    if not how.evaluate("(fold) => fold.open"):
        how.locator("> summary").press("Enter")
    model = composer.get_by_label("Model", exact=True)
    model.focus()
    page.keyboard.type(label)
    expect(model.locator("option:checked")).to_have_text(label)
    return composer


def ask(page: Page, prompt: str, model: str, text: str) -> Locator:
    """Ask by keys, and wait for the answer under its model's name; its receipt."""
    page.get_by_label("Your question").fill(prompt)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".question").last).to_have_text(prompt)
    ended(page)
    answer = page.locator("answer-view").last
    expect(answer.locator("header strong")).to_have_text(model)
    expect(answer.locator("answer-text")).to_have_text(text)
    return answer.locator(".receipt")


def priceless(composer: Locator) -> None:
    """The button has no sum, and says why."""
    button = composer.get_by_role("button", name=re.compile("^Ask"))
    expect(button).to_have_attribute("title", f"{NO_PRICE}.", **SLOWLY)
    expect(button.locator(".price")).to_be_hidden()


def media(body: dict[str, Any], file: Path) -> list[tuple[str, dict[str, Any]]]:
    """Each file of a body: how its data URI begins, and what ffprobe sees."""
    found = []
    for part in parts(body):
        uri = part[part["type"]]["url"]
        form = f"{part['type']} {uri.partition(',')[0]}"
        found.append((form, shown(kept(uri, file))))
    return found


def words(body: dict[str, Any]) -> list[str]:
    """What was said so far, without the files."""
    said = [m["content"] for m in body["messages"]]
    return [c if isinstance(c, str) else c[-1]["text"] for c in said]


def without_messages(body: dict[str, Any]) -> dict[str, Any]:
    """The settings of a call."""
    return {name: value for name, value in body.items() if name != "messages"}


STREAMED = {"stream": True, "stream_options": {"include_usage": True}}
BOTH = {"mm_processor_kwargs": {"use_audio_in_video": True}}


def test_one_video_goes_to_three_endpoints_by_the_model_alone(
    page: Page,
    api: Api,
    server: OmniwebServer,
    fireworks: Upstream,
    vllm: Upstream,
    tmp_path: Path,
) -> None:
    asset = given(page, lantern(tmp_path))
    page.evaluate(TAP)
    button = choose(page, FLASH).get_by_role("button", name=re.compile("^Ask"))
    expect(button).to_contain_text("≈ ¥", **SLOWLY)
    expect(ask(page, FIRST, FLASH, TONE)).to_contain_text("estimated ¥")
    priceless(choose(page, FIREWORKS))
    receipt = ask(page, "And what is seen?", FIREWORKS, STREET.text)
    expect(receipt).to_contain_text("812 text in")
    expect(receipt).not_to_contain_text(re.compile("[¥$]|estimated"))
    priceless(choose(page, VLLM))
    receipt = ask(page, "And what glows?", VLLM, "A lantern glows.")
    expect(receipt).not_to_contain_text(re.compile("[¥$]|estimated"))
    # Speech is one switch more; the video and all else stay as they are.
    page.get_by_role("switch", name="Narrate").check()
    ask(page, "Say it aloud.", VLLM, "A lantern glows.")
    assert samples(api, newest(api, asset)["narration"]["url"]) == PLAYED
    assert page.evaluate(TAPPED) == PLAYED
    expect(page.locator("answer-view header strong")).to_have_text(
        [FLASH, FIREWORKS, VLLM, VLLM]
    )
    [first] = received(server.data_dir.parent / "received")
    dashscope_was_sent_one_clip(first.body, tmp_path)
    [second] = fireworks.requests
    fireworks_was_sent_a_pair(second.body, tmp_path)
    for request, speech in zip(vllm.requests, ({}, {"format": "pcm16"}), strict=True):
        vllm_was_sent_its_own_form(request.body, speech, tmp_path)
    assert second.headers["authorization"] == "Bearer fireworks-key"


def is_a_clip_with_its_sound(found: dict[str, Any]) -> None:
    """480p at most, two frames a second, one channel of sound."""
    track = of_kind(found, "video")
    assert (track["codec_name"], track["avg_frame_rate"]) == ("h264", "2/1")
    assert (track["height"], of_kind(found, "audio")["channels"]) == (360, 1)


def dashscope_was_sent_one_clip(body: dict[str, Any], folder: Path) -> None:
    """One MP4 with its sound, of which no type is told."""
    [(form, clip)] = media(body, folder / "dashscope")
    assert form == "video_url data:;base64"
    is_a_clip_with_its_sound(clip)
    assert words(body) == [FIRST]
    own = {"model": "qwen3-omni-flash", "modalities": ["text"]}
    assert without_messages(body) == own | STREAMED | {"enable_thinking": False}


def fireworks_was_sent_a_pair(body: dict[str, Any], folder: Path) -> None:
    """A silent clip of one frame a second, and its sound beside it."""
    (form, clip), (other, sound) = media(body, folder / "fireworks")
    assert (form, other) == (
        "video_url data:video/mp4;base64",
        "audio_url data:audio/ogg;base64",
    )
    track = of_kind(clip, "video")
    assert (track["height"], track["avg_frame_rate"]) == (360, "1/1")
    assert len(clip["streams"]) == len(sound["streams"]) == 1
    assert of_kind(sound, "audio")["codec_name"] == "opus"
    assert words(body) == [FIRST, TONE, "And what is seen?"]
    assert without_messages(body) == {"model": DEPLOYMENT} | STREAMED


def vllm_was_sent_its_own_form(
    body: dict[str, Any], speech: dict[str, str], folder: Path
) -> None:
    """One MP4 with its type, and the word to listen to it."""
    [(form, clip)] = media(body, folder / "vllm")
    assert form == "video_url data:video/mp4;base64"
    is_a_clip_with_its_sound(clip)
    earlier = [FIRST, TONE, "And what is seen?", STREET.text, "And what glows?"]
    assert words(body)[:5] == earlier
    own: dict[str, Any] = {"model": SERVED, "modalities": ["text"]}
    if speech:
        own |= {"modalities": ["text", "audio"], "audio": speech}
    assert without_messages(body) == own | STREAMED | BOTH
