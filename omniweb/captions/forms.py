"""The form of a schema: it validates a model's values and a person's alike.

It never reads a model's reply and never stores anything.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms

from omniweb.captions import times
from omniweb.captions.schema import Field, Schema


class Lines(forms.Textarea):
    """A list as lines of text."""

    def format_value(self, value: Any) -> str | None:
        """The items, one a line."""
        items = value if isinstance(value, list) else [value or ""]
        return "\n".join(_line(item) for item in items)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was sent under the name: a list, or lines."""
        return data.get(name)


class Words(forms.CharField):
    """A text; a browser's line ends count as those that were sent to it."""

    def to_python(self, value: Any) -> Any:
        """The text, stripped; anything but a text or a number is refused."""
        if isinstance(value, list | dict | bool):
            raise forms.ValidationError("Write a text here.")
        return (super().to_python(value) or "").replace("\r\n", "\n")


class ListField(forms.Field):
    """A list of short texts; takes a list, or lines of text."""

    widget = Lines

    def __init__(self, *, field: Field, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.of = field

    def to_python(self, value: Any) -> list[Any]:
        """The items without blanks and without repeats, in order."""
        texts = [str(item).strip() for item in _listed(value) if item is not None]
        return list(dict.fromkeys(text for text in texts if text))

    def validate(self, value: Any) -> None:
        """Refuse too many items, and items that are too long, each by a sentence."""
        super().validate(value)
        found = []
        most, longest = self.of.max_items, self.of.max_chars
        if most and len(value) > most:
            found.append(f"Keep at most {most} items; here are {len(value)}.")
        if longest:
            found += [
                f"Shorten “{text[:30]}…”: an item has at most {longest} characters."
                for text in map(_line, value)
                if len(text) > longest
            ]
        if found:
            raise forms.ValidationError(found)


class SpansField(ListField):
    """A list of {start, end, text} in seconds; takes lines such as 0:03-0:09 words."""

    def to_python(self, value: Any) -> list[Any]:
        """The spans that can be read; a line that cannot is refused by name."""
        return [_span(item) for item in _listed(value) if item not in ("", None)]


class CaptionForm(forms.Form):
    """The base of every schema's form."""

    schema: Schema

    def sentences(self) -> dict[str, list[str]]:
        """The errors as field key to sentences."""
        return {key: [str(e) for e in found] for key, found in self.errors.items()}


class DraftForm(forms.Form):
    """What a page's form sends to have a caption drafted."""

    model = forms.CharField(required=False, max_length=120)
    schema = forms.CharField(required=False, max_length=40)
    language = forms.CharField(required=False, max_length=20)
    idempotency_key = forms.CharField(required=False, max_length=120)

    def wanted(self) -> dict[str, Any]:
        """The arguments of actions.draft."""
        given = self.cleaned_data
        return {
            "model": given["model"] or None,
            "schema": given["schema"] or "marketing",
            "language": given["language"],
            "key": given["idempotency_key"] or None,
        }


@cache
def form_class(schema: Schema) -> type[CaptionForm]:
    """The form whose fields are those of the schema."""
    fields: dict[str, Any] = {f.key: _form_field(f) for f in schema.fields}
    return type("SchemaForm", (CaptionForm,), {**fields, "schema": schema})


def check(
    schema: Schema, data: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The values as the schema wants them, and the sentences where they do not fit.

    A field that does not fit keeps what was written, so that a person can mend it.
    """
    form = form_class(schema)(data)
    errors = form.sentences()
    found = form.cleaned_data
    for key in errors:
        found[key] = _as_read(form.fields[key], data.get(key))
    return {f.key: found[f.key] for f in schema.fields}, errors


def _as_read(field: forms.Field, value: Any) -> Any:
    """A value that does not fit in the shape it will have once it does."""
    try:
        return field.to_python(value)
    except forms.ValidationError:
        return value


def _form_field(field: Field) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.label,
        "help_text": field.instruction,
        "required": field.required,
        "error_messages": {"required": f"{field.label} is empty. Write it."},
    }
    longest = field.max_chars or None
    match field.kind:
        case "list":
            return ListField(field=field, **common)
        case "spans":
            return SpansField(field=field, **common)
        case "number":
            common |= {"min_value": field.minimum, "max_value": field.maximum}
            return forms.FloatField(**common)
        case "choice":
            options = [(choice, choice) for choice in field.choices]
            return forms.ChoiceField(choices=[("", "Choose"), *options], **common)
        case "long_text":
            area = forms.Textarea(attrs={"rows": 4})
            return Words(max_length=longest, widget=area, **common)
    return Words(max_length=longest, **common)


def _listed(value: Any) -> list[Any]:
    """The items of a list, or the lines of a text."""
    if isinstance(value, str):
        return value.splitlines()
    if value is None or isinstance(value, list):
        return value or []
    raise forms.ValidationError("Write one item a line, or send a list.")


def _span(item: Any) -> dict[str, Any]:
    if isinstance(item, str):
        when, _, words = item.strip().partition(" ")
    else:
        when, words = item, str(item.get("text", ""))
    found = times.ranges(when, None)
    if not found:
        raise forms.ValidationError(
            f"Begin “{_line(item)[:30]}” with its times, as in 0:03-0:09."
        )
    return {**found[0], "text": words.strip()}


def _line(item: Any) -> str:
    if not isinstance(item, dict):
        return str(item)
    return f"{item.get('start')}-{item.get('end')} {item.get('text', '')}".strip()
