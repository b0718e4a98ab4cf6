"""The ways an answer ends that are no success, as exceptions; it reads no reply."""

from __future__ import annotations

from omniweb.providers.outcomes import Blocked, Garbled, Interrupted, ProviderError


def garbled() -> Garbled:
    """What came is not an answer at all."""
    return Garbled(
        "The endpoint sent something that is not an answer. Check its base URL.",
        code="garbled",
    )


def broken_off() -> Interrupted:
    """The reply ended, and nobody had announced it."""
    return Interrupted(
        "The answer broke off before its end. What arrived is kept; ask again.",
        code="interrupted",
        retryable=True,
        # Nobody knows what is billed, so it is not asked for again and again.
        most_tries=2,
    )


def silent() -> Interrupted:
    """Nothing came for longer than anybody waits."""
    return Interrupted(
        "The endpoint fell silent before the answer's end. What arrived is kept.",
        code="silent",
    )


def wrong_end(reason: str, *, cut_short: bool) -> ProviderError | None:
    """What an announced end says went wrong; None for one that is well.

    cut_short: the service ran out of time and sent what it had (protocol 2.1). That
    is no length limit: the same question would end in the same way.
    """
    if cut_short:
        return Interrupted(
            "The endpoint ran out of time before the answer's end. What arrived is "
            "kept. Shorten the file or the question.",
            code="upstream_timeout",
            who="you",
        )
    if reason == "content_filter":
        return Blocked(
            "The endpoint's moderation stopped the answer. Ask in another way, or use "
            "another file.",
            code="output_blocked",
            billed=True,
        )
    if reason in ("error", "abort"):
        return Interrupted(
            "The endpoint gave the answer up. What arrived is kept; ask again.",
            code="upstream_error",
        )
    return None
