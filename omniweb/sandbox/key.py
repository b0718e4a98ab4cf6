"""The key of the sandbox endpoint; it opens nothing but the sandbox."""

from __future__ import annotations

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def sandbox_key() -> str:
    """The installation's own key: a setting, else derived from SECRET_KEY."""
    if settings.SANDBOX_KEY:
        return str(settings.SANDBOX_KEY)
    digest = salted_hmac("omniweb.sandbox.key", "1", algorithm="sha256").hexdigest()
    return f"sk-sandbox-{digest[:40]}"


def opens(authorization: str) -> bool:
    """Whether an Authorization header carries the key."""
    scheme, _, given = authorization.partition(" ")
    same = constant_time_compare(given.strip(), sandbox_key())
    return scheme.lower() == "bearer" and same
