"""The storage for tests that need one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import oss2
import pytest

from omniweb.storage import OSSStorage
from tests.oss import BUCKET, KEY_ID, KEY_SECRET, REGION, options
from tests.oss.bucket import Bucket


def signing(bucket: Bucket) -> oss2.Bucket:
    """oss2 with the right keys."""
    auth = oss2.AuthV4(KEY_ID, KEY_SECRET)
    return oss2.Bucket(auth, bucket.endpoint, BUCKET, region=REGION)


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> Path:
    """A data directory for one test."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    return Path(settings.DATA_DIR)


@pytest.fixture
def oss(bucket: Bucket) -> OSSStorage:
    """The product's storage in the bucket."""
    return OSSStorage(**options(bucket.endpoint))
