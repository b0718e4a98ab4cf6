"""What OSS needs in the settings, given its names; it reads no environment and opens
nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit


def refused(names: Mapping[str, str]) -> str:
    """The sentence that says what is missing of a set begun; empty when it can work."""
    missing = ", ".join(name for name, value in names.items() if not value)
    if not missing or not any(names.values()):
        return ""
    return f"OSS is set up in part. Set {missing} too, or remove the other OSS_ names."


def origin(endpoint: str, bucket: str) -> str:
    """The origin of signed addresses, as a page's policy names it.

    OSS answers under the bucket's own host name; an address by number has none, so
    there the bucket is the path's first part.
    """
    place = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
    own = place.netloc if _by_number(place.hostname) else f"{bucket}.{place.netloc}"
    return f"{place.scheme}://{own}"


def _by_number(host: str | None) -> bool:
    try:
        return host == "localhost" or bool(ipaddress.ip_address(host or ""))
    except ValueError:
        return False
