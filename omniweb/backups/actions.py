"""Takes a backup and restores one; what it meets on the way it tells, line by line."""

from __future__ import annotations

import fcntl
import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from omniweb.accounts.models import User
from omniweb.backups import files, manifest, rows, tables
from omniweb.backups.blobs import Blobs, pieces_of
from omniweb.backups.manifest import BadBackup, Kept, Manifest

Tell = Callable[[str], object]
SECRET = "secret_key"  # noqa: S105 - the name of the file


class Refused(Exception):
    """Nothing was changed; the message says why and what to do."""


def backup(*, directory: Path, now: datetime, tell: Tell) -> Manifest:
    """Copy rows, files and secret key into a directory, also while omniweb runs.

    What the directory holds from the last time is not copied again. Until the new
    manifest stands, the last backup stays whole.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    blobs = Blobs(directory)
    with _alone(directory / "lock", "Another backup is being written there."):
        before = _before(directory)
        with blobs.partial() as copy, tables.standing_still(copy) as using:
            tell("Copying the rows.")
            counts: dict[str, int] = {}
            dumped, _ = _zipped(blobs, rows.dump(apps, using, counts))
            wanted = list(files.named(using))
            migrations = tables.applied(using)
        tell(f"Copying {len(wanted)} files, as far as they are new.")
        kept, missing = _copied(wanted, blobs, before, tell)
        made = Manifest(
            made_at=now.isoformat(),
            version=settings.VERSION,
            rows=dumped,
            counts=counts,
            migrations=migrations,
            secret_key=_secret(blobs, tell),
            files=kept,
            missing=missing,
        )
        manifest.write(directory, made)
        blobs.keep_only(made.blobs)
    return made


def restore(*, directory: Path, replace: bool, partly: bool, tell: Tell) -> Manifest:
    """Make this installation what the backup was, at this code's migrations.

    Refuses, before anything is changed, an installation that holds something unless
    replace says so, and a backup with damage unless partly says so.
    """
    found = manifest.read(directory)
    blobs = Blobs(directory)
    running = "omniweb runs on this data directory. Stop it first."
    with _alone(settings.DATA_DIR / "jobs.lock", running):
        if not replace and not _empty():
            raise Refused(
                "This installation holds something already. Restore into an empty one,"
                " or add --replace to lose what it holds."
            )
        tables.known(found.migrations)
        tell(f"Checking {len(found.blobs)} files of the backup.")
        kept = _whole(found, blobs, partly, tell)
        before = _keys()
        tell(f"Storing {len(kept)} files.")
        for one in kept:
            files.copy_in(one, blobs)
        tell("Writing the rows.")
        models = tables.made_anew(found.migrations)
        with gzip.open(blobs.path(found.rows)) as lines:
            rows.load(models, lines)
        call_command("migrate", verbosity=0, interactive=False)
        _set_secret(found, blobs, tell)
        for key in before - {one.key for one in kept}:
            default_storage.delete(key)
    return found


@contextmanager
def _alone(path: Path, taken: str) -> Iterator[None]:
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(taken) from error
        yield


def _before(directory: Path) -> dict[str, Kept]:
    if not (directory / manifest.NAME).exists():
        return {}
    return {kept.key: kept for kept in manifest.read(directory).files}


def _zipped(blobs: Blobs, lines: Iterator[bytes]) -> tuple[str, int]:
    with blobs.partial() as path:
        with gzip.open(path, "wb", compresslevel=3) as target:
            target.writelines(lines)
        with path.open("rb") as source:
            return blobs.put(pieces_of(source))


def _copied(
    wanted: list[files.Named], blobs: Blobs, before: dict[str, Kept], tell: Tell
) -> tuple[list[Kept], list[str]]:
    kept, missing = [], []
    for file in wanted:
        try:
            one = files.copy_out(file, blobs, before.get(file.key))
        except FileNotFoundError:
            missing.append(file.key)
            continue
        kept.append(one)
        if file.sha256 and file.sha256 != one.sha256:
            tell(f"Damaged in the storage: {file.key} is not what its row says.")
    # Deleted since the rows were copied, row and all, is not missing.
    still = _keys() if missing else set()
    missing = [key for key in missing if key in still]
    for key in missing:
        tell(f"Missing in the storage: {key}")
    return kept, missing


def _keys() -> set[str]:
    """The files that rows name now; none where there are no such tables."""
    try:
        return {file.key for file in files.named(DEFAULT_DB_ALIAS)}
    except DatabaseError:
        return set()


def _empty() -> bool:
    try:
        return not User.objects.exists() and not _keys()
    except DatabaseError:
        return True


def _whole(found: Manifest, blobs: Blobs, partly: bool, tell: Tell) -> list[Kept]:
    """The files that can be restored; raises BadBackup when that is not enough."""
    broken = {sha256 for sha256 in found.blobs if not blobs.whole(sha256)}
    if found.rows in broken or found.secret_key in broken:
        raise BadBackup("The backup's rows or key are damaged. Take another backup.")
    lost = [kept.key for kept in found.files if kept.sha256 in broken]
    for key in [*found.missing, *lost]:
        tell(f"Missing in the backup: {key}")
    if lost and not partly:
        raise BadBackup(
            f"{len(lost)} files of the backup are missing or damaged. Mend it, or add"
            " --partly to restore everything else."
        )
    return [kept for kept in found.files if kept.sha256 not in broken]


def _secret(blobs: Blobs, tell: Tell) -> str:
    path = settings.DATA_DIR / SECRET
    if not path.exists() or path.read_text().strip() != settings.SECRET_KEY:
        tell("The secret key comes from the environment: keep it where you keep that.")
        return ""
    return blobs.put([path.read_bytes()])[0]


def _set_secret(found: Manifest, blobs: Blobs, tell: Tell) -> None:
    path = settings.DATA_DIR / SECRET
    if not found.secret_key:
        tell("The backup holds no secret key: set SECRET_KEY as it was.")
        return
    partial = path.with_suffix(".restored")
    partial.touch(mode=0o600)
    partial.write_bytes(blobs.path(found.secret_key).read_bytes())
    partial.replace(path)
