"""Conversations and narrations as pages and files: load, permit, call, respond."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from omniweb.accounts.actor import ActorRequest
from omniweb.accounts.models import Role
from omniweb.accounts.permit import permit
from omniweb.analyses import access, actions, context, narration
from omniweb.analyses.forms import QuestionForm
from omniweb.analyses.models import Conversation
from omniweb.errors import Problem
from omniweb.serve import disposition, ranged


@require_safe
@permit(Role.VIEWER)
def conversation(request: ActorRequest, conversation_id: UUID) -> HttpResponse:
    """One conversation alone."""
    found = access.get_conversation(request.actor, conversation_id)
    return _page(request, found)


@require_POST
@permit(Role.EDITOR)
def follow_up(request: ActorRequest, conversation_id: UUID) -> HttpResponse:
    """A further question; when refused, the page stands again with what was typed."""
    found = access.get_conversation(request.actor, conversation_id)
    form = QuestionForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    last = access.analyses(request.actor).filter(conversation=found)
    analysis = last.latest("position")
    try:
        actions.follow_up(actor=request.actor, analysis=analysis, **form.asked())
    except Problem as problem:
        form.add_error(None, problem.message)
        return _page(request, found, form, status=problem.status)
    return redirect("conversation", found.id)


@require_POST
@permit(Role.EDITOR)
def cancel(request: ActorRequest, analysis_id: UUID) -> HttpResponse:
    """Stop an answer."""
    analysis = access.get_analysis(request.actor, analysis_id)
    actions.cancel(actor=request.actor, analysis=analysis)
    return redirect("conversation", analysis.conversation_id)


@require_POST
@permit(Role.EDITOR)
def retry(request: ActorRequest, analysis_id: UUID) -> HttpResponse:
    """Ask the same again."""
    analysis = access.get_analysis(request.actor, analysis_id)
    actions.retry(actor=request.actor, analysis=analysis)
    return redirect("conversation", analysis.conversation_id)


@require_POST
@permit(Role.EDITOR)
def retry_part(request: ActorRequest, analysis_id: UUID, position: int) -> HttpResponse:
    """Ask about one part again."""
    analysis = access.get_analysis(request.actor, analysis_id)
    actions.retry_part(actor=request.actor, analysis=analysis, position=position)
    return redirect("conversation", analysis.conversation_id)


@require_safe
@permit(Role.VIEWER)
def written(request: ActorRequest, answer_id: UUID) -> HttpResponse:
    """An answer's text as a file."""
    answer = access.get_answer(request.actor, answer_id)
    kind = "text/plain; charset=utf-8"
    name = f"{context.file_name(answer, 'answer')}.txt"
    headers = {"Content-Disposition": disposition(name)}
    return HttpResponse(answer.text, content_type=kind, headers=headers)


@require_safe
@permit(Role.VIEWER)
def narrated(request: ActorRequest, answer_id: UUID) -> HttpResponseBase:
    """The speech of an ended answer as WAV, or as MP3 with ?format=mp3, by ranges."""
    answer = access.get_answer(request.actor, answer_id)
    if not answer.job.ended or not narration.keep(answer):
        raise Http404
    as_mp3 = request.GET.get("format") == "mp3"
    file = narration.mp3(answer) if as_mp3 else answer.narration
    ending, kind = ("mp3", "audio/mpeg") if as_mp3 else ("wav", "audio/wav")
    name = f"{context.file_name(answer, 'narration')}.{ending}"
    return ranged(
        request,
        file,
        kind,
        download_name=name if request.GET.get("download") == "1" else None,
        through=request.GET.get("through") == "1",
    )


def _page(
    request: ActorRequest,
    found: Conversation,
    form: QuestionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    told = {
        **context.for_conversation(request.actor, found),
        **context.composer(request.actor),
        "asset": found.asset,
        **({"form": form} if form else {}),
    }
    return render(request, "analyses/conversation.html", told, status=status)
