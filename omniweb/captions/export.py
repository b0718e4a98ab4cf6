"""Writes captions for other programs as JSON and CSV; it decides nothing."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from omniweb.captions.models import Caption
from omniweb.captions.present import present
from omniweb.captions.schema import load

ABOUT = ("id", "asset", "asset_name", "schema", "language", "state", "version")
# A spreadsheet runs what begins like this as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"


def rows(captions: Iterable[Caption]) -> list[dict[str, Any]]:
    """One object per caption, with its newest version."""
    return [present(caption) for caption in captions]


def to_json(captions: Iterable[Caption]) -> str:
    """The captions as the JSON document that the API answers."""
    return _dumped({"items": rows(captions), "next": None})


def one_to_json(caption: Caption) -> str:
    """One caption as a JSON document."""
    return _dumped(present(caption))


def to_csv(captions: Iterable[Caption]) -> str:
    """The captions as CSV with a byte order mark, one column per field of a schema.

    Lists are joined by "; ". A cell that a spreadsheet would run gets a quote.
    """
    told = rows(captions)
    names = dict.fromkeys(row["schema"] for row in told) or ["marketing"]
    keys = list(dict.fromkeys(f.key for name in names for f in load(name).fields))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*ABOUT, "decided_by", "decided_at", *keys])
    for row in told:
        decided = row["decided"] or {}
        values = [row[name] for name in ABOUT]
        values += [decided.get("by"), decided.get("at")]
        values += [row["data"].get(key) for key in keys]
        writer.writerow([safe(value) for value in values])
    return BOM + out.getvalue()


def safe(value: Any) -> str:
    """A value as the text of a cell that no spreadsheet runs."""
    if isinstance(value, list):
        text = "; ".join(_item(item) for item in value)
    else:
        text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _dumped(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)


def _item(item: Any) -> str:
    if isinstance(item, dict):
        return f"{item['start']}-{item['end']} {item.get('text', '')}".strip()
    return str(item)
