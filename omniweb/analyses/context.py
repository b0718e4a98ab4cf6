"""What the pages need to show questions and answers; it changes nothing."""

from __future__ import annotations

import uuid
from typing import Any

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import access, models_list
from omniweb.analyses.forms import QuestionForm
from omniweb.analyses.models import Answer, Conversation
from omniweb.analyses.present import newest, present
from omniweb.library.models import Asset
from omniweb.providers.plan import LANGUAGES
from omniweb.providers.presets import PRESETS


def newest_conversation(actor: Actor, asset: Asset) -> Conversation | None:
    """The conversation that somebody asked in last, if any."""
    asked = access.analyses(actor).filter(asset=asset).order_by("-created_at").first()
    return asked.conversation if asked else None


def asked_about(actor: Actor, asset: Asset) -> list[dict[str, Any]]:
    """Every question about a file with its newest answer, newest first."""
    found = access.analyses(actor).filter(asset=asset).order_by("-created_at")
    return [present(analysis) for analysis in found]


def for_conversation(actor: Actor, conversation: Conversation) -> dict[str, Any]:
    """One conversation with its turns, oldest first, each with all its answers."""
    asked = access.analyses(actor).filter(conversation=conversation)
    turns, told = list(asked.order_by("position")), []
    for analysis in turns:
        answers = sorted(analysis.answers.all(), key=lambda a: a.number)
        told.append(
            {
                "analysis": analysis,
                "newest": present(analysis),
                "earlier": [present(analysis, a) for a in answers[:-1]],
                "live": not newest(analysis).job.ended,
            }
        )
    form = QuestionForm.after(turns[-1]) if turns else QuestionForm()
    return {
        "conversation": conversation,
        "turns": told,
        "last": told[-1:],
        "form": form,
    }


def composer(actor: Actor) -> dict[str, Any]:
    """Models to choose from and a fresh key, so that a form sent twice asks once."""
    return {
        "endpoints": models_list.endpoints_json(),
        "default_model": models_list.default(),
        "languages": LANGUAGES,
        "presets": PRESETS.values(),
        "may_ask": actor.may(Role.EDITOR),
        "idempotency_key": str(uuid.uuid4()),
    }


def file_name(answer: Answer, what: str) -> str:
    """What a downloaded answer or narration is called, without an ending."""
    stem = answer.analysis.asset.name.rsplit(".", 1)[0]
    return f"{stem} {what} {answer.analysis.position}"
