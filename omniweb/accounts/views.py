"""The doors people walk through: setup, sign in, workspaces; no rules of their own."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from omniweb.accounts import setup
from omniweb.accounts.access import get_workspace
from omniweb.accounts.actor import ActorRequest, actor_of
from omniweb.accounts.forms import SetupForm, ThemeForm
from omniweb.accounts.middleware import SESSION_WORKSPACE
from omniweb.accounts.models import Role, Theme, User
from omniweb.accounts.permit import permit
from omniweb.answers import wants_page

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the library, to sign in, or to a word about the first account."""
    if actor_of(request) is not None:
        return redirect("/library/")
    if request.user.is_authenticated:
        return render(request, "accounts/no_workspace.html", status=403)
    if User.objects.exists():
        return redirect("accounts:sign_in")
    return render(request, "accounts/no_account.html")


@never_cache
@sensitive_post_parameters("password")
def first(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time setup link: its form, and the administrator it makes."""
    if not setup.is_open(token):
        raise setup.SetupClosed
    form = SetupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = setup.make_first(token=token, **form.cleaned_data)
        login(request, user, backend=MODEL_BACKEND)
        return redirect("/library/")
    status = 400 if form.errors else 200
    return render(request, "accounts/setup.html", {"form": form}, status=status)


@require_POST
def switch(request: HttpRequest, workspace: UUID) -> HttpResponse:
    """Work in another of one's workspaces."""
    if not isinstance(request.user, User):
        return redirect("accounts:sign_in")
    chosen = get_workspace(request.user, workspace)
    request.session[SESSION_WORKSPACE] = str(chosen.id)
    return redirect("/library/")


@require_POST
@permit(Role.VIEWER)
def theme(request: ActorRequest) -> HttpResponse:
    """Remember light, dark or as the system has it."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse("Choose system, light or dark.", status=400)
    request.actor.user.choose_theme(Theme(form.cleaned_data["theme"]))
    if not wants_page(request):
        return HttpResponse(status=204)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    host = {request.get_host()}
    own = url_has_allowed_host_and_scheme(target, host, request.is_secure())
    return target if own else "/settings/"
