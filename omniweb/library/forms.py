"""What people may ask the library to show; it finds nothing by itself."""

from __future__ import annotations

from django import forms

from omniweb.facts import KINDS
from omniweb.library import narrowing
from omniweb.library.models import AssetQuerySet, State

KIND_NAMES = {"image": "Images", "audio": "Sounds", "video": "Videos"}
# What a wrong choice in an address falls back to: everything.
ANY = ("", "All")


class FilterForm(forms.Form):
    """The library's filters, from the address."""

    q = forms.CharField(required=False, max_length=200, strip=True)
    kind = forms.ChoiceField(
        required=False, choices=[ANY, *((kind, KIND_NAMES[kind]) for kind in KINDS)]
    )
    state = forms.ChoiceField(required=False, choices=[ANY, *State.choices])
    mark = forms.CharField(required=False, max_length=40)
    trash = forms.BooleanField(required=False)

    def narrowed(self, assets: AssetQuerySet) -> AssetQuerySet:
        """The assets that match; a field that is not valid narrows nothing."""
        self.is_valid()
        wanted = self.cleaned_data
        assets = assets.trashed() if wanted.get("trash") else assets.kept()
        if wanted.get("kind"):
            assets = assets.filter(kind=wanted["kind"])
        if wanted.get("state"):
            assets = assets.filter(state=wanted["state"])
        mark = narrowing.marks.get(wanted.get("mark") or "")
        if mark:
            assets = assets.filter(mark.found())
        for word in str(wanted.get("q") or "").split():
            assets = assets.filter(narrowing.word_found(word))
        return assets.select_related("job").prefetch_related(*narrowing.along)
