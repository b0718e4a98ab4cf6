"""An object storage that checks signatures, for tests: one bucket on this machine.

`python -m tests.oss PORT` serves it as a process and prints its address; Bucket runs
it in a thread. What asks it with other keys than these is refused.
"""

from __future__ import annotations

from typing import Any

BUCKET = "clips"
REGION = "cn-hangzhou"
KEY_ID = "test-key-id"
KEY_SECRET = "test-key-secret-never-to-be-shown"
# How OSSStorage names the same.
KEYS = {"access_key_id": KEY_ID, "access_key_secret": KEY_SECRET}


def environment(endpoint: str) -> dict[str, str]:
    """What an operator sets to keep media there."""
    return {
        "OSS_ENDPOINT": endpoint,
        "OSS_REGION": REGION,
        "OSS_BUCKET": BUCKET,
        "OSS_ACCESS_KEY_ID": KEY_ID,
        "OSS_ACCESS_KEY_SECRET": KEY_SECRET,
    }


def options(endpoint: str) -> dict[str, str | float]:
    """What OSSStorage is made with to use it; tries follow each other at once."""
    place = {"endpoint": endpoint, "region": REGION, "bucket": BUCKET}
    return {**place, **KEYS, "pause_s": 0.001}


def in_oss(settings: Any, endpoint: str, **more: str) -> None:
    """Keep media there from now on, in a test's settings."""
    kept = {**options(endpoint), **more}
    backend = {"BACKEND": "omniweb.storage.OSSStorage", "OPTIONS": kept}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
