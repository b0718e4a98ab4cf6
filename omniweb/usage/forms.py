"""What people type on the usage page, checked; it changes nothing."""

from __future__ import annotations

from typing import Any

from django import forms

from omniweb import endpoints
from omniweb.accounts.access import members
from omniweb.accounts.actor import Actor
from omniweb.accounts.forms import Styled

ALL = "All together"


class PeriodForm(forms.Form):
    """The days a person asks about."""

    since = forms.DateField(required=False, label="From")
    until = forms.DateField(required=False, label="To")


class CapForm(Styled, forms.Form):
    """The most that all, or one person, may spend in a month."""

    person = forms.ChoiceField(required=False, label="For whom")
    amount = forms.DecimalField(
        min_value=0,
        max_digits=14,
        decimal_places=6,
        label="Most a month",
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    currency = forms.ChoiceField()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = members(actor).values_list("user__username", flat=True)
        people = self.fields["person"]
        money = self.fields["currency"]
        assert isinstance(people, forms.ChoiceField)  # noqa: S101 - for the type
        assert isinstance(money, forms.ChoiceField)  # noqa: S101
        people.choices = [("", ALL), *((name, name) for name in names)]
        money.choices = [(code, code) for code in currencies()]


def currencies() -> list[str]:
    """Those that the prices of some model are in."""
    prices = (profile.model.prices for profile in endpoints.catalog().profiles())
    return sorted({price.currency for price in prices if price.currency})
