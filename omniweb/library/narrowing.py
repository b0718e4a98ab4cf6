"""Lets rooms above the library narrow its list by what they keep of a file; it knows
none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Mark:
    """A filter of the library's list: its name in addresses, its word, its icon."""

    key: str
    label: str
    icon: str
    found: Callable[[], Q]


marks: dict[str, Mark] = {}
# What a list of files loads along, so that it costs one query and not one per file.
along: list[str] = ["renditions"]
_words: list[Callable[[str], Q]] = []


def offer(
    *, filters: Iterable[Mark], word: Callable[[str], Q], load: Iterable[str]
) -> None:
    """A room's filters, where a searched word may also be found, and what to load."""
    marks.update({mark.key: mark for mark in filters})
    _words.append(word)
    along.extend(load)


def word_found(word: str) -> Q:
    """A word in a file's name, or in what the rooms above keep of it."""
    found = Q(name__icontains=word)
    for elsewhere in _words:
        found |= elsewhere(word)
    return found
