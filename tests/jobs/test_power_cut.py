"""A server that loses its power while it answers twenty questions, and comes back."""

from __future__ import annotations

import io
import json
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.api import ENDED, Api
from tests.jobs.narrow_settings import SANDBOX_KEY
from tests.server import OmniwebServer, copied

pytestmark = pytest.mark.server
SILENT, SPEAKING, QUEUED = 5, 8, 7
ENTRIES = """
import json
from omniweb.usage.models import Entry
rows = Entry.objects.order_by("sent_at").values_list("job", "attempt", "state")
print(json.dumps([[str(job), attempt, state] for job, attempt, state in rows]))
"""


@dataclass
class Cut:
    """Twenty questions, what could be read of each before the cut, and after it."""

    api: Api
    asked: dict[str, list[str]]
    before: dict[str, Any]
    after: dict[str, Any]
    entries: list[tuple[str, int, str]]

    def ended(self, sort: str) -> list[Any]:
        """The answers of those who were silent, speaking or queued."""
        return [self.after[name] for name in self.asked[sort]]

    def calls(self, told: Any) -> list[tuple[int, str]]:
        """Attempt and state of each call that the ledger has for an answer."""
        return [(n, state) for job, n, state in self.entries if job == told["job"]]


@pytest.fixture(scope="module")
def server(
    installation: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OmniwebServer]:
    """A running omniweb with few places for answers."""
    started = copied(installation, tmp_path_factory.mktemp("cut") / "data")
    started.settings_module = "tests.jobs.narrow_settings"
    started.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def cut(
    server: OmniwebServer, api: Api, tmp_path_factory: pytest.TempPathFactory
) -> Cut:
    """Ask twenty questions, kill the server in the middle, and start it again."""
    file = tmp_path_factory.mktemp("picture") / "green.png"
    Image.new("RGB", (320, 200), "green").save(file)
    asset = api.upload(file)["id"]

    def ask(count: int, prompt: str) -> list[str]:
        return [api.ask(asset, prompt, narrate=True)["id"] for _ in range(count)]

    asked = {}
    arm(server, "#fault stall", SILENT)
    asked["silent"] = ask(SILENT, "#pace 0 #length 200 #tone 1 Silent?")
    wait(api, asked["silent"], lambda told: told["timings"]["queued_s"] is not None)
    time.sleep(1)  # until the five have met their fault
    asked["speaking"] = ask(SPEAKING, "#pace 20 #length 9000 #tone 60 Speak.")
    asked["queued"] = ask(QUEUED, "#pace 0 #length 200 #tone 1 Later?")
    wait(api, asked["speaking"], lambda told: len(told["text"]) > 60)
    names = [name for group in asked.values() for name in group]
    before = {name: api.get(f"analyses/{name}") for name in names}
    server.kill()
    server.start()
    after = {name: api.answered(name, 60) for name in names}
    entries = json.loads(server.manage("shell", "-v", "0", "-c", ENTRIES))
    return Cut(api, asked, before, after, [tuple(row) for row in entries])


def arm(server: OmniwebServer, directives: str, times: int) -> None:
    """Have the server's sandbox treat the next requests so."""
    sandbox = Api(server.url, SANDBOX_KEY)
    body = json.dumps({"directives": directives, "times": times}).encode()
    status, _ = sandbox.raw("POST", "/sandbox/v1/directives", body)
    assert status == 204


def wait(api: Api, names: list[str], true: Callable[[Any], bool]) -> None:
    for name in names:
        api.until(f"analyses/{name}", true, 30)


def test_it_was_cut_in_every_stage(cut: Cut) -> None:
    states = {
        sort: {cut.before[name]["state"] for name in names}
        for sort, names in cut.asked.items()
    }
    running = {"running"}
    assert states == {"silent": running, "speaking": running, "queued": {"queued"}}
    assert {cut.before[name]["text"] for name in cut.asked["silent"]} == {""}


def test_every_job_comes_to_an_end(cut: Cut) -> None:
    assert len(cut.after) == 20
    assert {told["state"] for told in cut.after.values()} <= ENDED - {"cancelled"}


def test_an_answer_that_had_begun_keeps_all_that_could_be_read(cut: Cut) -> None:
    for told in cut.ended("speaking"):
        assert (told["state"], told["partial"]) == ("failed", True)
        error = told["error"]
        assert (error["code"], error["who"]) == ("interrupted", "you")
        assert error["billed"] is None and error["message"].endswith(".")
        seen = cut.before[told["id"]]["text"]
        assert seen and told["text"].startswith(seen)
        assert cut.calls(told) == [(1, "unknown")]


def test_what_was_spoken_before_the_cut_can_be_heard(cut: Cut) -> None:
    heard = 0
    for told in cut.ended("speaking"):
        seen = cut.before[told["id"]]["narration"]
        if told["narration"] is None:
            assert seen is None
            continue
        assert told["narration"]["duration_s"] >= (seen or {}).get("duration_s", 0)
        status, sound = cut.api.raw("GET", told["narration"]["url"])
        with wave.open(io.BytesIO(sound)) as file:
            seconds = file.getnframes() / file.getframerate()
        assert status == 200
        assert seconds == pytest.approx(told["narration"]["duration_s"], abs=0.01)
        heard += 1
    assert heard > 0


def test_one_without_a_word_is_asked_again_and_booked_twice(cut: Cut) -> None:
    for told in cut.ended("silent"):
        assert (told["state"], told["partial"]) == ("done", False)
        assert len(told["text"]) == 200
        log = cut.api.get(f"jobs/{told['job']}/events")["items"]
        assert [event["kind"] for event in log].count("restart") == 1
        assert cut.calls(told) == [(1, "unknown"), (2, "settled")]


def test_one_that_had_waited_is_asked_once(cut: Cut) -> None:
    for told in cut.ended("queued"):
        assert (told["state"], len(told["text"])) == ("done", 200)
        assert cut.calls(told) == [(1, "settled")]


def test_the_logs_are_dense(cut: Cut) -> None:
    for told in cut.after.values():
        seqs: list[int] = []
        after: int | None = 0
        while after is not None:
            page = cut.api.get(f"jobs/{told['job']}/events?after={after}")
            seqs += [event["seq"] for event in page["items"]]
            after = page["next"]
        assert seqs == list(range(1, len(seqs) + 1))


def test_the_server_said_nothing_of_trouble(cut: Cut, server: OmniwebServer) -> None:
    for word in ("Traceback", "locked", "never retrieved"):
        assert word not in server.log, server.log[-4000:]
