"""The library as pages and files: load, permit, one call, respond."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.errors import Problem
from omniweb.library import access, actions, narrowing, samples, spool
from omniweb.library.forms import FilterForm
from omniweb.library.shown import Shown
from omniweb.paging import page
from omniweb.serve import named, ranged

ON_A_PAGE = 60


@require_http_methods(["GET", "HEAD", "POST"])
@permit(Role.VIEWER)
def library(request: ActorRequest) -> HttpResponse:
    """The contact sheet, newest first, narrowed by ?q=, kind=, state= and trash=1.

    A form posted here without scripts adds a file of up to 32 MB.
    """
    if request.method == "POST":
        return _add(request)
    form = FilterForm(request.GET)
    mine = access.assets(request.actor)
    items, following = page(form.narrowed(mine), request.GET.get("cursor"), ON_A_PAGE)
    told = {
        "cards": [Shown(asset) for asset in items],
        "filters": form.cleaned_data,
        "marks": narrowing.marks.values(),
        "next": _older(request, following),
        "empty": not items and not mine.kept().exists(),
        "may_edit": request.actor.may(Role.EDITOR),
    }
    return render(request, "library/library.html", told)


def _older(request: ActorRequest, cursor: str | None) -> str | None:
    """The address of the next page, with the same filters."""
    wanted = request.GET.copy()
    wanted["cursor"] = cursor or ""
    return f"?{wanted.urlencode()}" if cursor else None


def _add(request: ActorRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Problem(400, "no_file", "Choose a file first, then add it.")
    path = spool.keep(file)
    actions.receive(actor=request.actor, name=file.name or "", path=path)
    return redirect("library")


@require_POST
@permit(Role.EDITOR)
def make_samples(request: ActorRequest) -> HttpResponse:
    """Put the built-in sample clips into the library."""
    samples.give(actor=request.actor)
    return redirect("library")


@require_POST
@permit(Role.EDITOR)
def remove(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Into the trash, with the way back beside the news."""
    asset = access.get_asset(request.actor, asset_id)
    actions.remove(actor=request.actor, asset=asset)
    back = reverse("asset-restore", args=[asset_id])
    messages.success(request, f"{asset.name} is in the trash.", extra_tags=back)
    return redirect("library")


@require_POST
@permit(Role.EDITOR)
def restore(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Out of the trash."""
    actions.restore(
        actor=request.actor, asset=access.get_asset(request.actor, asset_id)
    )
    return redirect("asset", asset_id)


@require_POST
@permit(Role.EDITOR)
def prepare(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Prepare once more what was refused for no fault of its own."""
    asset = access.get_asset(request.actor, asset_id)
    actions.prepare_again(actor=request.actor, asset=asset)
    return redirect("asset", asset_id)


@require_POST
@permit(Role.EDITOR)
def stop(request: ActorRequest, asset_id: UUID) -> HttpResponse:
    """Stop preparing a file; it can be prepared again."""
    actions.stop(actor=request.actor, asset=access.get_asset(request.actor, asset_id))
    return redirect("asset", asset_id)


@require_safe
@permit(Role.VIEWER)
def original(request: ActorRequest, asset_id: UUID) -> HttpResponseBase:
    """The file as it was given; ?download=1 saves it under its name.

    Before it was measured its content type is unknown: then it is only saved.
    """
    asset = access.get_asset(request.actor, asset_id)
    facts = asset.measured
    kind = facts.mime if facts else "application/octet-stream"
    saved = request.GET.get("download") == "1" or facts is None
    return ranged(request, asset.original, kind, asset.name if saved else None)


@require_safe
@permit(Role.VIEWER)
def rendition(request: ActorRequest, asset_id: UUID, spec: str) -> HttpResponseBase:
    """A file derived from an asset; ?download=1 saves it."""
    found = access.get_rendition(request.actor, asset_id, spec)
    if not found.file.name:
        raise Http404
    name = None
    if request.GET.get("download") == "1":
        name = named(f"{asset_id}-{spec}", found.content_type)
    return ranged(request, found.file, found.content_type, name)
