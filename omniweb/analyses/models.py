"""Conversations, questions and answers as rows; never how an answer is made."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from omniweb.jobs.models import LIVE, Job, Status


class Conversation(models.Model):
    """Questions about one asset that know of each other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    asset = models.ForeignKey("library.Asset", on_delete=models.CASCADE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"conversation {self.id}"


class Analysis(models.Model):
    """A question put to a model about an asset, and how it was asked.

    options: narrate, voice, language, thinking, sampling as the person chose.
    A question sent twice under one idempotency key is asked once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="analyses"
    )
    asset = models.ForeignKey("library.Asset", on_delete=models.CASCADE)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL
    )
    position = models.PositiveIntegerField()
    model = models.CharField(max_length=120)
    prompt = models.TextField()
    options: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=120, null=True)  # noqa: DJ001
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "position"], name="one_turn_per_position"
            ),
            models.UniqueConstraint(
                fields=["workspace", "owner", "idempotency_key"],
                name="asked_once_per_key",
            ),
        ]

    def __str__(self) -> str:
        return self.prompt[:60]

    @property
    def answer(self) -> Answer:
        """The newest answer; earlier ones stay beside it."""
        return self.answers.latest("number")


def narration_key(answer: Answer, filename: str) -> str:
    """The storage key of a narration; filename gives only the ending we chose."""
    asset = answer.analysis.asset
    return f"{asset.workspace_id}/{asset.id}/narrations/{answer.id}.wav"


class Answer(models.Model):
    """One attempt at an analysis: its job's log, folded when the job ended.

    A retry makes a further answer and never touches an earlier one. sent is the
    plan as it went out, finish why the endpoint ended it. narration stays empty
    until somebody needs the file of a speech that broke off; narration_s is its
    length in seconds all the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    analysis = models.ForeignKey(
        Analysis, on_delete=models.CASCADE, related_name="answers"
    )
    number = models.PositiveSmallIntegerField()
    job = models.OneToOneField(
        "jobs.Job", on_delete=models.CASCADE, related_name="answer"
    )
    text = models.TextField(default="", blank=True)
    reasoning = models.TextField(default="", blank=True)
    partial = models.BooleanField(default=False)
    finish = models.CharField(max_length=20, default="", blank=True)
    sent: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)
    narration = models.FileField(max_length=255, blank=True, upload_to=narration_key)
    narration_s = models.FloatField(null=True)
    first_delta_s = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "number"], name="one_answer_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.number} of {self.analysis_id}"


class PartQuerySet(models.QuerySet["Part"]):
    """Filters, and the one transition."""

    def begin(self, part_id: int, job: Job) -> bool:
        """Give a part that nobody works on its job."""
        idle = self.filter(id=part_id).exclude(job__status__in=[*LIVE, Status.DONE])
        return bool(idle.update(job=job, text="", events=[], notes=[], sent=None))


class Part(models.Model):
    """A stretch of a clip that an answer was asked about by itself.

    Of level 0 are the stretches as they were sent; a part of a higher level holds
    what several of the level below were reduced to, because all of them were more
    than the model reads at once. Times are the clip's own, in seconds. job is None
    until the part is begun; parts that were paid for are handed to a later answer
    with their job.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="parts")
    level = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveIntegerField()
    start_s = models.FloatField()
    end_s = models.FloatField()
    job = models.ForeignKey(
        "jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(default="", blank=True)
    events: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list)
    notes: models.JSONField[list[str]] = models.JSONField(default=list)
    sent: models.JSONField[dict[str, Any] | None] = models.JSONField(null=True)
    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["level", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "level", "position"], name="one_part_per_position"
            )
        ]

    def __str__(self) -> str:
        return f"part {self.position} of {self.answer_id}"

    @property
    def span(self) -> tuple[float, float]:
        """Start and end in the clip."""
        return self.start_s, self.end_s

    @property
    def answered(self) -> bool:
        """Whether what was found in it stands."""
        return self.job is not None and self.job.status == Status.DONE
