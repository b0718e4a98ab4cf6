"""Tells the events of an answer as WebVTT and SRT; it invents and drops none."""

from __future__ import annotations

import html
from collections.abc import Iterable
from io import StringIO

import webvtt

from omniweb.analyses.structured import Event

# Players show no cue that takes no time.
SHORTEST_S = 0.5


def vtt(events: Iterable[Event]) -> str:
    """The events as a WebVTT file, times in the clip's own."""
    return _written(events, "vtt")


def srt(events: Iterable[Event]) -> str:
    """The events as a SubRip file."""
    return _written(events, "srt")


def _written(events: Iterable[Event], form: str) -> str:
    captions = [_cue(event, escaped=form == "vtt") for event in events]
    file = StringIO()
    webvtt.WebVTT(captions=captions).write(file, form, keep_formatting=True)
    return file.getvalue()


def _cue(event: Event, *, escaped: bool) -> webvtt.Caption:
    start, end = event["start"], max(event["end"], event["start"] + SHORTEST_S)
    words = " ".join(str(event["text"]).split())
    # An arrow in a text would read as another line of times.
    words = html.escape(words, quote=False) if escaped else words.replace("-->", "->")
    return webvtt.Caption(_stamp(start), _stamp(end), words)


def _stamp(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    minutes, rest = divmod(whole, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest:02}.{thousandths:03}"
