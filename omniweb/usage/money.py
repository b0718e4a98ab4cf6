"""Writes money as decimal strings; it never changes what is stored."""

from __future__ import annotations

from decimal import Decimal

SMALLEST = Decimal("0.000001")


def plain(amount: Decimal | None) -> str | None:
    """A decimal string to the millionth, as rows keep it, without idle zeros."""
    if amount is None:
        return None
    rounded = amount.quantize(SMALLEST)
    return f"{rounded.normalize():f}" if rounded else "0"
