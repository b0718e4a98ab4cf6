"""One bucket of Alibaba Cloud OSS, asked with patience; never what lies in it and why.

The door to oss2, which tries once. Here each request, and each part of a large file,
is tried again after a reset, 429 or 5xx; every content is checked by its CRC64; and
no error holds a secret or a signed address (uploads notes).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeVar

import oss2
from oss2.credentials import StaticCredentialsProvider
from oss2.exceptions import InconsistentError, NotFound, OssError, RequestError
from oss2.utils import Crc64, calc_obj_crc_from_parts, check_crc

T = TypeVar("T")
Tell = Callable[[int, int], None]  # bytes done, of all
TRIES = 6
PIECE = 1 << 20
PART = 8 * 1024**2  # one part up or one range down; no more of a file is in memory
LARGE = 64 * 1024**2  # from here on a file goes in parts


class Unavailable(OSError):
    """OSS did not do it after all tries; the message never holds a signed address."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where the bucket is and who asks; its repr holds no secret."""

    endpoint: str
    region: str
    bucket: str
    key_id: str = field(repr=False)
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)
    pause_s: float = 0.5


def opened(account: Account) -> Bucket:
    """The bucket, with a Session of its own, which must not be shared over a fork.

    Raises ValueError for an endpoint or a bucket's name that oss2 does not take.
    """
    keys = StaticCredentialsProvider(
        account.key_id, account.secret, account.token or None
    )
    auth, place = oss2.ProviderAuthV4(keys), account.endpoint
    # oss2 takes a bare host name as http.
    place = place if "://" in place else f"https://{place}"
    try:
        bucket = Bucket(auth, place, account.bucket, region=account.region)
    except oss2.exceptions.ClientError:
        wrong = f"OSS_ENDPOINT={account.endpoint!r} or OSS_BUCKET={account.bucket!r}"
        raise ValueError(f"{wrong} is not one that OSS has.") from None
    bucket.pause_s = account.pause_s
    return bucket


class Bucket(oss2.Bucket):  # type: ignore[misc]
    """oss2's bucket, whose requests are tried again. Raises OssError still."""

    pause_s = 0.5

    def tried(self, call: Callable[[], T]) -> T:
        """Answer the call, tried again with jitter while its failure may pass."""
        for attempt in range(TRIES):
            try:
                return call()
            except OSError as broken:
                # A body that breaks off raises what requests raises, without errno.
                error: Exception = broken
                passing = broken.errno is None
            except OssError as refused:
                error = refused
                passing = _passing(refused)
            if not passing or attempt == TRIES - 1:
                raise error
            time.sleep(self.pause_s * 2**attempt * random.uniform(0.5, 1))  # noqa: S311
        raise AssertionError("unreachable")

    def init_multipart_upload(self, *named: Any, **more: Any) -> Any:
        """Begin, or begin once more: an upload left open is aborted by the sweep."""
        return self.tried(partial(super().init_multipart_upload, *named, **more))

    def list_parts(self, *named: Any, **more: Any) -> Any:
        """What of an upload is there."""
        return self.tried(partial(super().list_parts, *named, **more))

    def upload_part(
        self, key: str, upload_id: str, number: int, data: Any, **more: Any
    ) -> Any:
        """Send one part, from its beginning at each try."""
        start, send = data.file_object.tell(), super().upload_part

        def again() -> Any:
            data.file_object.seek(start)
            data.offset = 0
            return send(key, upload_id, number, data, **more)

        return self.tried(again)

    def complete_multipart_upload(
        self, key: str, upload_id: str, parts: Any, **more: Any
    ) -> Any:
        """End an upload, also one whose end was done and the news of it lost."""
        end = partial(super().complete_multipart_upload, key, upload_id, parts, **more)
        try:
            return self.tried(lambda: _whole(end))
        except oss2.exceptions.NoSuchUpload:
            found = self.tried(lambda: self.head_object(key))
            check_crc("end", calc_obj_crc_from_parts(parts), found.server_crc, "")
            return found

    def put_file(self, key: str, path: Path, kind: str, notes: Path) -> None:
        """Send a large file in parts; called again it goes on where it stopped.

        What is sent already is written down in notes, a directory that outlives
        this process.
        """
        store = oss2.ResumableStore(root=str(notes.parent), dir=notes.name)
        noted = store.make_store_key(self.bucket_name, key, str(path.absolute()))
        goes_on = store.get(noted) is not None
        oss2.resumable_upload(
            self,
            key,
            str(path),
            store=store,
            headers={"Content-Type": kind},
            multipart_threshold=1,
            part_size=PART,
            num_threads=1,
        )
        if goes_on:
            # oss2 knows no CRC of parts that another process sent.
            self._compare(key, path)

    def _compare(self, key: str, path: Path) -> None:
        crc = Crc64()
        with path.open("rb") as file:
            while data := file.read(PIECE):
                crc(data)
        found = self.tried(lambda: self.head_object(key))
        check_crc("resumed upload", crc.crc, found.server_crc, found.request_id)

    def fetch(self, key: str, target: IO[bytes], tell: Tell) -> None:
        """Write the object into target, range by range."""
        found = self.tried(lambda: self.head_object(key))
        size, crc, same = found.content_length, Crc64(), {"If-Match": found.etag}
        for at in range(0, size, PART):
            span = at, min(at + PART, size) - 1
            get = partial(self.get_object, key, byte_range=span, headers=same)
            data = self.tried(lambda get=get: get().read())  # type: ignore[misc]
            crc(data)
            target.write(data)
            tell(span[1] + 1, size)
        check_crc("fetch", crc.crc, found.server_crc, found.request_id)

    def discard(self, key: str) -> None:
        """Abort uploads to the key that were left open, then delete the object."""
        for upload in self.tried(lambda: [*self._open_uploads(key)]):
            drop = partial(self.abort_multipart_upload, key, upload)
            try:
                self.tried(drop)
            except oss2.exceptions.NoSuchUpload:
                continue  # it was ended meanwhile
        self.tried(lambda: self.delete_object(key))

    def _open_uploads(self, key: str) -> list[str]:
        found = oss2.MultipartUploadIterator(self, prefix=key, max_retries=1)
        return [upload.upload_id for upload in found if upload.key == key]


class Damaged(Exception):
    """The whole is another than what was sent, though its parts were right."""


def _whole(end: Callable[[], T]) -> T:
    """A whole that came out wrong is not ended a second time."""
    try:
        return end()
    except InconsistentError as error:
        raise Damaged(f"request {error.request_id}") from None


def _passing(error: OssError) -> bool:
    passes = isinstance(error, RequestError | InconsistentError)
    return passes or error.status == 429 or error.status >= 500


@dataclass
class PerProcess:
    """The account's bucket, opened once in each process."""

    account: Account
    _opened: tuple[int, Bucket] | None = field(default=None, repr=False)

    def __call__(self) -> Bucket:
        """This process's bucket."""
        if self._opened is None or self._opened[0] != os.getpid():
            self._opened = os.getpid(), opened(self.account)
        return self._opened[1]


def told(name: str, call: Callable[[], T]) -> T:
    """Answer the call; FileNotFoundError or Unavailable without what may be secret."""
    try:
        return call()
    except OssError as error:
        if isinstance(error, NotFound) and error.code in ("NoSuchKey", ""):
            raise FileNotFoundError(f"There is no object {name}.") from None
        raise Unavailable(
            f"OSS refused {name}: status {error.status}, code {error.code},"
            f" request {error.request_id}, EC {error.ec}."
        ) from None
    except Damaged as error:
        raise Unavailable(f"OSS holds {name} damaged: {error}.") from None
    except OSError as error:
        if error.errno is not None:
            raise
        raise Unavailable(f"OSS broke off {name}: {type(error).__name__}.") from None
