"""What is wrong with an endpoint, found over real HTTP, in one sentence a fault."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import pytest

from omniweb import endpoints
from omniweb.providers.catalog import Profile, Region
from omniweb.providers.plan import Plan
from omniweb.trials import trial
from omniweb.trials.steps import NAMES, Step
from omniweb.trials.trial import Check, subject
from tests.providers import vectors
from tests.providers.upstream import Script, Upstream, upstream

KEY = "key-0123456789abcdef"
WRONG_KEY = vectors.error("invalid_api_key", "Incorrect API key provided. ")
BEIJING = "https://dashscope.aliyuncs.com/compatible-mode/v1"


@pytest.fixture
async def up() -> AsyncIterator[Upstream]:
    """An endpoint that says what a test scripts."""
    async with upstream(Script(vectors.T1_LINES)) as found:
        yield found


@pytest.fixture(autouse=True)
def accounts(settings: Any) -> None:
    """A key for each endpoint, but none for one's own machines."""
    nothing = {"api_key": "", "base_url": "", "model": ""}
    settings.ENDPOINT_ACCOUNTS = {
        "dashscope": {**nothing, "api_key": KEY},
        "fireworks": {**nothing, "api_key": KEY, "model": "acme/deployed"},
        "aimlapi": {**nothing, "api_key": KEY},
        "vllm": {**nothing, "model": "Qwen/Qwen3-Omni"},
    }


def profile(name: str, base_url: str) -> Profile:
    """A model of the catalogue, at this address."""
    endpoint = name.partition("/")[0]
    found = endpoints.catalog().configured(endpoint, base_url=base_url)
    return found.profile(name)


def told(error: Any, status: int) -> Script:
    """A refusal."""
    pieces = [json.dumps(error).encode()]
    return Script(pieces, status=status, content_type="application/json")


async def steps_of(found: Profile) -> dict[str, Step]:
    """The steps by name, each told once; no sentence ever holds the key."""

    async def book(plan: Plan) -> None:
        return None

    async def say(doing: str) -> None:
        assert KEY not in doing

    async with aclosing(Check(subject(found), book, say, "t").steps()) as steps:
        listed = [step async for step in steps]
    assert sorted(step.name for step in listed) == sorted(NAMES)
    for step in listed:
        assert step.sentence.endswith((".", "!")), step
        assert KEY not in step.sentence and "<" not in step.sentence, step
    return {step.name: step for step in listed}


def outcomes(found: dict[str, Step]) -> str:
    """A letter a step, in their usual order."""
    return "".join(found[name].outcome[0] for name in NAMES)


def in_singapore(base_url: str) -> Profile:
    """DashScope as if this machine were its host in Singapore."""
    found = profile("dashscope/qwen3.5-omni-flash", base_url)
    here = Region(
        name="international", label="Singapore", base_url=base_url, hosts=("127.0.0.1",)
    )
    others = [r for r in found.endpoint.regions if r.name != "international"]
    return Profile(replace(found.endpoint, regions=(here, *others)), found.model)


async def test_a_key_of_another_region_names_both(up: Upstream) -> None:
    up.script = told(WRONG_KEY, 401)
    found = await steps_of(in_singapore(up.base_url))
    assert outcomes(found) == "pfsssss"
    said = found["key"].sentence
    assert said.startswith("This key was refused in Singapore. Keys belong to one ")
    assert f"if yours is of Beijing, set DASHSCOPE_BASE_URL={BEIJING}" in said
    assert "DASHSCOPE_API_KEY" in said
    assert found["speech"].sentence == "Not tried, since key failed."
    assert len(up.requests) == 1


async def test_a_coding_plans_key_is_told_apart(up: Upstream, settings: Any) -> None:
    settings.ENDPOINT_ACCOUNTS["dashscope"]["api_key"] = "sk-sp-0123456789"
    up.script = told(WRONG_KEY, 401)
    found = await steps_of(in_singapore(up.base_url))
    assert "coding plan" in found["key"].sentence
    assert "0123456789" not in found["key"].sentence


async def test_a_key_with_odd_characters_is_never_sent(
    up: Upstream, settings: Any
) -> None:
    settings.ENDPOINT_ACCOUNTS["dashscope"]["api_key"] = "sk-\u201cquoted\u201d"
    found = await steps_of(in_singapore(up.base_url))
    assert outcomes(found) == "pfsssss"
    assert "DASHSCOPE_API_KEY holds characters" in found["key"].sentence
    assert up.requests == []


async def test_a_server_that_asks_for_a_key_names_its_variable(up: Upstream) -> None:
    up.script = told({"error": "Unauthorized"}, 401)
    found = await steps_of(profile("vllm/omni", up.base_url))
    assert outcomes(found) == "pfsssss"
    assert "Set VLLM_API_KEY." in found["key"].sentence


async def test_an_unknown_model_is_named_with_its_variable(up: Upstream) -> None:
    words = "The model acme/deployed does not exist or you do not have access to it."
    up.script = told(vectors.error("model_not_found", words), 404)
    name = "fireworks/qwen3-omni-30b-a3b-instruct"
    found = await steps_of(profile(name, up.base_url))
    assert outcomes(found) == "pssfsss"
    said = found["model"].sentence
    assert "does not know the model acme/deployed at /v1" in said
    assert "FIREWORKS_MODEL" in said and "FIREWORKS_BASE_URL" in said


@pytest.mark.parametrize(
    ("status", "kind"), [(200, "text/html"), (302, "text/html"), (502, "text/html")]
)
async def test_a_web_page_is_no_endpoint(up: Upstream, status: int, kind: str) -> None:
    up.script = Script([vectors.HTML.encode()], status=status, content_type=kind)
    found = await steps_of(profile("vllm/omni", up.base_url))
    assert outcomes(found) == "fssssss"
    said = found["address"].sentence
    assert up.base_url.removeprefix("http://").removesuffix("/v1") in said
    assert "VLLM_BASE_URL" in said or status == 502


async def test_nothing_listens_there(up: Upstream) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        found = await steps_of(profile("vllm/omni", f"http://127.0.0.1:{port}/v1"))
    assert outcomes(found) == "fssssss"
    assert f"Nothing listens at 127.0.0.1:{port}." in found["address"].sentence


async def test_credentials_in_the_address_are_a_fault_of_the_address() -> None:
    url = "http://user:secret@127.0.0.1:9/v1"
    found = await steps_of(profile("vllm/omni", url))
    assert outcomes(found) == "fssssss"
    assert "secret" not in found["address"].sentence


async def test_a_sandbox_that_does_not_run_says_how_to_start_it(
    settings: Any,
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.INTERNAL_URL = f"http://127.0.0.1:{taken.getsockname()[1]}"
        found = await steps_of(endpoints.profile("sandbox/omni"))
    assert "bin/run" in found["address"].sentence


async def test_another_installations_sandbox_does_not_know_the_key(
    up: Upstream,
) -> None:
    up.script = told(WRONG_KEY, 401)
    found = await steps_of(profile("sandbox/omni", up.base_url))
    assert "another installation's sandbox" in found["key"].sentence


@pytest.mark.parametrize(
    ("pieces", "letters"),
    [([], "psssfss"), ([vectors.delta({"content": "re"})], "ppppfss")],
)
async def test_an_endpoint_that_falls_silent(
    up: Upstream, monkeypatch: pytest.MonkeyPatch, pieces: list[bytes], letters: str
) -> None:
    monkeypatch.setattr(trial, "SILENCE_S", 0.2)
    up.script = Script(pieces, hold=True)
    found = await steps_of(in_singapore(up.base_url))
    assert outcomes(found) == letters
    assert "Test again" in found["streaming"].sentence
    await asyncio.wait_for(up.left.wait(), 5)


async def test_an_answer_without_an_end_is_cut_off(
    up: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "LONGEST_S", 0.2)
    up.script = Script([vectors.delta({"content": "re"})], hold=True)
    found = await steps_of(in_singapore(up.base_url))
    assert outcomes(found) == "ppppfss"


async def test_a_busy_endpoint_is_to_be_tested_again(up: Upstream) -> None:
    up.script = told(vectors.E4, 429)
    found = await steps_of(in_singapore(up.base_url))
    assert outcomes(found) == "psssfss"
    assert found["streaming"].sentence.endswith("Test again in a minute.")


async def test_a_key_that_an_endpoint_repeats_is_hidden(up: Upstream) -> None:
    up.script = told(vectors.error("invalid_value", f"What is {KEY} about"), 400)
    found = await steps_of(in_singapore(up.base_url))
    assert "(hidden)" in found["streaming"].sentence


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vllm/omni", "plain vLLM answers in text alone. Run vLLM-Omni, or choose "),
        ("dashscope/qwen3.5-omni-flash", "check that qwen3.5-omni-flash speaks"),
    ],
)
async def test_text_without_speech(up: Upstream, name: str, words: str) -> None:
    lines = [line for line in vectors.T1_LINES if line != vectors.T1_AUDIO]
    up.script = Script(lines)
    found = await steps_of(profile(name, up.base_url))
    assert outcomes(found)[3:6] == "ppf"
    assert words in found["speech"].sentence
    assert [request.body.get("max_tokens") for request in up.requests] == [32, 32]


async def test_a_usual_answer_says_what_it_used(up: Upstream) -> None:
    found = await steps_of(in_singapore(up.base_url))
    assert outcomes(found) == "pppppps"
    assert found["region"].sentence == "Key and address are both of Singapore."
    said = found["streaming"].sentence
    assert "“AB” in 3 pieces" in said and "207 tokens in, 103 out" in said
    assert found["speech"].sentence.endswith("voice Tina.")
    first, second = (request.body for request in up.requests)
    assert "audio" not in first and second["audio"]["voice"] == "Tina"
    assert up.requests[0].headers["authorization"] == f"Bearer {KEY}"


async def test_a_captioner_hears_a_sound_inside_the_request(up: Upstream) -> None:
    name = "dashscope/qwen3-omni-30b-a3b-captioner"
    found = await steps_of(profile(name, up.base_url))
    assert outcomes(found) == "pppppss"
    (message,) = up.requests[0].body["messages"]
    (part,) = message["content"]
    assert part["input_audio"]["data"].startswith("data:;base64,UklGR")
