"""What the pages need to show questions and answers; it changes nothing."""

from __future__ import annotations

import uuid
from typing import Any

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import access, models_list
from omniweb.analyses.models import Answer, Conversation
from omniweb.analyses.present import newest, present
from omniweb.library.models import Asset


def for_asset(actor: Actor, asset: Asset) -> dict[str, Any]:
    """The Ask and History tabs: conversations, newest first, and the composer."""
    asked = Conversation.objects.filter(asset=asset, workspace=actor.workspace)
    found = [
        for_conversation(actor, conversation)
        for conversation in asked.order_by("-created_at")
    ]
    return {"conversations": [c for c in found if c["turns"]], **composer(actor)}


def for_conversation(actor: Actor, conversation: Conversation) -> dict[str, Any]:
    """One conversation with its turns, oldest first, each with all its answers."""
    turns = access.analyses(actor).filter(conversation=conversation)
    told = []
    for analysis in turns.order_by("position"):
        answers = sorted(analysis.answers.all(), key=lambda a: a.number)
        told.append(
            {
                "analysis": analysis,
                "newest": present(analysis),
                "earlier": [present(analysis, a) for a in answers[:-1]],
                "live": not newest(analysis).job.ended,
            }
        )
    return {"conversation": conversation, "turns": told}


def composer(actor: Actor) -> dict[str, Any]:
    """Models to choose from and a fresh key, so that a form sent twice asks once."""
    return {
        "endpoints": models_list.endpoints_json(),
        "default_model": models_list.default(),
        "may_ask": actor.may(Role.EDITOR),
        "idempotency_key": str(uuid.uuid4()),
    }


def narration_name(answer: Answer) -> str:
    """What a downloaded narration is called, without an ending."""
    stem = answer.analysis.asset.name.rsplit(".", 1)[0]
    return f"{stem} narration {answer.analysis.position}"
