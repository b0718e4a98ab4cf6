"""A file and a question through every part there is: one web process takes them,
workers do the work, the other web process shows the answer, media lie in OSS."""

from __future__ import annotations

import io
import urllib.request
import wave
from pathlib import Path

import pytest

from tests.library import clips
from tests.oss import BUCKET
from tests.scaled.fleet import Fleet

pytestmark = [pytest.mark.server, pytest.mark.scaled]


class Asked(urllib.request.HTTPRedirectHandler):
    """Follows a redirect as a browser does: without the token of another address."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]
        """The next request, bare."""
        return urllib.request.Request(newurl)


def fetched(fleet: Fleet, address: str) -> tuple[str, bytes]:
    """Where a file came from in the end, and its bytes."""
    request = urllib.request.Request(
        fleet.webs[1].url + address, headers={"Authorization": f"Bearer {fleet.token}"}
    )
    with urllib.request.build_opener(Asked).open(request, timeout=30) as answer:
        return answer.url, answer.read()


def test_a_clip_is_prepared_asked_about_and_answered_aloud(
    ships: Fleet, tmp_path: Path
) -> None:
    clip = clips.video(tmp_path / "a.mp4", seconds=4)
    asset = ships.api(0).upload(clip)
    assert asset["facts"]["duration_s"] == pytest.approx(4, abs=0.2)
    asked = ships.api(0).ask(asset["id"], "What is seen?", narrate=True)
    told = ships.api(1).answered(asked["id"], 90)
    assert told["state"] == "done", told
    assert "4" in told["text"] and told["usage"]
    place, body = fetched(ships, told["narration"]["url"])
    assert place.startswith(ships.storage.environment["OSS_ENDPOINT"])
    assert BUCKET in place
    with wave.open(io.BytesIO(body)) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    assert seconds == pytest.approx(told["narration"]["duration_s"], abs=0.01)
    events = ships.api(1).get(f"jobs/{told['job']}/events?after=0")["items"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
