"""The question as a page's form sends it; it never asks anything itself."""

from __future__ import annotations

from typing import Any

from django import forms

from omniweb.analyses.actions import LONGEST_PROMPT
from omniweb.analyses.options import Options


class QuestionForm(forms.Form):
    """A question, the model, and how the answer is wanted."""

    prompt = forms.CharField(max_length=LONGEST_PROMPT, widget=forms.Textarea)
    model = forms.CharField(required=False, max_length=120)
    narrate = forms.BooleanField(required=False)
    voice = forms.CharField(required=False, max_length=60)
    language = forms.CharField(required=False, max_length=40)
    thinking = forms.BooleanField(required=False)
    sampling = forms.CharField(required=False, max_length=40)
    idempotency_key = forms.CharField(required=False, max_length=120)

    def options(self) -> Options:
        """How the answer is wanted."""
        given = self.cleaned_data
        return Options(
            narrate=given["narrate"],
            voice=given["voice"] or None,
            language=given["language"] or None,
            thinking=given["thinking"],
            sampling=given["sampling"] or "auto",
        )

    def asked(self) -> dict[str, Any]:
        """The arguments of actions.start and actions.follow_up."""
        given = self.cleaned_data
        return {
            "prompt": given["prompt"],
            "model": given["model"] or None,
            "options": self.options(),
            "key": given["idempotency_key"] or None,
        }
