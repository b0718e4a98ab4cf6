"""Words amounts and counts for people; it never reckons with them."""

from __future__ import annotations

from decimal import Decimal

from django import template

register = template.Library()
SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}
MINUS = "\N{MINUS SIGN}"


@register.filter
def money(amount: Decimal | str | None, currency: str | None) -> str:
    """An amount with its currency: ¥1.50, ¥0.12; small ones as ¥0.061."""
    if amount is None or amount == "":
        return "not known"
    value = Decimal(amount)
    sign = SIGNS.get(currency or "", f"{currency} " if currency else "")
    if value == 0 or abs(value) >= Decimal("0.1"):
        return f"{sign}{value:,.2f}"
    return f"{sign}{Decimal(f'{value:.2g}'):f}"


@register.filter
def percent(share: float) -> str:
    """A difference in whole percent with its sign: +12 %, or 0 %."""
    whole = round(share)
    sign = "+" if whole > 0 else MINUS if whole < 0 else ""
    return f"{sign}{abs(whole)}\N{NO-BREAK SPACE}%"


@register.filter
def counted(number: int) -> str:
    """A count with its thousands set apart."""
    return f"{number:,}"
