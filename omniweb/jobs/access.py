"""Who may see a job; it never says why not."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from omniweb.accounts import tokens
from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership, User
from omniweb.jobs.models import Job


def get_job(actor: Actor, job_id: uuid.UUID) -> Job:
    """The job, if it is of the actor's workspace; else Http404."""
    found = Job.objects.filter(id=job_id, workspace=actor.workspace).first()
    if found is None:
        raise Http404("There is no such thing here.")
    return found


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever opened a socket: by the key of a session, or by an API token."""

    session_key: str | None = None
    token: str | None = None


def known(guest: Guest) -> bool:
    """Whether the guest is somebody: signed in, or with a live token."""
    return _places(guest) is not None


def may_watch(guest: Guest, job_id: uuid.UUID) -> bool:
    """Whether the guest may follow a job now: in any workspace of the person who
    is signed in, or in the one that the token is bound to."""
    places = _places(guest)
    if places is None:
        return False
    workspaces = places.values("workspace")
    return Job.objects.filter(id=job_id, workspace__in=workspaces).exists()


def _places(guest: Guest) -> QuerySet[Membership] | None:
    """The memberships that count, asked anew each time; None for a stranger."""
    if guest.token is not None:
        actor = tokens.actor_for(guest.token)
        if actor is None:
            return None
        return Membership.objects.filter(user=actor.user, workspace=actor.workspace)
    user = _signed_in(guest.session_key)
    return Membership.objects.filter(user=user) if user else None


def _signed_in(session_key: str | None) -> User | None:
    """Who a session belongs to; nobody after signing out or a new password."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, User) else None
