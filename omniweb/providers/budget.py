"""How much a model takes in at once, and what is left out to make room for it.

It opens no file and sends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omniweb.providers import estimate
from omniweb.providers.capabilities import Model
from omniweb.providers.plan import Refusal, Tokens, Turn, Wish
from omniweb.providers.recipes import Sendable

Media = Sequence[Sendable]


def spent(media: Media, wish: Wish, model: Model) -> tuple[Tokens, Tokens, Tokens]:
    """Tokens at least, as expected, and at most that is usual."""
    return estimate.spent(wish, model, media, speaks=wish.narrate)


def room(wish: Wish, model: Model) -> int:
    """Input tokens that the model takes for such a wish; thinking leaves it fewer."""
    if wish.thinking and model.limits.max_in_thinking:
        return model.limits.max_in_thinking
    return model.limits.max_in


def has_room(media: Media, wish: Wish, model: Model) -> bool:
    """Whether the files fit once the earlier messages are left out."""
    bare = replace(wish, history=())
    return spent(media, bare, model)[1].total_in <= room(wish, model)


def trimmed(media: Media, wish: Wish, model: Model) -> tuple[Wish, tuple[str, ...]]:
    """The wish without the oldest messages that there is no room for, and a note."""
    asked, most = len(wish.history), room(wish, model)
    while wish.history and spent(media, wish, model)[1].total_in > most:
        wish = replace(wish, history=_without_oldest(wish))
    left_out = asked - len(wish.history)
    if not left_out:
        return wish, ()
    return wish, (f"The {left_out} oldest messages are left out to make room.",)


def too_much(expected: Tokens, wish: Wish, model: Model) -> Refusal:
    """Why so many tokens cannot be sent, and what to do."""
    most = room(wish, model)
    fixes = []
    if wish.thinking and most < expected.total_in <= model.limits.max_in:
        fixes.append("turn off thinking")
    fixes.append("ask in parts" if expected.text_in <= most else "shorten the text")
    words = ", or ".join(fixes)
    return Refusal(
        "input_too_long",
        f"This takes about {expected.total_in:,} tokens; {model.name} takes {most:,} "
        f"at most{' while thinking' if wish.thinking else ''}. "
        f"{words[0].upper()}{words[1:]}.",
    )


def _without_oldest(wish: Wish) -> tuple[Turn, ...]:
    rest = wish.history[1:]
    while rest and rest[0].role == "assistant":
        rest = rest[1:]
    return rest
