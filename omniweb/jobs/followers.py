"""Tells rooms that jobs have ended, after the commit; it knows none of the rooms.

A follower is a hint: when it is lost or fails, the room reads rows a little later.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial, update_wrapper

from django.db import transaction

Follower = Callable[[uuid.UUID], None]
_followers: list[Follower] = []


def follow(follower: Follower) -> None:
    """Have a room told of every job that ended; rooms do it when Django starts."""
    _followers.append(follower)


def tell_later(job_id: uuid.UUID) -> None:
    """Tell them once the transaction that ends the job is committed.

    What one of them raises is logged and ends nothing.
    """
    for follower in _followers:
        # Django logs a failure by the function's name, which a partial has not.
        told = update_wrapper(partial(follower, job_id), follower)
        transaction.on_commit(told, robust=True)
