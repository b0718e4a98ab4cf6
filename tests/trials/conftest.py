"""The same upstream, files and people as for questions."""

from __future__ import annotations

from tests.analyses.conftest import (
    api,
    arm,
    clip,
    make,
    media,
    picture,
    received,
    sandbox,
    upstream,
)

__all__ = [
    "api", "arm", "clip", "make", "media", "picture", "received", "sandbox", "upstream",
]  # fmt: skip
