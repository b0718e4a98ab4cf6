"""A batch of two hundred files on a real server that is killed in the middle."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.api import Api
from tests.server import OmniwebServer, copied
from tests.stack import SCALED

pytestmark = pytest.mark.server
# Where other processes take over, each cut costs their lease of half a minute.
FILES, CUTS = (60, (20,)) if SCALED else (200, (20, 70, 120))
COPIES = f"""
from omniweb.library.models import Asset
from tests.batches.many import broken, copies
one = Asset.objects.get()
copies(one, {FILES - 11})
broken(one, 10)
"""
BOOKED = """
import json
from omniweb.batches.models import Item
from omniweb.jobs.models import Job
from omniweb.usage.models import Entry
calls = Entry.objects.values_list("job__batch_item", "state")
jobs = Job.objects.filter(kind="analyses.answer").count()
print(json.dumps({"jobs": jobs, "calls": [[str(i), s] for i, s in calls]}))
"""


@pytest.fixture(scope="module")
def server(
    installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OmniwebServer]:
    """An installation that is killed again and again."""
    data = tmp_path_factory.mktemp("killed") / "data"
    started = copied(installation, data)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def api(server: OmniwebServer) -> Api:
    """Alice's calls to it."""
    return Api(server.url, server.manage("api_token", "alice").split()[-1])


@pytest.fixture
def files(server: OmniwebServer, api: Api, tmp_path: Path) -> None:
    """Many small pictures, ten of which cannot be read."""
    path = tmp_path / "one.png"
    Image.new("RGB", (96, 64), "coral").save(path)
    api.upload(path)
    server.manage("shell", "-c", COPIES)


def test_every_file_ends_once_however_often_the_power_is_cut(
    server: OmniwebServer, api: Api, files: None
) -> None:
    chance = random.Random(5)
    body = {"filter": {}, "task": "question", "prompt": "#pace 0 What is it?"}
    batch = api.post("batches", {**body, "model": "sandbox/omni"})
    path = f"batches/{batch['id']}"
    assert batch["counts"]["total"] == FILES
    for cut in CUTS:
        wanted = cut + chance.randrange(30)
        api.until(path, lambda it, n=wanted: it["counts"]["ended"] >= n, 120)
        server.kill()
        server.start()
    told = api.until(path, lambda it: it["state"] == "done", 180)
    rows = _items(api, path)
    assert len(rows) == FILES
    assert Counter(row["state"] for row in rows)["done"] >= FILES - 20
    assert all(row["error"]["message"] for row in rows if row["state"] == "failed")
    log = _log(api, told["job"])
    assert [event["seq"] for event in log] == list(range(1, len(log) + 1))
    assert [event["kind"] for event in log].count("done") == 1
    _billed_once(server, rows)


def _billed_once(server: OmniwebServer, rows: list[Any]) -> None:
    """Each file has one job; what was settled was settled once."""
    told = json.loads(server.manage("shell", "-c", BOOKED).splitlines()[-1])
    assert told["jobs"] == sum(1 for row in rows if row["job"])
    settled = Counter(item for item, state in told["calls"] if state == "settled")
    done = {row["id"] for row in rows if row["state"] == "done"}
    assert {item for item, count in settled.items() if count == 1} >= done
    assert max(settled.values()) == 1
    assert all(state in {"settled", "unknown"} for _, state in told["calls"])


def _items(api: Api, path: str) -> list[Any]:
    return _all(api, f"{path}/items?limit=200")


def _log(api: Api, job: str) -> list[Any]:
    found: list[Any] = []
    while True:
        after = found[-1]["seq"] if found else 0
        events = api.get(f"jobs/{job}/events?after={after}")["items"]
        if not events:
            return found
        found += events


def _all(api: Api, path: str) -> list[Any]:
    first = api.get(path)
    assert first["next"] is None
    found: list[Any] = first["items"]
    return found
