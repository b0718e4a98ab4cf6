"""Our body of each sample call equals the document's, but where a reason is given."""

from __future__ import annotations

import base64
from copy import deepcopy
from typing import Any

import pytest

from omniweb.providers.catalog import Profile, load
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan
from omniweb.providers.request import body, data_uri

from .samples import ABSENT, B64, RAW, Sample
from .samples_omni import LATER, OMNI
from .samples_others import DEPLOYMENT, OTHERS, SEEN, VLLM_MODEL

SAMPLES = [*OMNI, *LATER, *OTHERS, *SEEN]
CATALOG = (
    load()
    .configured("fireworks", wire_id=DEPLOYMENT)
    .configured("vllm", wire_id=VLLM_MODEL)
)
MENDED = [
    pytest.param(
        sample,
        id=f"{sample.model}: {sample.name}",
    )
    for sample in SAMPLES
]


def planned(sample: Sample) -> Plan:
    by_url = any(isinstance(at, str) for file in sample.addresses for at in file)
    profile = CATALOG.profile(sample.model)
    found = fit(sample.original, sample.wish, profile, can_sign_urls=by_url)
    assert isinstance(found, Plan), found
    return found


def ours(sample: Sample) -> dict[str, Any]:
    plan = planned(sample)
    assert len(plan.media) == len(sample.addresses)
    addresses = [
        [addressed(at, sendable.facts.mime, plan.profile) for at in file]
        for sendable, file in zip(plan.media, sample.addresses, strict=True)
    ]
    for sendable, file in zip(plan.media, addresses, strict=True):
        assert len(file) == max(1, sendable.recipe.count)
    return body(plan, addresses)


def addressed(at: str | bytes, mime: str, profile: Profile) -> str:
    if isinstance(at, str):
        return at
    return data_uri(mime, at, profile)


def intended(sample: Sample) -> dict[str, Any]:
    """The document's body with every difference that has a reason."""
    result = deepcopy(sample.body)
    for difference in sample.differences:
        *path, last = difference.where
        place: Any = result
        for key in path:
            place = place[key]
        if difference.ours is ABSENT:
            del place[last]
        else:
            place[last] = difference.ours
    return result


@pytest.mark.parametrize("sample", MENDED)
def test_our_body_is_the_documents(sample) -> None:
    assert ours(sample) == intended(sample)


def test_each_difference_differs_and_has_a_reason() -> None:
    for sample in SAMPLES:
        assert sample.source
        for difference in sample.differences:
            assert difference.why.endswith("."), difference
            place: Any = sample.body
            for key in difference.where[:-1]:
                place = place[key]
            last = difference.where[-1]
            there = last < len(place) if isinstance(place, list) else last in place
            held = place[last] if there else ABSENT
            assert held != difference.ours, (sample.name, difference.where)


def test_the_samples_cover_every_endpoint_and_family() -> None:
    families = {CATALOG.profile(sample.model).model.family for sample in SAMPLES}
    endpoints = {sample.model.partition("/")[0] for sample in SAMPLES}
    assert families == {p.model.family for p in CATALOG.profiles()}
    assert endpoints == set(CATALOG.endpoints) - {"sandbox"}
    assert base64.b64encode(RAW).decode() == B64
