"""Real endpoints, each model once for each thing it can do; small and cheap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from omniweb import endpoints
from omniweb.providers.capabilities import Model
from omniweb.providers.catalog import Endpoint, Profile, load
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan, Wish

from .calls import SAMPLE, call, picture, send, sound
from .conftest import NEEDED

Account = Callable[[str], Endpoint]
SHORT = "Answer with one short sentence: what is the capital of France?"
RATE = 24_000


def named(name: str) -> Any:
    """A parameter under the marker of its endpoint."""
    mark = getattr(pytest.mark, f"live_{name.partition('/')[0]}")
    return pytest.param(name, marks=mark, id=name)


def models(fits: Callable[[Model], Any]) -> list[Any]:
    """Every model of the catalogue that can do it."""
    found = (p for p in load().profiles() if p.endpoint.name in NEEDED)
    return [named(profile.name) for profile in found if fits(profile.model)]


def ready(account: Account, name: str) -> Profile:
    account(name.partition("/")[0])
    return endpoints.profile(name)


@pytest.mark.parametrize("name", [named(name) for name in NEEDED])
def test_the_models_are_usable(account: Account, name: str) -> None:
    endpoint = account(name)
    assert endpoints.usable(endpoint) is None
    assert all(model.sent_as for model in endpoint.models.values())


@pytest.mark.parametrize("name", models(lambda m: "text" in m.inputs))
async def test_a_question_is_answered(account: Account, name: str) -> None:
    profile = ready(account, name)
    said = await call(profile, Wish(SHORT))
    assert "Paris" in said.text
    assert said.finished is not None and said.finished.request_id
    assert said.usage is not None and said.usage.completion > 0
    if profile.model.can_stream:
        assert len(said.pieces) > 3


@pytest.mark.parametrize(
    "name", models(lambda m: "image" in m.inputs and "inline" in m.deliveries)
)
async def test_a_picture_is_seen(account: Account, name: str) -> None:
    asked = Wish("Which colour has the square? Answer with one word.")
    said = await call(ready(account, name), asked, picture())
    assert "red" in said.text.lower()


@pytest.mark.parametrize("name", models(lambda m: "audio" in m.outputs))
async def test_an_answer_is_spoken(account: Account, name: str) -> None:
    profile = ready(account, name)
    said = await call(profile, Wish(SHORT, narrate=True))
    if not said.samples and profile.endpoint.dialect == "vllm":
        pytest.skip("This server only writes: it is no vLLM-Omni.")
    assert said.text
    assert 0.3 < said.samples / RATE < 60


@pytest.mark.parametrize("name", models(lambda m: m.thinking != "none"))
async def test_a_thought_comes_before_the_answer(account: Account, name: str) -> None:
    asked = Wish("Which is more, 9.11 or 9.9? One word.", thinking=True, effort="low")
    said = await call(ready(account, name), asked)
    assert said.text
    assert said.reasoning


@pytest.mark.parametrize("name", models(lambda m: m.inputs == ("audio",)))
async def test_a_captioner_says_what_it_hears(account: Account, name: str) -> None:
    profile, heard = ready(account, name), sound()
    if "inline" in profile.model.deliveries:
        said = await call(profile, Wish(""), heard)
    else:
        plan = fit(heard.original, Wish(""), profile, can_sign_urls=True)
        assert isinstance(plan, Plan), plan
        said = await send(plan, [[SAMPLE]])
    assert len(said.text) > 20
    assert said.finished is not None
