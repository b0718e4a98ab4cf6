"""Where files lie: this machine's disk or Alibaba Cloud OSS; never what they mean.

A storage key is never a path outside local_copy(). bucket.py speaks to OSS.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models.fields.files import FieldFile
from django.utils.deconstruct import deconstructible
from whitenoise.storage import CompressedManifestStaticFilesStorage

from omniweb.bucket import LARGE, Account, PerProcess, Tell, told
from omniweb.work import work_directory, workplace

SENDING = "sending"  # where it is noted how far large files were sent
LONGEST_S = 604_800  # what signature V4 allows; oss2 does not check


class LocalStorage(FileSystemStorage):
    """Files under MEDIA_ROOT. A key is written again in place: keys are ours."""

    def __init__(self) -> None:
        super().__init__(allow_overwrite=True)

    def discard(self, name: str) -> None:
        """Remove the file; one that is gone already is fine."""
        self.delete(name)


class Movable(File):  # type: ignore[type-arg]
    """A finished file on this disk, which a local storage may move into place."""

    def __init__(self, path: Path, content_type: str = "") -> None:
        super().__init__(cast("IO[bytes]", path.open("rb")), name=path.name)
        self.path = path
        self.content_type = content_type

    def temporary_file_path(self) -> str:
        """What tells FileSystemStorage to move rather than copy."""
        return str(self.path)


class HashedStatic(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Static files named by their content, imports of ES modules included."""

    support_js_module_import_aggregation = True
    # A name changes with those of all modules below it: one pass a storey.
    max_post_process_passes = 12


@deconstructible
class OSSStorage(Storage):
    """Files in one OSS bucket, signed with V4 (uploads notes)."""

    def __init__(
        self,
        *,
        endpoint: str,
        region: str,
        bucket: str,
        access_key_id: str,
        access_key_secret: str,
        security_token: str = "",
        public_endpoint: str = "",
        pause_s: float = 0.5,
    ) -> None:
        # A region that is absent would be signed as empty, without a word.
        if not re.fullmatch(r"[a-z]{2,}-[a-z0-9-]+", region) or region[:4] == "oss-":
            raise ImproperlyConfigured(
                f"OSS_REGION={region!r} is not a region. Use one like cn-hangzhou,"
                " without the oss- in front."
            )
        inner = Account(
            endpoint=endpoint,
            region=region,
            bucket=bucket,
            key_id=access_key_id,
            secret=access_key_secret,
            token=security_token,
            pause_s=pause_s,
        )
        self.bucket = PerProcess(inner)
        public = replace(inner, endpoint=public_endpoint or endpoint)
        self.public = PerProcess(public)
        try:
            self.bucket(), self.public()
        except ValueError as error:
            raise ImproperlyConfigured(str(error)) from None

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        """The object, spooled to the data directory's disk; FileNotFoundError."""
        # It has no name, so that no kill leaves it.
        spool = tempfile.TemporaryFile(dir=workplace())  # noqa: SIM115 - the File closes it
        try:
            self.fetch(name, spool)
        except BaseException:
            spool.close()
            raise
        spool.seek(0)
        return File(cast("IO[bytes]", spool), name=name)

    def fetch(
        self, name: str, target: Any, tell: Tell = lambda done, size: None
    ) -> None:
        """Write the object into an open file, telling how many bytes of all are here.

        Raises FileNotFoundError, Unavailable.
        """
        bucket = self.bucket()
        told(name, lambda: bucket.fetch(name, target, tell))

    def _save(self, name: str, content: Any) -> str:
        """Write the object; a large file on disk goes on where an earlier try ended."""
        kind = getattr(content, "content_type", "") or "application/octet-stream"
        path, bucket = getattr(content, "path", None), self.bucket()
        if path is not None and content.size >= LARGE:
            notes = Path(settings.DATA_DIR) / SENDING
            told(name, lambda: bucket.put_file(name, path, kind, notes))
            return name

        def put() -> None:
            content.seek(0)
            bucket.put_object(name, content, headers={"Content-Type": kind})

        told(name, lambda: bucket.tried(put))
        return name

    def delete(self, name: str) -> None:
        """Remove the object; one that is gone already is fine."""
        self._tried(name, lambda bucket: bucket.delete_object(name))

    def discard(self, name: str) -> None:
        """Remove the object and what was sent of it in uploads that nobody ended."""
        bucket = self.bucket()
        told(name, lambda: bucket.discard(name))

    def exists(self, name: str) -> bool:
        """Whether the object is there."""
        return bool(self._tried(name, lambda bucket: bucket.object_exists(name)))

    def size(self, name: str) -> int:
        """Bytes; raises FileNotFoundError."""
        found = self._tried(name, lambda bucket: bucket.head_object(name))
        return int(found.content_length)

    def get_modified_time(self, name: str) -> datetime:
        """When the object was written; raises FileNotFoundError."""
        found = self._tried(name, lambda bucket: bucket.head_object(name))
        return datetime.fromtimestamp(found.last_modified, UTC)

    def _tried(self, name: str, ask: Callable[[Any], Any]) -> Any:
        bucket = self.bucket()
        return told(name, lambda: bucket.tried(lambda: ask(bucket)))

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The same name: keys are ours, and writing again is meant."""
        return name

    def url(self, name: str | None) -> str:
        """A URL for an hour, by the public endpoint."""
        return self.signed_url(name or "", 3600)

    def signed_url(
        self, name: str, seconds: int, download_name: str = "", content_type: str = ""
    ) -> str:
        """A GET by the public endpoint; with download_name it is saved, not shown.

        content_type is what it is answered as; else what it was stored as.
        """
        params = {}
        if download_name:
            shown = f"attachment; filename*=UTF-8''{quote(download_name, safe='')}"
            params["response-content-disposition"] = shown
        if content_type:
            params["response-content-type"] = content_type
        seconds = max(1, min(seconds, LONGEST_S))
        signed = self.public().sign_url(
            "GET", name, seconds, slash_safe=True, params=params
        )
        return str(signed)


@dataclass(frozen=True, slots=True)
class Stored:
    """A file by its key, where no row's field holds it."""

    storage: Storage
    name: str

    @property
    def size(self) -> int:
        """Bytes."""
        return self.storage.size(self.name)


def signed_url(
    file: FieldFile | Stored,
    seconds: int,
    download_name: str = "",
    content_type: str = "",
) -> str | None:
    """A URL that works without omniweb for a while, or None where there is none."""
    storage, name = file.storage, file.name
    if isinstance(storage, OSSStorage) and name:
        return storage.signed_url(name, seconds, download_name, content_type)
    return None


@contextmanager
def local_copy(file: FieldFile, tell: Tell = lambda done, size: None) -> Iterator[Path]:
    """A path with the file's content, for reading, while the context lasts.

    On a local storage it is the file itself: never write to it. From elsewhere it is
    fetched first, and tell hears how many bytes of all are here; what it raises ends
    the fetching. Its name has no ending, so that no reader can be led by one.
    """
    try:
        path = Path(file.path)
    except NotImplementedError:
        with work_directory(workplace()) as directory:
            path = Path(directory) / "original"
            with path.open("wb") as copy:
                cast("OSSStorage", file.storage).fetch(file.name or "", copy, tell)
            yield path
    else:
        yield path
