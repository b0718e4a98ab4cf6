"""Batches as pages and files: load, permit, one call, respond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.batches import access, actions, context, export
from omniweb.batches.forms import PresetForm, SelectionForm
from omniweb.batches.models import Batch
from omniweb.batches.presets import Preset
from omniweb.errors import Problem
from omniweb.paging import page

Verb = Callable[..., Batch]
ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permit(Role.VIEWER)
def batches(request: ActorRequest) -> HttpResponse:
    """All batches, newest first; a form posted here plans a further one."""
    if request.method == "POST":
        return _plan(request)
    rows, following = page(access.batches(request.actor), request.GET.get("cursor"))
    told = context.for_list(request.actor, rows, following)
    return render(request, "batches/batches.html", told)


def _plan(request: ActorRequest) -> HttpResponse:
    form = SelectionForm(request.POST)
    if not form.is_valid():
        raise Problem(400, "bad_selection", "Choose the files in the library again.")
    chosen = form.selection(request.actor)
    if chosen.said and not chosen.assets:
        messages.info(request, f"{chosen.said}: there are none.")
        return redirect("batches")
    batch = actions.plan(
        actor=request.actor,
        selection=chosen,
        preset=Preset(schema=form.cleaned_data["schema"] or "marketing"),
        key=form.cleaned_data["idempotency_key"] or None,
    )
    return redirect("batch", batch.id)


@require_safe
@permit(Role.VIEWER)
def batch(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """One batch: its forecast before the start, its files from then on."""
    found = access.get_batch(request.actor, batch_id)
    return _page(request, found)


@require_POST
@permit(Role.EDITOR)
def preset(request: ActorRequest, batch_id: UUID) -> HttpResponse:
    """Another preset for a planned batch; with `start` it begins at once."""
    found, form = access.get_batch(request.actor, batch_id), PresetForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    name = form.cleaned_data["name"]
    try:
        actions.change(
            actor=request.actor, batch=found, preset=form.preset(), name=name
        )
        if "start" in request.POST:
            actions.start(
                actor=request.actor,
                batch=access.get_batch(request.actor, batch_id),
                now=timezone.now(),
            )
    except Problem as problem:
        form.add_error(None, problem.message)
        return _page(request, found, form, status=problem.status)
    return redirect("batch", batch_id)


def _does(verb: Verb) -> Callable[..., Any]:
    """A view that does this to a batch and shows it again; a refusal is told there."""

    @require_POST
    @permit(Role.EDITOR)
    def done(request: ActorRequest, /, batch_id: UUID, **more: Any) -> HttpResponse:
        found = access.get_batch(request.actor, batch_id)
        try:
            verb(actor=request.actor, batch=found, now=timezone.now(), **more)
        except Problem as problem:
            messages.error(request, problem.message)
        return redirect("batch", batch_id)

    return done


pause, resume, cancel = (
    _does(actions.pause),
    _does(actions.resume),
    _does(actions.cancel),
)
retry = _does(actions.retry)


@require_POST
@permit(Role.EDITOR)
def retry_item(request: ActorRequest, batch_id: UUID, item_id: UUID) -> HttpResponse:
    """Ask again about one file."""
    item = access.get_item(request.actor, batch_id, item_id)
    actions.retry(
        actor=request.actor, batch=item.batch, now=timezone.now(), item=item.id
    )
    return redirect("batch", batch_id)


@require_safe
@permit(Role.VIEWER)
def exported(request: ActorRequest, batch_id: UUID, form: str) -> HttpResponse:
    """What came of its files, as CSV or JSON to save."""
    return export.file(access.get_batch(request.actor, batch_id), form)


def _page(
    request: ActorRequest,
    found: Batch,
    form: PresetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    state, cursor = request.GET.get("state", ""), request.GET.get("cursor")
    rows = access.items(found, state)
    items, following = page(rows, cursor, ON_A_PAGE, "position")
    told = context.for_batch(request.actor, found, items, form)
    told |= {"shown_state": state, "next": following, "cursor": cursor or ""}
    return render(request, "batches/batch.html", told, status=status)
