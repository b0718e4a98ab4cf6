"""Where files lie: this machine's disk or Alibaba Cloud OSS; never what they mean.

The door to oss2. A storage key is never a path outside local_copy().
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar, cast
from urllib.parse import quote

import oss2
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.db.models.fields.files import FieldFile
from django.utils.deconstruct import deconstructible
from oss2.credentials import StaticCredentialsProvider
from whitenoise.storage import CompressedManifestStaticFilesStorage

T = TypeVar("T")
TRIES = 5
PIECE = 1 << 20
LARGE = 64 * 1024**2  # beyond this a broken upload goes on where it stopped
LONGEST_S = 604_800  # what signature V4 allows; oss2 does not check


class LocalStorage(FileSystemStorage):
    """Files under MEDIA_ROOT. A key is written again in place: keys are ours."""

    def __init__(self) -> None:
        super().__init__(allow_overwrite=True)


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


class Unavailable(OSError):
    """OSS did not answer after all tries; the message never holds a signed URL."""


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
        keys = StaticCredentialsProvider(
            access_key_id, access_key_secret, security_token or None
        )
        auth = oss2.ProviderAuthV4(keys)
        inner, public = _secure(endpoint), _secure(public_endpoint or endpoint)
        self.bucket = oss2.Bucket(auth, inner, bucket, region=region)
        self.public = oss2.Bucket(auth, public, bucket, region=region)
        self.pause_s = pause_s

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        """The object, spooled to disk; raises FileNotFoundError."""
        spool = tempfile.NamedTemporaryFile()  # noqa: SIM115 - the File closes it

        def fetch() -> None:
            spool.seek(0)
            spool.truncate()
            shutil.copyfileobj(self.bucket.get_object(name), spool, PIECE)

        self._tried(name, fetch)
        spool.seek(0)
        return File(cast("IO[bytes]", spool), name=name)

    def _save(self, name: str, content: Any) -> str:
        """Write the object; large files on disk resume within the tries."""
        kind = getattr(content, "content_type", "") or "application/octet-stream"
        headers = {"Content-Type": kind}
        path = getattr(content, "path", None)
        if path is not None and content.size > LARGE:
            store = oss2.ResumableStore(root=str(settings.UPLOAD_DIR))

            def send() -> None:
                oss2.resumable_upload(
                    self.bucket, name, str(path), store=store, headers=headers
                )

        else:

            def send() -> None:
                content.seek(0)
                self.bucket.put_object(name, content, headers=headers)

        self._tried(name, send)
        return name

    def delete(self, name: str) -> None:
        """Remove the object; one that is gone already is fine."""
        self._tried(name, lambda: self.bucket.delete_object(name))

    def exists(self, name: str) -> bool:
        """Whether the object is there."""
        return bool(self._tried(name, lambda: self.bucket.object_exists(name)))

    def size(self, name: str) -> int:
        """Bytes."""
        return int(
            self._tried(name, lambda: self.bucket.head_object(name)).content_length
        )

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The same name: keys are ours, and writing again is meant."""
        return name

    def url(self, name: str | None) -> str:
        """A URL for an hour, by the public endpoint."""
        return self.signed_url(name or "", 3600)

    def signed_url(self, name: str, seconds: int, download_name: str = "") -> str:
        """A GET by the public endpoint; with download_name it is saved, not shown."""
        params = {}
        if download_name:
            shown = f"attachment; filename*=UTF-8''{quote(download_name, safe='')}"
            params["response-content-disposition"] = shown
        seconds = max(1, min(seconds, LONGEST_S))
        signed = self.public.sign_url(
            "GET", name, seconds, slash_safe=True, params=params
        )
        return str(signed)

    def _tried(self, name: str, call: Callable[[], T]) -> T:
        """oss2 tries once; a reset, 429 and 5xx deserve more, with jitter."""
        for attempt in range(TRIES):
            try:
                return call()
            except oss2.exceptions.NoSuchKey as error:
                raise FileNotFoundError(f"There is no object {name}.") from error
            except oss2.exceptions.OssError as error:
                if not _passing(error) or attempt == TRIES - 1:
                    raise Unavailable(
                        f"OSS refused {name}: status {error.status}, code {error.code},"
                        f" request {error.request_id}."
                    ) from None
                time.sleep(self.pause_s * 2**attempt * random.uniform(0.5, 1))  # noqa: S311
        raise AssertionError("unreachable")


def _secure(endpoint: str) -> str:
    """oss2 takes a bare host name as http."""
    return endpoint if "://" in endpoint else f"https://{endpoint}"


def _passing(error: oss2.exceptions.OssError) -> bool:
    request = isinstance(error, oss2.exceptions.RequestError)
    return request or error.status == 429 or error.status >= 500


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
    file: FieldFile | Stored, seconds: int, download_name: str = ""
) -> str | None:
    """A URL that works without omniweb for a while, or None where there is none."""
    storage, name = file.storage, file.name
    if isinstance(storage, OSSStorage) and name:
        return storage.signed_url(name, seconds, download_name)
    return None


@contextmanager
def local_copy(file: FieldFile) -> Iterator[Path]:
    """A path with the file's content, for reading, while the context lasts.

    On a local storage it is the file itself: never write to it. Its name has no
    ending, so that no reader can be led by one.
    """
    try:
        path = Path(file.path)
    except NotImplementedError:
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR) as directory:
            path = Path(directory) / "original"
            with file.storage.open(file.name or "") as source, path.open("wb") as copy:
                shutil.copyfileobj(source, copy, PIECE)
            yield path
    else:
        yield path
