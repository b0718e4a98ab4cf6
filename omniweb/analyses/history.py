"""The earlier turns of a conversation as a model reads them: text only."""

from __future__ import annotations

from uuid import UUID

from omniweb.analyses.models import Analysis
from omniweb.providers.plan import Turn


def before(analysis: Analysis) -> tuple[Turn, ...]:
    """The turns before a question that have an answer, oldest first.

    Speech and reasoning are never sent back (protocol 3.2).
    """
    return up_to(analysis.conversation_id, analysis.position)


def up_to(conversation_id: UUID, position: int) -> tuple[Turn, ...]:
    """The answered turns of a conversation below a position."""
    earlier = Analysis.objects.filter(
        conversation_id=conversation_id, position__lt=position
    ).order_by("position")
    turns: list[Turn] = []
    for asked in earlier.prefetch_related("answers"):
        answers = sorted(asked.answers.all(), key=lambda answer: answer.number)
        said = [answer.text for answer in answers if answer.text.strip()]
        if said:
            turns += [Turn("user", asked.prompt), Turn("assistant", said[-1])]
    return tuple(turns)
