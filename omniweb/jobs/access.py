"""Who may see a job; it never says why not."""

from __future__ import annotations

import uuid

from django.http import Http404

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Membership
from omniweb.jobs.models import Job


def get_job(actor: Actor, job_id: uuid.UUID) -> Job:
    """The job, if it is of the actor's workspace; else Http404."""
    found = Job.objects.filter(id=job_id, workspace=actor.workspace).first()
    if found is None:
        raise Http404("There is no such thing here.")
    return found


def may_watch(user_id: int, workspace_id: uuid.UUID | None, job_id: uuid.UUID) -> bool:
    """Whether a person may follow a job: in any workspace of theirs, or in the one
    that their token is bound to."""
    jobs = Job.objects.filter(id=job_id)
    if workspace_id is not None:
        jobs = jobs.filter(workspace=workspace_id)
    workspaces = Membership.objects.filter(user=user_id, user__is_active=True)
    return jobs.filter(workspace__in=workspaces.values("workspace")).exists()
