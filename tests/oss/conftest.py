"""The storage for tests that need one."""

from __future__ import annotations

import oss2

from tests.oss import BUCKET, KEY_ID, KEY_SECRET, REGION
from tests.oss.bucket import Bucket


def signing(bucket: Bucket) -> oss2.Bucket:
    """oss2 with the right keys."""
    auth = oss2.AuthV4(KEY_ID, KEY_SECRET)
    return oss2.Bucket(auth, bucket.endpoint, BUCKET, region=REGION)
