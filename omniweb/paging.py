"""Lists by cursor: stable while rows arrive; it never counts or skips rows."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, TypeVar

from django.core.exceptions import FieldError, ValidationError
from django.db.models import Model, Q, QuerySet

from omniweb.errors import Problem

M = TypeVar("M", bound=Model)
LARGEST = 200


def page(
    queryset: QuerySet[M],
    cursor: str | None,
    limit: int = 50,
    key: str = "-created_at",
) -> tuple[list[M], str | None]:
    """One page ordered by key, then primary key; the cursor of the next, or None.

    key is a field of the row, with "-" for newest first. A cursor is what the
    page before answered; any other text raises a Problem (400 bad_cursor).
    """
    name, down = key.lstrip("-"), key.startswith("-")
    sign, beyond = ("-", "lt") if down else ("", "gt")
    rows = queryset.order_by(f"{sign}{name}", f"{sign}pk")
    limit = max(1, min(limit, LARGEST))
    try:
        if cursor:
            at, pk = _read(cursor)
            rows = rows.filter(
                Q(**{f"{name}__{beyond}": at}) | Q(**{name: at, f"pk__{beyond}": pk})
            )
        found = list(rows[: limit + 1])
    except (ValidationError, FieldError, ValueError, TypeError) as error:
        raise _bad_cursor() from error
    items = found[:limit]
    return items, _write(items[-1], name) if len(found) > limit else None


def _write(row: Model, name: str) -> str:
    text = json.dumps([getattr(row, name), row.pk], default=_plain)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(cursor: str) -> tuple[Any, Any]:
    try:
        at, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, TypeError) as error:
        raise _bad_cursor() from error
    return at, pk


def _bad_cursor() -> Problem:
    return Problem(
        400,
        "bad_cursor",
        "This cursor is not one the list gave. Leave it out to begin at the start.",
        {"cursor": "Use the value of next from the page before."},
    )
