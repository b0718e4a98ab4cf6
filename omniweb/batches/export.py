"""Writes a batch's results for other programs as JSON and CSV; it decides nothing."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse

from omniweb.analyses.models import Answer
from omniweb.batches import access, present
from omniweb.batches.models import Batch, Item
from omniweb.batches.presets import Preset
from omniweb.captions.export import BOM, safe
from omniweb.captions.schema import load
from omniweb.captions.versions import current
from omniweb.serve import disposition

ABOUT = ("position", "asset", "name", "state", "attempt", "code", "reason")
COSTS = ("estimated", "actual", "currency")


def to_json(batch: Batch) -> str:
    """The batch and all its items with what came of each, as one document."""
    told = {**present.present(batch), "items": rows(batch)}
    return json.dumps(told, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)


def to_csv(batch: Batch) -> str:
    """One line per file: an answer's text, or one column per field of the schema."""
    preset = Preset.from_json(batch.preset)
    captioned = preset.task == "caption"
    keys = [f.key for f in load(preset.schema).fields] if captioned else ["text"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*ABOUT, *COSTS, *keys])
    for row in rows(batch):
        error, said = row["error"] or {}, row["data"] if captioned else row
        about = {**row, "code": error.get("code"), "reason": error.get("message")}
        values = [about[name] for name in ABOUT]
        values += [row["cost"][name] for name in COSTS]
        values += [said.get(key) for key in keys]
        writer.writerow([safe(value) for value in values])
    return BOM + out.getvalue()


def rows(batch: Batch) -> list[dict[str, Any]]:
    """Every item with its answer's text, or its caption's fields."""
    found = access.items(batch).order_by("position")
    found = found.prefetch_related("caption__versions")
    items = list(found)
    answers = _answers(items)
    return [{**present.item(item), **_said(item, answers)} for item in items]


def _said(item: Item, answers: dict[Any, str]) -> dict[str, Any]:
    newest = current(item.caption) if item.caption else None
    return {
        "text": answers.get(item.analysis_id, ""),
        "data": newest.data if newest else {},
    }


def _answers(items: list[Item]) -> dict[Any, str]:
    """The newest answer of each question, whoever asked it again since."""
    asked = [item.analysis_id for item in items if item.analysis_id]
    found = Answer.objects.filter(analysis_id__in=asked).order_by("number")
    return dict(found.values_list("analysis_id", "text"))


def file(batch: Batch, form: str) -> HttpResponse:
    """One of the two as a file to save."""
    kind = "text/csv" if form == "csv" else "application/json"
    text = to_csv(batch) if form == "csv" else to_json(batch)
    headers = {"Content-Disposition": disposition(f"{batch.name}.{form}")}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)
