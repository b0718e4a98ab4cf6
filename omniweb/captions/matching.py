"""Reads which version a request speaks of; it never compares versions."""

from __future__ import annotations

from typing import Literal, overload

from omniweb.errors import Problem


@overload
def version_named(
    header: str | None, named: int | None, *, needed: Literal[True]
) -> int: ...
@overload
def version_named(header: str | None, named: int | None) -> int | None: ...
def version_named(
    header: str | None, named: int | None, *, needed: bool = False
) -> int | None:
    """The version of an If-Match header (3, "3" or W/"3"), else the one in the body.

    Problem 400 where the header is no number; 428 where one is needed and missing.
    """
    text = (header or "").strip().removeprefix("W/").strip('"')
    if text and text != "*":
        if not text.isdigit():
            sentence = 'If-Match is not a version. Send it as in If-Match: "3".'
            raise Problem(400, "bad_version", sentence)
        return int(text)
    if named is None and needed:
        sentence = 'Say which version you looked at, as in If-Match: "3".'
        raise Problem(428, "version_needed", sentence)
    return named
