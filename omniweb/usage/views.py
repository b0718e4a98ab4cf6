"""The usage page and its budgets: load, permit, respond; it counts nothing itself."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.usage import actions, budgets, learning, report
from omniweb.usage.forms import CapForm, PeriodForm

DAYS = 30
TABLES: list[tuple[str, report.By]] = [
    ("Day", "day"),
    ("Person", "user"),
    ("Model", "model"),
]


@permit(Role.VIEWER)
def usage(request: ActorRequest) -> HttpResponse:
    """Money and tokens by day, person and model."""
    return _page(request, CapForm(actor=request.actor))


@require_POST
@permit(Role.ADMINISTRATOR)
def set_budget(request: ActorRequest) -> HttpResponse:
    """Cap what may be spent a month."""
    form = CapForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _page(request, form, 400)
    actions.set_cap(actor=request.actor, **form.cleaned_data)
    messages.success(request, "The budget is set.")
    return redirect("/usage/#budgets")


@require_POST
@permit(Role.ADMINISTRATOR)
def remove_budget(request: ActorRequest, cap_id: UUID) -> HttpResponse:
    """Take a budget away."""
    actions.remove_cap(actor=request.actor, cap=actions.get_cap(request.actor, cap_id))
    messages.success(request, "The budget is removed.")
    return redirect("/usage/#budgets")


def _page(request: ActorRequest, cap_form: CapForm, status: int = 200) -> HttpResponse:
    form, now = PeriodForm(request.GET), timezone.now()
    form.is_valid()
    until = form.cleaned_data.get("until") or now.date()
    since = form.cleaned_data.get("since") or until - timedelta(days=DAYS)
    workspace = request.actor.workspace
    rows = list(report.entries(workspace, since=since, until=until))
    learned = learning.runs(workspace)
    context = {
        "since": since,
        "until": until,
        "tables": [(name, report.summed(rows, by, learned)) for name, by in TABLES],
        "totals": report.summed(rows, "all"),
        "calls": len(rows),
        "budgets": budgets.standings(workspace, now=now),
        "cap_form": cap_form,
        "administers": request.actor.may(Role.ADMINISTRATOR),
    }
    return render(request, "usage/usage.html", context, status=status)
