"""The question as a page's form sends it; it never asks anything itself."""

from __future__ import annotations

import re
from typing import Any, Self, get_args

from django import forms

from omniweb.analyses.actions import LONGEST_PROMPT
from omniweb.analyses.models import Analysis
from omniweb.analyses.options import Options, place, preset
from omniweb.providers.plan import Effort

CLOCK = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")
PARTS_CHOICES = [
    ("auto", "Only where it is too long"),
    ("on", "Yes, of a minute and a half"),
    ("off", "No, as a whole"),
]
EFFORT_CHOICES = [(name, name.capitalize()) for name in get_args(Effort)]


class ClockField(forms.CharField):
    """A place in a clip as people write it: 83, 1:23 or 1:02:03; None for nothing."""

    def clean(self, value: Any) -> Any:
        """Seconds, or None."""
        words = super().clean(value).strip()
        if not words:
            return None
        found = CLOCK.fullmatch(words)
        if found is None:
            raise forms.ValidationError("Write the time as 1:23, or in seconds.")
        hours, minutes, seconds = (float(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds

    def prepare_value(self, value: Any) -> Any:
        """Seconds as 1:23 or 1:23.5; what a person typed stays as it is."""
        return place(value) if isinstance(value, int | float) else value


class QuestionForm(forms.Form):
    """A question, the model, and how the answer is wanted."""

    prompt = forms.CharField(max_length=LONGEST_PROMPT, widget=forms.Textarea)
    model = forms.CharField(required=False, max_length=120)
    narrate = forms.BooleanField(required=False)
    voice = forms.CharField(required=False, max_length=60)
    language = forms.CharField(required=False, max_length=40)
    thinking = forms.BooleanField(required=False)
    effort = forms.ChoiceField(required=False, choices=EFFORT_CHOICES)
    sampling = forms.CharField(required=False, max_length=40)
    start_s = ClockField(required=False)
    end_s = ClockField(required=False)
    parts = forms.ChoiceField(required=False, choices=PARTS_CHOICES)
    idempotency_key = forms.CharField(required=False, max_length=120)

    @classmethod
    def after(cls, last: Analysis) -> Self:
        """A further question, to be answered as the last one was."""
        sampling = preset(last.options.get("sampling", ""))
        given = {**last.options, "model": last.model, "sampling": sampling}
        return cls(initial=given)

    def options(self) -> Options:
        """How the answer is wanted."""
        given = self.cleaned_data
        return Options(
            narrate=given["narrate"],
            voice=given["voice"] or None,
            language=given["language"] or None,
            thinking=given["thinking"],
            effort=given["effort"] or "auto",
            sampling=given["sampling"] or "auto",
            start_s=given["start_s"],
            end_s=given["end_s"],
            parts=given["parts"] or "auto",
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
