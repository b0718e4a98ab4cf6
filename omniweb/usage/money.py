"""Rounds money to what rows keep, and writes it as decimal strings; it stores none."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

SMALLEST = Decimal("0.000001")


def kept(amount: Decimal | None) -> Decimal | None:
    """To the millionth, a half to the even one.

    PostgreSQL would round a half up where SQLite gets the even one: one of them is
    off by a millionth from what the endpoint counted.
    """
    return None if amount is None else amount.quantize(SMALLEST, ROUND_HALF_EVEN)


def plain(amount: Decimal | None) -> str | None:
    """A decimal string to the millionth, as rows keep it, without idle zeros."""
    rounded = kept(amount)
    if rounded is None:
        return None
    return f"{rounded.normalize():f}" if rounded else "0"
