"""Directives that tests put at the start of a question; everyday questions have none.

The last user text may begin with any number of these, each followed by a space or a
line break; what comes after them is the question:

    #fault NAME [once] [times=N] [after=N] [retry-after=N]
        E1 to E9, E13   refused at once with that envelope (protocol 8)
        json-mode       refused for its response_format
        html            502 with a gateway's HTML page
        E10, E11, E12   text, then after N characters (default 0) the output is
                        blocked, the native framing leaks, or the stream just ends
        stall           after N characters nothing more comes
        ragged          audio fragments of an odd number of bytes
        no-usage, no-done   the last lines are left out
        bad-json, half-json the caption's JSON has wrong types, or ends half way;
                        bad-json is once by itself, so asking again is answered well
    once, times=N       only the first one, or N, requests with this question
    #pace 0|slow|N      no waits; five deltas a second; N deltas a second
    #length N           N characters of text that is always the same
    #tone SECONDS       a 440 Hz tone for speech
    #noise PERCENT      every count of the usage report times one factor, drawn evenly
                        between 120 - PERCENT and 120 + PERCENT percent: a bias to be
                        learned and a noise to be borne. The question left over is the
                        seed, so the same question is always off by the same
    #say TEXT           exactly TEXT, up to a blank line

Directives may also be armed for requests to come, by POST of {"directives": "#fault
E4", "times": 1} to /sandbox/v1/directives, where a test cannot write the question.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass, replace
from threading import Lock

_WORD = re.compile(r"\s*#(fault|pace|length|tone|noise|say)\b[ \t]*")
_OPTION = re.compile(r"(once|(?:times|after|retry-after)=\d{1,6})(?:\s+|$)")
_VALUE = re.compile(r"(\S+)(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Directives:
    """What was asked for; question is the text that is left. Empty means usual."""

    fault: str = ""
    times: int = 0
    after: int = 0
    retry_after: int = 0
    pace: str = ""
    length: int = 0
    tone: float = 0.0
    noise: float = 0.0
    say: str | None = None
    question: str = ""


def read(text: str) -> Directives:
    """Split a question's leading directives from the question."""
    found = Directives()
    while match := _WORD.match(text):
        text = text[match.end() :]
        if match[1] == "say":
            said, _, text = text.partition("\n\n")
            found = replace(found, say=said.strip())
        elif value := _VALUE.match(text):
            text = text[value.end() :]
            found, text = _taken(found, match[1], value[1], text)
    return replace(found, question=text.strip())


def _taken(
    found: Directives, word: str, value: str, text: str
) -> tuple[Directives, str]:
    if word == "pace":
        return replace(found, pace=value[:6]), text
    if word == "length":
        return replace(found, length=min(int(_number(value)), 200_000)), text
    if word == "tone":
        return replace(found, tone=min(_number(value), 600.0)), text
    if word == "noise":
        return replace(found, noise=min(_number(value), 100.0)), text
    return _faulty(found, value, text)


def _faulty(found: Directives, value: str, text: str) -> tuple[Directives, str]:
    times = 1 if value == "bad-json" else 0
    found = replace(found, fault=value, times=times)
    while option := _OPTION.match(text):
        text = text[option.end() :]
        key, _, number = option[1].partition("=")
        count = int(number or 1)
        if key in ("once", "times"):
            found = replace(found, times=count)
        elif key == "after":
            found = replace(found, after=count)
        else:
            found = replace(found, retry_after=count)
    return found, text


def _number(value: str) -> float:
    return float(value) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value) else 0.0


_lock = Lock()
_met: Counter[str] = Counter()
_armed: deque[str] = deque(maxlen=1000)


def due(found: Directives) -> Directives:
    """The directives without the fault, once it has met its share of requests."""
    if not found.times:
        return found
    with _lock:
        if len(_met) > 10_000:
            _met.clear()
        _met[repr(found)] += 1
        spent = _met[repr(found)] > found.times
    return replace(found, fault="") if spent else found


def arm(directives: str, times: int) -> None:
    """Put directives before the next questions that arrive in this process."""
    with _lock:
        _armed.extend([directives] * times)


def take() -> str:
    """The directives armed for this request, or nothing."""
    with _lock:
        return _armed.popleft() if _armed else ""
