"""The job that prepares: what it leaves behind when it ends well, ill, or twice."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.core.files.storage import Storage
from django.utils import timezone

from omniweb.accounts.actor import Actor
from omniweb.jobs import actions as queue
from omniweb.jobs.executor import Executor
from omniweb.jobs.keeper import keep
from omniweb.jobs.models import Event, Job, Status
from omniweb.library import actions, renditions, transform
from omniweb.library.models import Asset, State
from omniweb.library.sweep import sweep
from tests.library import clips

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def inline(settings: Any) -> None:
    """Jobs run where they are enqueued."""
    settings.JOB_RUNNER = "omniweb.jobs.runners.Inline"


def received(actor: Actor, path: Path, name: str = "clip") -> Asset:
    """A file that was received and, by the inline runner, prepared."""
    asset = actions.receive(actor=actor, name=name, path=path)
    asset.refresh_from_db()
    return asset


def events(asset: Asset) -> list[Event]:
    """The log of an asset's job."""
    return list(Event.objects.filter(job=asset.job_id).order_by("seq"))


def media_files(places: Path) -> list[str]:
    """What lies in storage, by name; without what makes each key one of its own."""
    names = [p.name for p in (places / "media").rglob("*") if p.is_file()]
    return sorted(re.sub(r"-[0-9a-f]{12}(?=\.)", "", name) for name in names)


def test_a_video_ends_ready(
    bob: Actor, tmp_path: Path, places: Path, kept: Storage
) -> None:
    asset = received(bob, clips.video(tmp_path / "a.mp4", seconds=3))
    assert asset.state == State.READY, asset.reason
    facts = asset.measured
    assert facts
    assert (facts.kind, facts.width, facts.height) == ("video", 640, 360)
    assert facts.duration_s == pytest.approx(3, abs=0.05)
    rows = {row.spec: row for row in asset.renditions.all()}
    assert set(rows) == {
        "poster",
        "filmstrip",
        "waveform",
        "timeline",
        "model-video",
        "model-audio",
    }
    for row in rows.values():
        assert kept.size(row.file.name) == row.bytes
    assert not list((places / "work").iterdir())
    assert not list((places / "uploads").glob("*"))
    log = events(asset)
    assert log[-1].kind == "done"
    assert log[-1].data["url"] == f"/assets/{asset.id}/"
    stages = [e.data["stage"] for e in log if e.kind == "progress"]
    assert list(dict.fromkeys(stages)) == ["checking", "preparing", "storing"]


def test_what_can_be_sent_stands_with_its_facts(bob: Actor, tmp_path: Path) -> None:
    video = received(bob, clips.video(tmp_path / "a.mp4", seconds=2))
    made = renditions.original(video).made
    assert set(made) == {"model-video", "model-audio"}
    row = renditions.get(video, "model-video")
    (content,) = renditions.read_pieces(row)
    assert len(content) == made["model-video"].bytes
    assert renditions.signed_url(row, 60) is None
    assert not renditions.can_sign(video)
    photo = received(bob, clips.photo(tmp_path / "photo"))
    (image,) = renditions.original(photo).made.items()
    assert (image[0], image[1].mime) == ("model-image", "image/jpeg")
    with pytest.raises(renditions.NoRendition):
        renditions.get(photo, "model-video")


def test_a_refused_file_says_why_and_has_nothing(
    bob: Actor, tmp_path: Path, kept: Storage
) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("#EXTM3U\n/etc/passwd\n")
    asset = received(bob, path, "film.mp4")
    assert (asset.state, asset.reason_code) == (State.REJECTED, "not_media")
    assert "a playlist" in asset.reason
    assert not asset.may_retry
    with pytest.raises(renditions.NoRendition):
        renditions.original(asset)
    last = events(asset)[-1]
    assert last.kind == "failed"
    assert last.data["code"] == "not_media"
    assert (last.data["who"], last.data["billed"]) == ("you", False)
    assert last.data["message"] == asset.reason


def test_a_fault_of_ours_can_be_tried_again(
    bob: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **named: object) -> None:
        raise OSError("disk on fire")

    with monkeypatch.context() as patched:
        patched.setattr(transform, "render", broken)
        asset = received(bob, clips.photo(tmp_path / "photo"))
    assert asset.state == State.REJECTED
    assert asset.reason
    assert "disk" not in asset.reason
    assert asset.may_retry
    again = actions.prepare_again(actor=bob, asset=asset)
    again.refresh_from_db()
    assert again.state == State.READY


def redone(asset: Asset) -> Job:
    """Give an asset's job back to the queue, as after a crash, and run it again."""
    Asset.objects.filter(id=asset.id).update(state=State.PREPARING, facts=None)
    Event.objects.filter(job=asset.job_id, kind__in=["done", "failed"]).delete()
    Job.objects.filter(id=asset.job_id).update(status=Status.QUEUED, ended_at=None)
    async_to_sync(Executor("second").execute)(asset.job_id)
    return Job.objects.get(id=asset.job_id)


def test_a_second_attempt_makes_all_anew(
    bob: Actor, tmp_path: Path, places: Path, kept: Storage
) -> None:
    asset = received(bob, clips.photo(tmp_path / "photo"))
    before = media_files(places)
    job = redone(asset)
    assert (job.status, job.attempt) == (Status.DONE, 2)
    asset.refresh_from_db()
    assert asset.state == State.READY
    assert "restart" in [event.kind for event in events(asset)]
    assert media_files(places) == before
    assert asset.renditions.count() == 2
    assert json.dumps(asset.facts)


async def stopped_at(job_id: uuid.UUID, begun: threading.Event) -> None:
    """Run a job with its keeper, as a server does, and ask for a stop half way."""
    executor = Executor("server")
    keeper = asyncio.create_task(keep(executor))
    work = asyncio.create_task(executor.execute(job_id))
    await asyncio.to_thread(begun.wait, 30)
    job = await Job.objects.aget(id=job_id)
    await sync_to_async(queue.cancel)(job=job)
    await asyncio.wait_for(work, 5)
    keeper.cancel()


def test_a_stop_leaves_a_sentence_and_no_child(
    bob: Actor, tmp_path: Path, places: Path, settings: Any
) -> None:
    settings.JOB_RUNNER = "omniweb.jobs.runners.InProcess"
    long = clips.video(tmp_path / "a.mp4", seconds=60, size="960x540")
    asset, begun = received(bob, long), threading.Event()
    real: Callable[..., Any] = transform.render

    def beginning(*args: Any, **named: Any) -> Any:
        begun.set()
        return real(*args, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(transform, "render", beginning)
        async_to_sync(stopped_at)(asset.job_id, begun)
    asset.refresh_from_db()
    assert events(asset)[-1].kind == "cancelled"
    assert asset.state == State.REJECTED
    assert asset.may_retry
    assert "stopped" in asset.reason
    assert not list((places / "work").iterdir())
    assert not asset.renditions.exists()


def test_the_trash_is_emptied_after_its_days(
    bob: Actor, tmp_path: Path, places: Path, kept: Storage
) -> None:
    asset = received(bob, clips.photo(tmp_path / "photo"))
    actions.remove(actor=bob, asset=asset)
    sweep(timezone.now())
    assert Asset.objects.exists()
    sweep(timezone.now() + timedelta(days=31))
    assert not Asset.objects.exists()
    assert media_files(places) == []
