"""What pages and detail make of a question about a picture, as the endpoint got it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from omniweb.library.models import Asset
from tests.analyses.conftest import Api, Make

Received = Callable[[], list[dict[str, Any]]]
QUICK = "#pace 0 What is this?"
COLOURS = ("red", "lime", "blue")


@pytest.fixture
def scan(make: Make, tmp_path: Path) -> Asset:
    """Three pages, each of another colour."""
    first, *rest = (Image.new("RGB", (2600, 1500), colour) for colour in COLOURS)
    path = tmp_path / "scan.tif"
    first.save(path, save_all=True, append_images=rest, compression="tiff_lzw")
    return make(path)


def pictures(body: dict[str, Any]) -> list[Image.Image]:
    """The pictures of a call, in order."""
    (content,) = (m["content"] for m in body["messages"] if m["role"] == "user")
    urls = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    return [Image.open(io.BytesIO(base64.b64decode(u.split(",")[1]))) for u in urls]


def test_all_pages_go_in_their_order(api: Api, scan: Asset, received: Received) -> None:
    told = api.ask(scan, QUICK)
    assert told["state"] == "done", told["error"]
    sent = pictures(received()[0])
    strongest = [max(range(3), key=page.getpixel((9, 9)).__getitem__) for page in sent]
    assert strongest == [0, 1, 2]
    assert told["usage"]["image_in"] == told["sent"]["tokens"]["image_in"]
    forms = [file["form"] for file in told["sent"]["files"]]
    assert forms == ["the picture", "page 2", "page 3"]


def test_detail_is_sent_counted_and_compared(
    api: Api, scan: Asset, received: Received
) -> None:
    body = {"asset": str(scan.id), "prompt": "Why?", "sampling": "detail"}
    status, estimate = api.send("POST", "estimates", body)
    assert status == 200 and estimate["fits"]
    rows = {row["sampling"]: row for row in estimate["presets"]}
    assert list(rows) == ["auto", "detail"]
    assert rows["detail"]["tokens_in"] > 3 * rows["auto"]["tokens_in"]
    assert rows["detail"]["sends"] == "3 pages in every detail"
    told = api.ask(scan, QUICK, sampling="detail")
    assert told["state"] == "done", told["error"]
    (call,) = received()
    assert call["vl_high_resolution_images"] is True
    assert all(page.width > 2300 for page in pictures(call))
    assert told["usage"]["image_in"] == told["sent"]["tokens"]["image_in"]


def test_a_family_without_detail_is_offered_auto(api: Api, scan: Asset) -> None:
    body = {"asset": str(scan.id), "prompt": "Why?"}
    more = {"model": "dashscope/qwen3-omni-flash"}
    _, estimate = api.send("POST", "estimates", body | more)
    rows = {row["sampling"]: row for row in estimate["presets"]}
    assert rows["auto"]["fits"] and not rows["detail"]["fits"]
    assert "takes no more of a picture" in rows["detail"]["why"]
