"""A model that takes files by address and nothing else, tested over real HTTP."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from omniweb import endpoints
from omniweb.providers.catalog import Profile
from tests.oss import in_oss
from tests.oss.bucket import Bucket
from tests.providers import vectors
from tests.providers.upstream import Script, Upstream
from tests.trials.test_faults import (
    accounts,
    outcomes,
    profile,
    steps_of,
    told,
    up,
)

__all__ = ["accounts", "up"]

ANSWER = {
    "id": "chatcmpl-a",
    "choices": [
        {"index": 0, "finish_reason": "stop", "message": {"content": "A tone."}}
    ],
    "usage": {"prompt_tokens": 160, "completion_tokens": 3, "total_tokens": 163},
}
NO_FETCH = "Unable to download the media resource during the data inspection process."


@pytest.fixture
def name() -> str:
    """The captioner of AI/ML API."""
    models = endpoints.catalog().endpoints["aimlapi"].models.values()
    found = (m for m in models if m.deliveries == ("url",) and "text" not in m.inputs)
    return f"aimlapi/{next(found).name}"


@pytest.fixture
def stored(bucket: Bucket, settings: Any) -> Bucket:
    """Files lie in a bucket on this machine, by signed addresses."""
    in_oss(settings, bucket.endpoint)
    return bucket


async def test_without_object_storage_it_is_said_what_to_set(
    up: Upstream, name: str
) -> None:
    found = await steps_of(profile(name, up.base_url))
    assert outcomes(found) == "psssssf"
    said = found["URL fetch"].sentence
    assert "takes files by URL only" in said and "OSS_BUCKET" in said
    assert found["key"].sentence == "Not tried, since URL fetch failed."
    assert up.requests == []


async def test_one_call_proves_all(up: Upstream, name: str, stored: Bucket) -> None:
    kind = "application/json"
    up.script = Script([json.dumps(ANSWER).encode()], status=201, content_type=kind)
    found = await steps_of(profile(name, up.base_url))
    assert outcomes(found) == "ppsppsp"
    assert "“A tone.” in one piece" in found["streaming"].sentence
    assert "as this model does" in found["streaming"].sentence
    (part,) = up.requests[0].body["messages"][0]["content"]
    url = part["input_audio"]["data"]
    assert url.startswith(f"{stored.endpoint}/clips/checks/")
    assert stored.calls == ["PUT", "DELETE"] and stored.objects == {}


async def test_a_file_out_of_reach_is_no_fault_of_the_key(
    up: Upstream, name: str, stored: Bucket
) -> None:
    up.script = told(vectors.error("InvalidParameter", NO_FETCH), 400)
    found = await steps_of(profile(name, up.base_url))
    assert outcomes(found) == "psssssf"
    assert "could not fetch the test file" in found["URL fetch"].sentence


async def test_a_refused_key_leaves_no_file_behind(
    up: Upstream, name: str, stored: Bucket
) -> None:
    up.script = told(vectors.error("invalid_api_key", "Incorrect API key"), 401)
    found = await steps_of(profile(name, up.base_url))
    assert outcomes(found) == "pfsssss"
    assert "AIMLAPI_API_KEY" in found["key"].sentence
    assert stored.calls == ["PUT", "DELETE"]


async def test_a_stop_takes_the_file_away_and_ends_the_call(
    up: Upstream, name: str, stored: Bucket
) -> None:
    up.script = Script([], hold=True)
    running = asyncio.create_task(steps_of(profile(name, up.base_url)))
    await asyncio.wait_for(up.sent.wait(), 5)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    await asyncio.wait_for(up.left.wait(), 5)
    assert stored.calls == ["PUT", "DELETE"] and stored.objects == {}


async def test_every_model_of_the_catalogue_can_be_tested(up: Upstream) -> None:
    catalog = endpoints.catalog()
    for name in catalog.endpoints:
        catalog = catalog.configured(name, base_url=up.base_url, wire_id="")
    for found in catalog.profiles():
        model = replace(found.model, wire_id="served")
        steps = await steps_of(Profile(found.endpoint, model))
        if "text" in model.inputs or "inline" in model.deliveries:
            assert steps["streaming"].outcome == "passed", (found.name, steps)
            usual = {"audio": "passed"}.get(model.outputs[-1], "skipped")
            assert steps["speech"].outcome == usual, (found.name, steps)
        else:
            assert outcomes(steps) == "psssssf", (found.name, steps)
        fetched = "skipped" if "inline" in model.deliveries else "failed"
        assert steps["URL fetch"].outcome == fetched, (found.name, steps)
