"""What a picture becomes for a model: all its pages, and more detail if it sees it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from omniweb.providers import request, tokens
from omniweb.providers.fit import fit
from omniweb.providers.plan import Plan

from .media import picture, profile
from .test_fit import ASK, plan, refusal, specs

DETAIL = replace(ASK, sampling="detail")
SIZE = (4000, 2250)


def pages(count: int, size: tuple[int, int] = SIZE):
    """A file of so many pages, of which the first stands."""
    original = picture()
    width, height = size
    told = replace(original.facts, pages=count, width=width, height=height)
    return replace(original, facts=told)


def test_every_page_is_sent_and_counted() -> None:
    found = plan(pages(3))
    assert specs(found) == ["model-image", "model-image-2", "model-image-3"]
    one = plan(pages(1))
    assert found.tokens.image_in == 3 * one.tokens.image_in
    assert not found.notes


def test_what_is_left_out_is_said() -> None:
    found = plan(pages(45), signed=True)
    assert len(found.media) == 20
    assert found.notes == ("Only the first 20 of 45 pages are sent.",)


def test_a_model_of_one_picture_gets_the_first() -> None:
    known = profile("3.5-flash")
    limits = known.model.limits
    single = replace(limits, image=replace(limits.image, files_inline=1))
    narrow = replace(known, model=replace(known.model, limits=single))
    found = fit(pages(12), ASK, narrow, can_sign_urls=False)
    assert isinstance(found, Plan)
    assert specs(found) == ["model-image"]
    assert found.notes == ("Only the first of 12 pages is sent.",)


def test_pages_that_are_too_heavy_together_become_fewer() -> None:
    heavy = pages(16)
    made = {
        f"model-image{f'-{n}' if n > 1 else ''}": replace(heavy.facts, bytes=900_000)
        for n in range(1, 17)
    }
    found = plan(replace(heavy, made=made))
    assert len(found.media) == 8
    assert found.notes == ("Only the first 8 of 16 pages are sent.",)
    assert len(plan(replace(heavy, made=made), signed=True).media) == 16


@pytest.mark.parametrize("name", ["3.5-flash", "3.5-plus", "3.8-flash", "vl-plus"])
def test_detail_is_asked_for_by_the_switch_and_paid_for(name: str) -> None:
    found = plan(pages(1), DETAIL, name)
    (sent,) = found.media
    width, height = sent.facts.width or 0, sent.facts.height or 0
    assert specs(found) == ["model-image-detail"]
    assert 0.98 * 2560 * 1440 < width * height <= 2560 * 1440
    family = profile(name).model.family
    most = tokens.image(family, width, height, high_resolution=True)
    assert found.tokens.image_in == most > 3_000
    body = request.body(found, [["data:image/jpeg;base64,AA=="]])
    assert body["vl_high_resolution_images"] is True
    plain = request.body(plan(pages(1), ASK, name), [["data:image/jpeg;base64,AA=="]])
    assert "vl_high_resolution_images" not in plain


def test_a_small_picture_is_not_made_larger_for_detail() -> None:
    (sent,) = plan(pages(1, (800, 600)), DETAIL).media
    assert (sent.facts.width, sent.facts.height) == (800, 600)


@pytest.mark.parametrize("name", ["3-flash", "turbo", "vllm"])
def test_a_family_without_detail_says_so(name: str) -> None:
    found = refusal(pages(1), DETAIL, name)
    assert found.code == "no_detail"
    assert found.message.endswith("Choose Auto, or another model.")
