"""A clip that is asked about in parts: where they lie, what comes of them, what it
costs, and what of it is done again."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import webvtt

from omniweb.analyses import long
from omniweb.library import renditions
from omniweb.library.models import Asset
from omniweb.providers import budget
from omniweb.usage.models import Entry
from tests.analyses.conftest import Api, Make
from tests.analyses.long_clip import LongClip, long_clip

ESPEAK = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="needs espeak-ng")
pytestmark = ESPEAK
Received = Callable[[], list[dict[str, Any]]]
QUICK = "#pace 0 What happens?"
NEAR_S = 0.5


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> LongClip:
    """Ten minutes."""
    return long_clip(tmp_path_factory.mktemp("long") / "long.mp4")


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> LongClip:
    """One minute."""
    return long_clip(tmp_path_factory.mktemp("short") / "short.mp4", 60)


@pytest.fixture
def minute(make: Make, short: LongClip) -> Asset:
    """A minute that is ready to be asked about."""
    return make(short.path)


def missed(truth: list[float], told: list[float]) -> list[float]:
    """The moments that nothing told comes near to."""
    return [at for at in truth if not any(abs(at - one) <= NEAR_S for one in told)]


def at_rest(asset: Asset, moment: float) -> bool:
    """Whether a moment lies in a pause or at a cut, by the file's own timeline."""
    told = renditions.timeline(asset)
    quiet = any(start - 0.05 <= moment <= end + 0.05 for start, end in told["pauses"])
    return quiet or any(abs(moment - cut) <= 0.1 for cut in told["cuts"])


def test_ten_minutes_in_parts_tell_what_happens_when(
    api: Api, make: Make, film: LongClip
) -> None:
    asset = make(film.path)
    # Of so calm a film Auto sends a frame a second; half a second wants two.
    told = api.ask(asset, QUICK, parts="on", sampling="mixed")
    assert told["state"] == "done", told["error"]
    assert [part["state"] for part in told["parts"]] == ["done"] * len(told["parts"])
    ends = [part["end_s"] for part in told["parts"]]
    assert 6 <= len(ends) <= 9
    assert all(at_rest(asset, end) for end in ends[:-1])
    starts = [one["start"] for one in told["events"] if "sound" in one["text"]]
    over = [one["end"] for one in told["events"] if "sound" in one["text"]]
    cuts = [one["start"] for one in told["events"] if "cut" in one["text"]]
    assert not missed([start for start, _ in film.words], starts)
    assert not missed([end for _, end in film.words], over)
    assert not missed(list(film.cuts), cuts)
    assert not missed(starts, [start for start, _ in film.words])
    assert not missed(cuts, list(film.cuts))
    vtt = api.get(f"analyses/{told['id']}/events.vtt").decode()
    captions = webvtt.WebVTT.from_buffer(io.StringIO(vtt)).captions
    assert len(captions) == len(told["events"])
    assert captions[0].start_in_seconds == pytest.approx(
        told["events"][0]["start"], abs=1
    )


def test_the_price_is_told_before_and_every_call_is_booked(
    api: Api, minute: Asset
) -> None:
    wish = {"asset": str(minute.id), "model": "dashscope/qwen3.5-omni-flash"}
    more = {"prompt": QUICK, "parts": "on", "part_s": 20}
    _, before = api.send("POST", "estimates", {**wish, **more})
    whole = api.send("POST", "estimates", {**wish, "prompt": QUICK})[1]
    assert before["fits"] and len(before["parts"]) == 3 and not whole["parts"]
    assert before["cost"]["expected"] > whole["cost"]["expected"]
    told = api.ask(minute, **more)
    purposes = sorted(Entry.objects.values_list("purpose", flat=True))
    assert purposes == ["merge", "part", "part", "part"]
    assert float(told["cost"]["actual"]) == pytest.approx(
        sum(float(entry.actual or 0) for entry in Entry.objects.all())
    )
    # The last call was foretold without knowing what the parts would say.
    foretold = float(before["cost"]["expected"])
    assert float(told["cost"]["estimated"]) == pytest.approx(foretold, rel=0.2)


def test_a_part_that_failed_is_named_and_asked_again_alone(
    api: Api, minute: Asset, arm: Callable[[str], None], received: Received
) -> None:
    arm("#fault E10")
    told = api.ask(minute, QUICK, parts="on", part_s=20)
    assert (told["state"], told["partial"]) == ("done", True)
    assert [part["state"] for part in told["parts"]] == ["failed", "done", "done"]
    first = told["parts"][0]
    assert any("0:00 to 0:" in note and "missing" in note for note in told["notes"])
    assert "Nothing is known of 0:00 to" in received()[-1]["messages"][-1]["content"]
    assert all(event["start"] >= first["end_s"] for event in told["events"])
    calls = len(received())
    path = f"analyses/{told['id']}/parts"
    assert api.send("POST", f"{path}/2/retry")[0] == 409
    assert api.send("POST", f"{path}/9/retry")[0] == 404
    status, _ = api.send("POST", f"{path}/1/retry")
    again = api.get(f"analyses/{told['id']}")
    assert (status, again["state"], again["partial"]) == (202, "done", False)
    assert len(received()) == calls + 2  # the part, and one answer of all
    assert (again["answer"], again["answers"]) == (2, [1, 2])
    assert again["events"][0]["start"] < first["end_s"]
    assert [part["state"] for part in again["parts"]] == ["done"] * 3


def test_asking_again_pays_for_no_part_twice(
    api: Api, minute: Asset, arm: Callable[[str], None], received: Received
) -> None:
    arm("#fault E10")
    told = api.ask(minute, QUICK, parts="on", part_s=40)
    calls = len(received())
    api.send("POST", f"analyses/{told['id']}/retry")
    assert len(received()) == calls + 2
    api.send("POST", f"analyses/{told['id']}/retry")  # whole: all is asked anew
    assert len(received()) == calls + 2 + 3


def test_a_reply_that_cannot_be_read_is_put_right_once_or_said(
    api: Api, minute: Asset, arm: Callable[[str], None], received: Received
) -> None:
    arm("#fault bad-json")
    told = api.ask(minute, QUICK, parts="on", part_s=40)
    assert [part["state"] for part in told["parts"]] == ["done", "done"]
    purposes = list(Entry.objects.values_list("purpose", flat=True).order_by("id"))
    assert sorted(purposes) == ["merge", "part", "part", "repair"]


def test_where_no_part_is_answered_the_reason_is_the_answer(
    api: Api, minute: Asset
) -> None:
    told = api.ask(minute, "#fault E10 #pace 0 What?", parts="on", part_s=40)
    assert told["state"] == "failed"
    assert "None of the 2 parts was answered" in told["error"]["message"]


def test_notes_beyond_the_context_are_put_together_in_groups(
    api: Api, minute: Asset, monkeypatch: pytest.MonkeyPatch, received: Received
) -> None:
    monkeypatch.setattr(budget, "room", _narrow)
    monkeypatch.setattr(long, "PART_WORDS", "little")
    told = api.ask(minute, QUICK, parts="on", part_s=10)
    assert told["state"] == "done", told["error"]
    assert len(told["parts"]) >= 5
    merges = [body for body in received() if "Below stands" in str(body["messages"])]
    assert len(merges) >= 3


def _narrow(wish: Any, model: Any) -> int:
    return 210 if wish.span is None and wish.prompt.count("From ") else 100_000


def test_a_sound_is_asked_about_in_parts_too(
    api: Api, make: Make, short: LongClip, tmp_path: Path
) -> None:
    asset = make(short.path.with_suffix(".wav"))
    told = api.ask(asset, QUICK, parts="on", part_s=20)
    starts = [event["start"] for event in told["events"]]
    assert not missed([start for start, _ in short.words], starts)
    assert len(told["parts"]) == 3
