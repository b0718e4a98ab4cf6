"""Puts the month's counters right by the ledger now and then; it books no call."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from omniweb.usage import counters, ledger

logger = logging.getLogger(__name__)
# No call lasts that long; what is still open belongs to nobody any more.
LOST_AFTER = timedelta(days=1)


def put_right(now: datetime) -> None:
    """Close calls that a crash left open, then count this month and the last anew."""
    ledger.abandon_lost(before=now - LOST_AFTER, now=now)
    last_month = now - timedelta(days=now.astimezone(counters.UTC).day)
    for month in map(counters.month_of, (last_month, now)):
        off = counters.reconcile(month)
        if off:
            logger.warning("%d budget counters of %s were off.", off, f"{month:%B %Y}")
