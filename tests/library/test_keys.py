"""Whatever is cut off where, an object has its row, or a claim that the sweep takes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from omniweb import bucket as house
from omniweb.accounts.actor import Actor
from omniweb.errors import Problem
from omniweb.library import actions, keys, uploads
from omniweb.library.models import Asset, Unconfirmed
from omniweb.library.sweep import sweep
from omniweb.storage import OSSStorage
from tests.library import clips
from tests.oss import in_oss, options
from tests.oss.bucket import Bucket
from tests.oss.front import Fault

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = timedelta(hours=25)


class Killed(BaseException):
    """The process ends here, as far as the code that runs is concerned."""


@pytest.fixture(autouse=True)
def never_run(settings: Any) -> None:
    """Jobs stay in the queue."""
    settings.JOB_RUNNER = "tests.library.test_keys.Never"


class Never:
    """A runner that nobody wakes."""

    def wake(self, job_id: object) -> None:
        """Nothing."""


def file(content: bytes = b"content") -> ContentFile[bytes]:
    """Something to store."""
    return ContentFile(content, "a")


def test_what_was_never_confirmed_goes_after_a_day(kept: Storage) -> None:
    keys.store("w/a/poster.jpg", file())
    sweep(timezone.now())
    assert kept.exists("w/a/poster.jpg")
    sweep(timezone.now() + TOMORROW)
    assert not kept.exists("w/a/poster.jpg")
    assert not Unconfirmed.objects.exists()


def test_what_has_a_row_is_never_touched(kept: Storage, bob: Actor) -> None:
    asset = Asset(workspace=bob.workspace, bytes=7, sha256="0" * 64)
    asset.original.name = keys.store("w/a/original", file())
    asset.save()
    # As if the claim had come back, by whatever fault.
    sweep(timezone.now() + TOMORROW)
    assert kept.exists("w/a/original")
    assert not Unconfirmed.objects.exists()


def test_a_row_never_takes_a_key_that_is_being_swept(kept: Storage) -> None:
    keys.store("w/a/original", file())
    Unconfirmed.objects.doom(timezone.now() + TOMORROW)
    with pytest.raises(keys.Swept), transaction.atomic():
        keys.confirm("w/a/original")
    with pytest.raises(keys.Swept):
        keys.store("w/a/original", file(b"once more"))
    sweep(timezone.now())
    keys.store("w/a/original", file(b"once more"))
    keys.confirm("w/a/original")
    sweep(timezone.now() + TOMORROW)
    assert kept.exists("w/a/original")


def test_a_kill_between_commit_and_removal_leaves_nothing(
    kept: Storage, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = Asset(workspace=bob.workspace, bytes=7, sha256="0" * 64)
    asset.original.name = keys.store("w/a/original", file())
    asset.save()
    keys.confirm("w/a/original")

    def killed(key: str) -> None:
        raise Killed

    monkeypatch.setattr(keys, "_remove", killed)
    with pytest.raises(Killed):
        asset.delete()
    monkeypatch.undo()
    assert kept.exists("w/a/original")
    sweep(timezone.now())
    assert not kept.exists("w/a/original")


def test_a_transaction_that_fails_keeps_the_file(kept: Storage, bob: Actor) -> None:
    asset = Asset(workspace=bob.workspace, bytes=7, sha256="0" * 64)
    asset.original.name = keys.store("w/a/original", file())
    asset.save()
    keys.confirm("w/a/original")
    with pytest.raises(Killed), transaction.atomic():
        asset.delete()
        raise Killed
    sweep(timezone.now() + TOMORROW)
    assert kept.exists("w/a/original")


def arrived(actor: Actor, path: Path) -> uploads.Upload:
    """An upload of which all is here."""
    size = path.stat().st_size
    upload = uploads.begin(actor=actor, filename="a", length=size, metadata="")
    with path.open("rb") as source:
        uploads.append(upload, 0, source, None)
    return upload


@pytest.mark.parametrize("where", ["save", "row", "told"])
def test_an_upload_survives_a_kill_on_its_way_to_an_asset(
    kept: Storage,
    bob: Actor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    upload = arrived(bob, clips.photo(tmp_path / "photo"))

    def killed(*named: Any, **more: Any) -> None:
        raise Killed

    # What a kill leaves: nothing of this process runs any more.
    place = {
        "save": (keys, "default_storage"),
        "row": (keys, "confirm"),
        "told": (uploads.Upload.objects, "filter"),
    }[where]
    with monkeypatch.context() as dying:
        dying.setattr(actions, "give_back", killed)
        dying.setattr(*place, killed)
        with pytest.raises((Killed, AttributeError)):
            uploads.finish(actor=bob, upload=upload)
    assert uploads.offset_of(upload) == upload.length
    asset = uploads.finish(actor=bob, upload=upload)
    assert kept.size(asset.original.name) == upload.length
    sweep(timezone.now() + TOMORROW)
    assert kept.exists(asset.original.name)
    assert not Unconfirmed.objects.exists()


@pytest.fixture
def in_parts(bucket: Bucket, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """Files go to OSS in parts of 100 kB."""
    in_oss(settings, bucket.endpoint)
    monkeypatch.setattr(house, "PART", 100 * 1024)
    monkeypatch.setattr("omniweb.storage.LARGE", 1000)
    return bucket


CONTENT = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 2000


def test_a_silent_storage_costs_no_upload(
    in_parts: Bucket, bob: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "a"
    path.write_bytes(CONTENT)
    upload = arrived(bob, path)
    in_parts.fail(*[Fault(503, part=3)] * house.TRIES)
    with pytest.raises(Problem) as told:
        uploads.finish(actor=bob, upload=upload)
    assert (told.value.status, told.value.code) == (503, "storage_away")
    assert in_parts.parts == [1, 2, *[3] * house.TRIES]
    asset = uploads.finish(actor=bob, upload=upload)
    # It went on with the part that had failed.
    assert in_parts.parts[2 + house.TRIES :] == [3, 4, 5, 6]
    assert in_parts.objects == {asset.original.name: (CONTENT, "image/png")}
    assert in_parts.open_uploads == []


def test_what_was_left_open_is_aborted(in_parts: Bucket, bob: Actor) -> None:
    storage = OSSStorage(**options(in_parts.endpoint))
    keys.store("w/a/poster.jpg", file())
    storage.bucket().init_multipart_upload("w/a/poster.jpg")
    storage.bucket().init_multipart_upload("w/a/poster.jpg-of-another")
    sweep(timezone.now() + TOMORROW)
    assert in_parts.open_uploads == ["w/a/poster.jpg-of-another"]
    assert in_parts.objects == {}


def test_a_storage_that_is_away_ends_the_round(
    in_parts: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    for name in "abc":
        keys.store(f"w/a/{name}", file())
    in_parts.calls.clear()
    in_parts.fail(*[503] * 100)
    sweep(timezone.now() + TOMORROW)
    assert len(in_parts.calls) == house.TRIES
    assert "sweeping goes on later" in caplog.text
    in_parts.faults.clear()
    sweep(timezone.now() + TOMORROW)
    assert in_parts.objects == {} and not Unconfirmed.objects.exists()
