"""Two workspaces, each with one row of every kind, marked so that a leak shows."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import ApiToken, Membership
from omniweb.accounts.tokens import issue
from omniweb.analyses.models import Analysis, Answer, Conversation
from omniweb.batches.models import Batch, BatchState, Item, ItemState
from omniweb.captions.models import Caption, CaptionState, CaptionVersion
from omniweb.jobs.models import Event, Job, Status
from omniweb.library.models import Asset, Rendition, State, Upload
from omniweb.trials.steps import Step
from omniweb.usage.models import Cap, Entry, EntryState

MODEL = "sandbox/omni"


@dataclass(frozen=True)
class World:
    """What one person has: the ids by the names that addresses use, and a token."""

    actor: Actor
    marker: str
    token: str
    ids: dict[str, str]

    @property
    def secrets(self) -> list[str]:
        """Texts that nobody else may ever read."""
        return [self.marker, *(i for i in self.ids.values() if len(i) > 8)]


def furnish(actor: Actor, marker: str) -> World:
    """One of each thing for this person."""
    asset = _asset(actor, marker)
    job = _job(actor, "analyses.answer", marker)
    answer = _answer(actor, asset, job, marker)
    caption = _caption(actor, asset, marker)
    item = _batch(actor, asset, marker)
    upload = Upload.objects.create(
        workspace=actor.workspace,
        owner=actor.user,
        filename=f"{marker}.mp4",
        length=10,
        expires_at=timezone.now() + timedelta(days=1),
    )
    _spent(actor, job)
    cap = Cap.objects.create(workspace=actor.workspace, currency="CNY", amount=9)
    _tested(actor, marker)
    token = issue(user=actor.user, workspace=actor.workspace, name=marker)
    member = Membership.objects.get(user=actor.user, workspace=actor.workspace)
    return World(
        actor,
        marker,
        token,
        {
            "asset_id": str(asset.id),
            "upload_id": str(upload.id),
            "conversation_id": str(answer.analysis.conversation_id),
            "analysis_id": str(answer.analysis_id),
            "answer_id": str(answer.id),
            "caption_id": str(caption.id),
            "batch_id": str(item.batch_id),
            "item_id": str(item.id),
            "job_id": str(job.id),
            "cap_id": str(cap.id),
            "workspace": str(actor.workspace.id),
            "member": str(member.pk),
            "token": str(ApiToken.objects.get(name=marker).id),
        },
    )


def _job(actor: Actor, kind: str, marker: str) -> Job:
    job = Job.objects.create(
        kind=kind,
        lane="model",
        workspace=actor.workspace,
        owner=actor.user,
        status=Status.DONE,
        attempt=1,
    )
    lines = [("text", {"text": marker}), ("done", {"url": "/"})]
    for seq, (name, data) in enumerate(lines, 1):
        Event.objects.create(job=job, seq=seq, kind=name, data=data, at=timezone.now())
    return job


def _asset(actor: Actor, marker: str) -> Asset:
    asset = Asset(
        workspace=actor.workspace,
        owner=actor.user,
        name=f"{marker}.jpg",
        kind="image",
        state=State.READY,
        bytes=4,
        sha256=uuid.uuid4().hex * 2,
        facts={"kind": "image", "mime": "image/jpeg", "bytes": 4, "width": 64,
               "height": 64},
        job=_job(actor, "library.prepare", marker),
    )  # fmt: skip
    asset.original.save("original", ContentFile(marker.encode()), save=False)
    asset.save()
    poster = Rendition(
        asset=asset,
        spec="poster",
        content_type="image/jpeg",
        bytes=len(marker),
        facts={"kind": "image", "mime": "image/jpeg", "bytes": 4, "width": 64,
               "height": 64},
    )  # fmt: skip
    poster.file.save("poster.jpg", ContentFile(marker.encode()), save=False)
    poster.save()
    return asset


def _answer(actor: Actor, asset: Asset, job: Job, marker: str) -> Answer:
    mine = {"workspace": actor.workspace, "owner": actor.user, "asset": asset}
    conversation = Conversation.objects.create(**mine)
    analysis = Analysis.objects.create(
        **mine, conversation=conversation, position=1, model=MODEL, prompt=marker
    )
    answer = Answer(analysis=analysis, number=1, job=job, text=marker, narration_s=1.0)
    answer.narration.save(f"{uuid.uuid4()}.wav", ContentFile(b"RIFF"), save=False)
    answer.save()
    return answer


def _caption(actor: Actor, asset: Asset, marker: str) -> Caption:
    caption = Caption.objects.create(
        workspace=actor.workspace,
        asset=asset,
        owner=actor.user,
        schema="marketing",
        model=MODEL,
        state=CaptionState.APPROVED,
        version=1,
        decided_version=1,
        decided_by=actor.user,
        decided_at=timezone.now(),
        job=_job(actor, "captions.draft", marker),
    )
    CaptionVersion.objects.create(
        caption=caption, number=1, data={"headline": marker}, author=actor.user
    )
    return caption


def _batch(actor: Actor, asset: Asset, marker: str) -> Item:
    batch = Batch.objects.create(
        workspace=actor.workspace,
        owner=actor.user,
        asker=actor.user,
        name=marker,
        preset={"task": "question", "prompt": marker, "model": MODEL},
        state=BatchState.DONE,
        job=_job(actor, "batches.batch", marker),
    )
    return Item.objects.create(
        batch=batch, position=1, asset=asset, name=asset.name, state=ItemState.DONE
    )


def _tested(actor: Actor, marker: str) -> Job:
    """A test of an endpoint, which the settings page shows."""
    step = Step("key", "failed", marker).to_line()
    job = _job(actor, "trials.trial", step)
    args = {"endpoint": "sandbox", "model": "omni"}
    key = f"{actor.workspace.id}:sandbox"
    Job.objects.filter(id=job.id).update(args=args, unique_key=key)
    return job


def _spent(actor: Actor, job: Job) -> None:
    Entry.objects.create(
        workspace=actor.workspace,
        user=actor.user,
        job=job,
        purpose="answer",
        model=MODEL,
        state=EntryState.SETTLED,
        sent_at=timezone.now(),
    )
