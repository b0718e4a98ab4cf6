"""The book of who did what; a line is written once and never changed."""

from __future__ import annotations

from typing import Any

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import AuditEntry


def record(*, actor: Actor, verb: str, subject: str, **detail: Any) -> None:
    """Write one line, in the caller's transaction.

    verb is a past tense word ("invited"), subject names the thing as people
    know it or by its id, detail is JSON and never holds a secret.
    """
    AuditEntry.objects.create(
        workspace=actor.workspace,
        user=actor.user,
        verb=verb,
        subject=str(subject)[:80],
        detail=detail,
    )
