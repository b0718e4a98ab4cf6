"""The usage page: load, permit, respond; it never counts anything itself."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.usage import learning, report

DAYS = 30
TABLES: list[tuple[str, report.By]] = [
    ("Day", "day"),
    ("Person", "user"),
    ("Model", "model"),
]


class PeriodForm(forms.Form):
    """The days a person asks about."""

    since = forms.DateField(required=False, label="From")
    until = forms.DateField(required=False, label="To")


@permit(Role.VIEWER)
def usage(request: ActorRequest) -> HttpResponse:
    """Money and tokens by day, person and model."""
    form = PeriodForm(request.GET)
    form.is_valid()
    until = form.cleaned_data.get("until") or timezone.now().date()
    since = form.cleaned_data.get("since") or until - timedelta(days=DAYS)
    workspace = request.actor.workspace
    rows = list(report.entries(workspace, since=since, until=until))
    learned = learning.runs(workspace)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "tables": [(name, report.summed(rows, by, learned)) for name, by in TABLES],
        "totals": report.summed(rows, "all"),
        "calls": len(rows),
    }
    return render(request, "usage/usage.html", context)
