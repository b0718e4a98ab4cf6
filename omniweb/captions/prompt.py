"""Writes what a model is asked for a caption; never reads what it answers."""

from __future__ import annotations

from omniweb.captions.schema import Schema, json_schema
from omniweb.facts import MediaFacts
from omniweb.providers.plan import Turn, Wish

RULES = """\
Say only what the file shows or lets one hear. Where something cannot be known, give \
an empty text or an empty list.
Begin each text with its subject. No filler such as "This image shows" or "The video \
features", no markdown, no talk about yourself.
The keys stay as they are, whatever the language of the values. Give the JSON object \
alone, without code fences and without any word before or after it."""


def draft(schema: Schema, *, facts: MediaFacts, language: str) -> Wish:
    """The request for a caption of a file as JSON; the wish carries the schema.

    language is a name or code of the language of every value; empty means English.
    """
    timed = facts.kind != "image"
    parts = [f"Write a caption of this {facts.kind} as one JSON object.", RULES]
    if timed and facts.duration_s:
        parts.append(_times(facts.duration_s))
    return Wish(
        prompt="\n\n".join(parts),
        language=language or "en",
        json_schema=json_schema(schema, timed=timed),
    )


def repair(asked: Wish, *, reply: str, errors: dict[str, list[str]]) -> Wish:
    """The one request that follows a reply which does not meet its schema."""
    faults = "\n".join(
        f"- {key}: {sentence}" for key, found in errors.items() for sentence in found
    )
    return Wish(
        prompt="Your JSON object did not meet its schema:\n"
        f"{faults}\n\n"
        "Write the whole JSON object again with these faults put right. Change "
        "nothing else. Give the JSON object alone.",
        language=asked.language,
        json_schema=asked.json_schema,
        history=(Turn("user", asked.prompt), Turn("assistant", reply or "{}")),
    )


def _times(duration_s: float) -> str:
    minutes, seconds = divmod(int(duration_s), 60)
    return (
        f"The file lasts {minutes}:{seconds:02}. In evidence give, for each field "
        "named there, the times at which it is seen or heard, within that length."
    )
