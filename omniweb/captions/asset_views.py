"""The asset page: a file with what both rooms know of it; load, permit, respond."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.analyses import actions as questions
from omniweb.analyses.forms import QuestionForm
from omniweb.captions import actions, context
from omniweb.captions.forms import DraftForm
from omniweb.errors import Problem
from omniweb.library.access import get_asset
from omniweb.library.models import Asset


@require_safe
@permit(Role.VIEWER)
def asset(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """A file with its questions and captions."""
    return _asset_page(request, get_asset(request.actor, asset_id))


@require_POST
@permit(Role.EDITOR)
def ask(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """A first question; when refused, the page stands again with what was typed."""
    found, form = get_asset(request.actor, asset_id), QuestionForm(request.POST)
    if not form.is_valid():
        return _asset_page(request, found, question=form, status=422)
    try:
        questions.start(actor=request.actor, asset=found, **form.asked())
    except Problem as problem:
        form.add_error(None, problem.message)
        return _asset_page(request, found, question=form, status=problem.status)
    return redirect("asset", found.id)


@require_POST
@permit(Role.EDITOR)
def draft(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Have a caption drafted; when refused, the page says why."""
    found, form = get_asset(request.actor, asset_id), DraftForm(request.POST)
    if not form.is_valid():
        return _asset_page(request, found, draft=form, status=422)
    try:
        caption = actions.draft(actor=request.actor, asset=found, **form.wanted())
    except Problem as problem:
        form.add_error(None, problem.message)
        return _asset_page(request, found, draft=form, status=problem.status)
    return redirect("caption", caption.id)


def _asset_page(
    request: ActorRequest,
    found: Asset,
    *,
    question: forms.Form | None = None,
    draft: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    told = {
        **context.for_asset(
            request.actor,
            found,
            conversation=request.GET.get("conversation", ""),
            caption=request.GET.get("caption", ""),
        ),
        "may_edit": request.actor.may(Role.EDITOR),
        "draft_form": draft or DraftForm(),
        **({"form": question} if question else {}),
    }
    return render(request, "captions/asset.html", told, status=status)
