"""Writes money as decimal strings; it never rounds what is stored."""

from __future__ import annotations

from decimal import Decimal


def plain(amount: Decimal | None) -> str | None:
    """A decimal string without exponent or needless zeros: 0.0519."""
    if amount is None:
        return None
    return f"{amount.normalize():f}" if amount else "0"
