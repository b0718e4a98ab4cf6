"""Writes the sandbox's answers from measured facts; its first words say: no AI."""

from __future__ import annotations

import random
import re

from omniweb.library.measure import Measured
from omniweb.sandbox.faults import Directives
from omniweb.sandbox.media import Seen
from omniweb.sandbox.request import Call

OPENING = "Sandbox, no AI:"
CLOSING = "A real model would tell what all this means; this one only measures."
# What a question asks for, by its words, and the facts that come first then.
TOPICS = {
    "time": r"long|durat|second|minute|length|when\b",
    "size": r"size|resol|pixel|width|height|big|wide|format|frame",
    "cuts": r"cut|scene|shot|edit|happen|pace|fast",
    "colours": r"colou?r|bright|dark|light|look|mood|palette",
    "sound": r"sound|music|loud|voice|speak|speech|say|said|hear|audio|silen",
}
_WORDS = (
    "the sandbox counts frames and listens to levels while a steady clock "
    "moves every word along the wire so that a page can show it arriving"
)


def compose(call: Call, seen: tuple[Seen, ...], asked: Directives) -> str:
    """The answer's text, the same for the same request."""
    if asked.say is not None:
        return asked.say
    if asked.length:
        return filler(asked.length)
    said = [f"{OPENING} {_task(asked.question)}", *_earlier(call)]
    for number, part in enumerate(seen, 1):
        said.append(_introduction(part, number, len(seen)))
        said += facts(part.measured, asked.question)
    if not seen:
        letters = len(asked.question)
        said.append(f"No file came along, just a question of {letters} characters.")
    return " ".join([*said, *_language(call), CLOSING])


def reasoning(seen: tuple[Seen, ...]) -> str:
    """What a thinking model would send before the answer."""
    names = ", ".join(part.what for part in seen) or "text alone"
    return (
        f"{OPENING} there is no thought here, only counting. What arrived: {names}. "
        "First its length, then its size, then its colours and its sound."
    )


def filler(length: int) -> str:
    """Exactly that many characters of words that are always the same."""
    dice, text = random.Random(length), OPENING  # noqa: S311 - not for secrets
    words = _WORDS.split()
    while len(text) < length:
        text += " " + dice.choice(words)
    return text[:length]


def facts(found: Measured, question: str = "") -> list[str]:
    """Sentences about one file, those the question asks for first."""
    told = {
        "time": _time(found),
        "size": _size(found),
        "cuts": _cuts(found),
        "colours": _colours(found),
        "sound": _sound(found),
    }
    wanted = [t for t, words in TOPICS.items() if re.search(words, question, re.I)]
    order = wanted + [topic for topic in told if topic not in wanted]
    return [told[topic] for topic in order if told[topic]]


def clock(seconds: float) -> str:
    """Minutes and seconds, as in 1:05."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def colour_words(found: Measured) -> str:
    """The two leading colours in words."""
    named = [f"{name} ({share:.0%})" for name, share in found.colours[:2]]
    return " and ".join(named) or "no colour"


def light(found: Measured) -> str:
    """The brightness in a word."""
    level = found.brightness or 0.0
    return "dark" if level < 0.3 else "bright" if level > 0.65 else "medium bright"


def _task(question: str) -> str:
    if not question:
        return "I measured what arrived."
    if question.rstrip().split("\n")[0].rstrip().endswith("?"):
        return "I cannot answer that like a model would, but I can say what I measured."
    return "I cannot do that like a model would, but here is what I measured."


def _earlier(call: Call) -> list[str]:
    count = len(call.questions)
    if count < 2:
        return []
    first = " ".join(call.questions[0].split())
    first = f"{first[:57]}..." if len(first) > 60 else first
    return [f"This is question {count} of our talk; the first one was “{first}”."]


def _language(call: Call) -> list[str]:
    found = re.search(r"\bAnswer in ([A-Z]\w+)\.", call.texts[-1] if call.texts else "")
    if not found or found[1] == "English":
        return []
    return [f"I write English only, so this is not in {found[1]}."]


def _introduction(part: Seen, number: int, total: int) -> str:
    name = "video" if part.what == "frames" else part.what
    size = f"{max(1, part.measured.bytes // 1000)} kB"
    if part.what == "frames":
        return f"You sent {part.count} frames of a video; the middle one has {size}."
    which = f"File {number} of {total} is" if total > 1 else "You sent"
    return f"{which} {'an' if name[0] in 'ai' else 'a'} {name} of {size}."


def _time(found: Measured) -> str:
    if found.kind == "image":
        return ""
    return f"It lasts {found.duration_s:.1f} seconds ({clock(found.duration_s)})."


def _size(found: Measured) -> str:
    if found.kind == "audio":
        return ""
    rate = f" at {found.fps:g} frames a second" if found.kind == "video" else ""
    return f"The picture is {found.width} by {found.height} pixels{rate}."


def _cuts(found: Measured) -> str:
    if found.kind != "video":
        return ""
    if not found.cuts:
        return "I find no cut in it."
    times = ", ".join(clock(cut) for cut in found.cuts[:5])
    more = " and more" if len(found.cuts) > 5 else ""
    count = len(found.cuts)
    return f"I find {count} cut{'s' if count > 1 else ''}, at {times}{more}."


def _colours(found: Measured) -> str:
    if found.brightness is None:
        return ""
    return f"Its colours are mostly {colour_words(found)}; it is {light(found)}."


def _sound(found: Measured) -> str:
    if not found.has_audio:
        return "It has no sound." if found.kind == "video" else ""
    if found.lufs is None or found.lufs <= -69:
        return "Its sound is silence throughout."
    like = "like speech" if found.speech else "like music or noise, not like speech"
    heard = f"Its sound averages {found.lufs:g} LUFS and is shaped {like}."
    quiet = [f"{clock(a)} to {clock(b)}" for a, b in found.silences[:3]]
    return f"{heard} It is silent from {', '.join(quiet)}." if quiet else heard
