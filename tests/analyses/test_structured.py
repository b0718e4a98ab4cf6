"""What a reply about a part says, whatever form the model gave it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import webvtt

from omniweb.analyses import events
from omniweb.analyses.structured import found_in

SPAN = (90.0, 180.0)


def reply(*told: Any) -> str:
    return json.dumps({"answer": " It rains. ", "events": list(told)})


@pytest.mark.parametrize(
    ("start", "end", "shifted"),
    [
        (1.5, 2, (91.5, 92)),
        ("0:10", "0:12.5", (100, 102.5)),
        ("64 s", None, (154, 154)),
        (5, 3, (95, 95)),
        (80, 90.3, (170, 180)),
    ],
)
def test_times_become_the_clips_own(
    start: Any, end: Any, shifted: tuple[float, float]
) -> None:
    found = found_in(reply({"start": start, "end": end, "text": "x"}), SPAN)
    assert found and (found.text, found.notes) == ("It rains.", ())
    assert found.events == ({"start": shifted[0], "end": shifted[1], "text": "x"},)


def test_what_lies_outside_is_cut_or_left_out_and_said() -> None:
    told = [
        {"start": 85, "end": 140, "text": "over the end"},
        {"start": 95, "end": 96, "text": "beyond it"},
        {"start": "soon", "end": 3, "text": "no time"},
        {"start": 2, "end": 3, "text": " "},
        {"start": 1, "end": 2, "text": "first\nof all"},
        "nonsense",
    ]
    found = found_in(reply(*told), SPAN)
    assert found
    assert [one["text"] for one in found.events] == ["first of all", "over the end"]
    assert found.events[1]["end"] == 180
    assert found.notes == (
        "In the part from 1:30 to 3:00 4 events were left out, with times outside it.",
        "In the part from 1:30 to 3:00 1 event was cut at its end.",
    )


def test_replies_are_read_through_fences_and_prose_and_no_others() -> None:
    fenced = f"Here it is:\n```json\n{reply()}\n```\n"
    assert found_in(fenced, SPAN)
    assert found_in('{"answer": "cut o', SPAN)
    for nothing in ("", "No idea.", "{}", '{"answer": {"a": 1}}', "[1, 2]"):
        assert found_in(nothing, SPAN) is None


def test_events_as_files_keep_times_and_words() -> None:
    told = [
        {"start": 1.25, "end": 1.25, "text": "a <b> & c --> d"},
        {"start": 3661.0, "end": 3662.5, "text": "späť 音乐"},
    ]
    vtt, srt = events.vtt(told), events.srt(told)
    first, second = webvtt.WebVTT.from_string(vtt).captions
    assert (first.start, first.end) == ("00:00:01.250", "00:00:01.750")
    assert (second.start, second.text) == ("01:01:01.000", "späť 音乐")
    assert "a &lt;b&gt; &amp; c --&gt; d" in vtt
    assert "01:01:01,000 --> 01:01:02,500" in srt and "a <b> & c -> d" in srt
    assert webvtt.WebVTT.from_string(events.vtt([])).captions == []
