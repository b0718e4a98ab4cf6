"""Times in a file as people read them; it knows no clock on a wall."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """The whole seconds as 1:04, or 1:02:03 from an hour on."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
