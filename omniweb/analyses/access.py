"""Loads what an actor may see of the room; anything else is not there (404)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from omniweb.accounts.actor import Actor
from omniweb.analyses.models import Analysis, Answer, Conversation, Part


def analyses(actor: Actor) -> QuerySet[Analysis]:
    """The workspace's questions about files that are not in the trash."""
    kept = Analysis.objects.filter(workspace=actor.workspace, asset__deleted_at=None)
    # One statement reads an answer and its job: between two the job may end, and an
    # ended job beside the answer as it was before would look like an empty one.
    answers = Prefetch("answers", Answer.objects.select_related("job"))
    parts = Prefetch("answers__parts", Part.objects.select_related("job"))
    return kept.select_related("conversation", "asset").prefetch_related(
        answers,
        "answers__job__entry_set",
        "answers__job__children__entry_set",
        parts,
    )


def get_analysis(actor: Actor, analysis_id: UUID) -> Analysis:
    """The question, or Http404."""
    return get_object_or_404(analyses(actor), id=analysis_id)


def get_conversation(actor: Actor, conversation_id: UUID) -> Conversation:
    """The conversation, or Http404."""
    kept = Conversation.objects.filter(
        workspace=actor.workspace, asset__deleted_at=None
    )
    return get_object_or_404(kept.select_related("asset"), id=conversation_id)


def get_answer(actor: Actor, answer_id: UUID) -> Answer:
    """The answer, or Http404."""
    kept = Answer.objects.filter(
        analysis__workspace=actor.workspace, analysis__asset__deleted_at=None
    )
    return get_object_or_404(
        kept.select_related("analysis__asset", "job"), id=answer_id
    )
