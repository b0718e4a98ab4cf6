"""Does what a refusal advises: the same wish, with the fix that the sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from omniweb.providers.plan import Refusal

from .strict_wishes import Asked

# What a sentence tells people to do; one that has none of these leaves them alone.
ADVICE = re.compile(
    r"\b(Choose|Ask|Turn off|turn off|Turn narration off|turn narration off|Connect|"
    r"Use|Write|Set|Add|Crop|Shorten)\b"
)


def advised(asked: Asked, refusal: Refusal) -> Iterator[Asked]:
    """The wish as each fix of the sentence would have it, where that is mechanical."""
    said, wish = refusal.message, asked.wish
    if re.search("[Tt]urn off thinking", said):
        yield replace(asked, wish=replace(wish, thinking=False))
    if re.search("[Tt]urn (off narration|narration off)", said):
        yield replace(asked, wish=replace(wish, narrate=False))
    for preset in ("Auto", "Frames"):
        if f"the preset {preset}" in said:
            yield replace(asked, wish=replace(wish, sampling=preset.lower()))
    if "OSS_BUCKET" in said:
        yield replace(asked, signed=True)
    if re.search("[Aa]sk in parts", said) and asked.original:
        start, end = (wish.span or (0, 0))[0], asked.original.facts.duration_s or 0
        yield replace(asked, wish=replace(wish, span=(start, min(start + 20, end))))
    for name, model in asked.profile.endpoint.models.items():
        if re.search(rf"hoose {re.escape(name)}[.,]", said):
            yield replace(asked, profile=replace(asked.profile, model=model))
