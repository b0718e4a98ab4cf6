"""A batch's preset and selection as a page's forms send them; they ask nothing."""

from __future__ import annotations

from typing import Any, Self, get_args
from uuid import UUID

from django import forms

from omniweb.accounts.actor import Actor
from omniweb.analyses.actions import LONGEST_PROMPT
from omniweb.analyses.options import Options
from omniweb.batches.presets import Preset, Task
from omniweb.batches.selection import FILTERS, Selection, matching, named, outdated
from omniweb.captions import schema
from omniweb.providers.presets import PRESETS

TASKS = [(task, task.capitalize()) for task in get_args(Task)]


class PresetForm(forms.Form):
    """What is to be done to each file of a batch."""

    name = forms.CharField(required=False, max_length=120)
    task = forms.ChoiceField(choices=TASKS)
    model = forms.CharField(required=False, max_length=120)
    prompt = forms.CharField(
        required=False, max_length=LONGEST_PROMPT, widget=forms.Textarea
    )
    narrate = forms.BooleanField(required=False)
    thinking = forms.BooleanField(required=False)
    answer_language = forms.CharField(required=False, max_length=40)
    sampling = forms.ChoiceField(
        required=False, choices=[(one.name, one.label) for one in PRESETS.values()]
    )
    schema = forms.ChoiceField(
        required=False, choices=[(name, name) for name in schema.names()]
    )
    language = forms.CharField(required=False, max_length=20)

    @classmethod
    def of(cls, name: str, preset: Preset) -> Self:
        """The form as it stands for a preset; a name that says just that is none."""
        options = preset.options
        given = {
            "narrate": options.narrate,
            "thinking": options.thinking,
            "answer_language": options.language,
            "sampling": options.sampling,
        }
        told = "" if name == preset.label else name
        return cls(initial={**preset.to_json(), **given, "name": told})

    def preset(self) -> Preset:
        """The preset that was chosen."""
        given = self.cleaned_data
        return Preset(
            task=given["task"],
            model=given["model"],
            prompt=given["prompt"].strip(),
            options=Options(
                narrate=given["narrate"],
                thinking=given["thinking"],
                language=given["answer_language"] or None,
                sampling=given["sampling"] or "auto",
            ),
            schema=given["schema"] or "marketing",
            language=given["language"] or "en",
        )


class IdsField(forms.Field):
    """Ids of files, as so many checkboxes send them."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[UUID]:
        """The ids; one that is none is refused."""
        one = forms.UUIDField()
        return [one.clean(text) for text in value or []]


class SelectionForm(forms.Form):
    """Chosen files, or else a filter, or else captions of an old schema, or none."""

    assets = IdsField(required=False)
    every = forms.BooleanField(required=False)
    q = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=10)
    state = forms.CharField(required=False, max_length=10)
    mark = forms.CharField(required=False, max_length=40)
    schema = forms.CharField(required=False, max_length=40)
    older_than = forms.IntegerField(required=False, min_value=1, max_value=30000)
    idempotency_key = forms.CharField(required=False, max_length=120)

    def selection(self, actor: Actor) -> Selection:
        """The files that were meant."""
        given = self.cleaned_data
        if given["older_than"]:
            return outdated(actor, given["schema"] or "marketing", given["older_than"])
        if given["every"] and not given["assets"]:
            return matching(actor, {name: given[name] for name in FILTERS})
        return named(actor, given["assets"])
