"""Captions as pages, forms and files: load, permit, call, respond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.captions import access, actions, context, export
from omniweb.captions.forms import CaptionForm, form_class
from omniweb.captions.matching import version_named
from omniweb.captions.models import Caption
from omniweb.captions.schema import load
from omniweb.errors import Problem


@require_safe
@permit(Role.VIEWER)
def caption(request: ActorRequest, caption_id: UUID) -> HttpResponse:
    """A caption as a form, with its history."""
    return _caption_page(request, access.get_caption(request.actor, caption_id))


@require_safe
@permit(Role.VIEWER)
def caption_json(request: ActorRequest, caption_id: UUID) -> HttpResponse:
    """A caption as a JSON file."""
    found = access.get_caption(request.actor, caption_id)
    answer = HttpResponse(export.one_to_json(found), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="caption-{found.id}.json"'
    return answer


@require_POST
@permit(Role.EDITOR)
def save(request: ActorRequest, caption_id: UUID) -> HttpResponse:
    """Save a person's words; when refused, they stand in the form beside the others."""
    found = access.get_caption(request.actor, caption_id)
    form = form_class(load(found.schema))(request.POST)
    given = {key: request.POST[key] for key in form.fields if key in request.POST}
    try:
        version = _version(request)
        actions.edit(actor=request.actor, caption=found, data=given, version=version)
    except Problem as problem:
        return _caption_page(request, found, form=form, problem=problem)
    return redirect("caption", found.id)


@require_POST
@permit(Role.EDITOR)
def restore(request: ActorRequest, caption_id: UUID, number: int) -> HttpResponse:
    """Make an earlier version the newest again."""
    found = access.get_caption(request.actor, caption_id)
    try:
        actions.restore(
            actor=request.actor,
            caption=found,
            number=number,
            version=_version(request),
        )
    except Problem as problem:
        return _caption_page(request, found, problem=problem)
    return redirect("caption", found.id)


@require_POST
@permit(Role.APPROVER)
def approve(request: ActorRequest, caption_id: UUID) -> HttpResponse:
    """Approve the version that the page showed."""
    return _decide(request, caption_id, actions.approve)


@require_POST
@permit(Role.APPROVER)
def reject(request: ActorRequest, caption_id: UUID) -> HttpResponse:
    """Reject the version that the page showed, for a reason."""
    reason = request.POST.get("reason", "")
    return _decide(request, caption_id, actions.reject, reason=reason)


@require_POST
@permit(Role.EDITOR)
def cancel(request: ActorRequest, caption_id: UUID) -> HttpResponse:
    """Stop a draft that is being written."""
    found = access.get_caption(request.actor, caption_id)
    actions.cancel(actor=request.actor, caption=found)
    return redirect("caption", found.id)


@require_safe
@permit(Role.VIEWER)
def exported(request: ActorRequest) -> HttpResponse:
    """Approved captions as a file: JSON, or CSV with ?format=csv."""
    rows = access.in_state(request.actor, request.GET.get("state", "approved"))
    rows = rows.order_by("created_at", "id")
    as_csv = request.GET.get("format") == "csv"
    if as_csv:
        text, kind = export.to_csv(rows), "text/csv; charset=utf-8"
    else:
        text, kind = export.to_json(rows), "application/json"
    answer = HttpResponse(text, content_type=kind)
    ending = "csv" if as_csv else "json"
    answer["Content-Disposition"] = f'attachment; filename="captions.{ending}"'
    return answer


def _decide(
    request: ActorRequest,
    caption_id: UUID,
    action: Callable[..., Caption],
    **more: Any,
) -> HttpResponse:
    found = access.get_caption(request.actor, caption_id)
    try:
        action(
            actor=request.actor,
            caption=found,
            version=_version(request),
            now=timezone.now(),
            **more,
        )
    except Problem as problem:
        return _caption_page(request, found, problem=problem)
    return redirect("caption", found.id)


def _version(request: ActorRequest) -> int:
    """The version that the page showed."""
    return version_named(request.POST.get("version"), None, needed=True)


def _caption_page(
    request: ActorRequest,
    found: Caption,
    *,
    form: CaptionForm | None = None,
    problem: Problem | None = None,
) -> HttpResponse:
    """The page; beside a refusal it keeps what was typed and what stands."""
    found = access.get_caption(request.actor, found.id)
    shown = context.for_caption(request.actor, found, form)
    told = {
        "shown": shown,
        "asset": found.asset,
        "problem": problem,
        "may_edit": request.actor.may(Role.EDITOR),
    }
    status = problem.status if problem else 200
    return render(request, "captions/caption.html", told, status=status)
