"""What the pages need to show batches; it changes nothing."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from omniweb.accounts.actor import Actor
from omniweb.accounts.models import Role
from omniweb.analyses import models_list
from omniweb.batches import present
from omniweb.batches.forms import PresetForm
from omniweb.batches.models import Batch, BatchState, Item
from omniweb.batches.presets import Preset
from omniweb.captions import schema
from omniweb.jobs.append import last_seq
from omniweb.providers.plan import LANGUAGES
from omniweb.providers.presets import PRESETS

ACTIVE = (BatchState.RUNNING, BatchState.PAUSED)


def for_list(actor: Actor, rows: list[Batch], following: str | None) -> dict[str, Any]:
    """The list of batches."""
    return {
        "rows": [{"batch": row, **present.summary(row)} for row in rows],
        "next": following,
        "may_edit": actor.may(Role.EDITOR),
        "schemas": [schema.load(name) for name in schema.names()],
        "batch_key": str(uuid.uuid4()),
    }


def for_batch(
    actor: Actor, batch: Batch, items: list[Item], form: PresetForm | None
) -> dict[str, Any]:
    """A batch's page: the form and the forecast while planned, then how far it is."""
    told, chosen = present.present(batch), Preset.from_json(batch.preset)
    planned = batch.state == BatchState.PLANNED
    return {
        "batch": batch,
        "told": told,
        "preset": chosen,
        "forecast": told["forecast"],
        "reasons": _reasons(told["forecast"]),
        "items": [{"item": item, **present.item(item)} for item in items],
        "planned": planned,
        "live": _live(batch, told),
        "seq": last_seq(batch.job_id) if batch.job_id else 0,
        "failed": told["counts"]["failed"],
        "may_edit": actor.may(Role.EDITOR),
        **(_choices(batch, chosen, form) if planned else {}),
    }


def _live(batch: Batch, told: dict[str, Any]) -> bool:
    """Whether the page will change by itself."""
    return batch.state in ACTIVE or bool(told["counts"]["running"])


def _choices(batch: Batch, chosen: Preset, form: PresetForm | None) -> dict[str, Any]:
    return {
        "form": form or PresetForm.of(batch.name, chosen),
        "endpoints": models_list.endpoints_json(),
        "default_model": models_list.default(),
        "languages": LANGUAGES,
        "presets": PRESETS.values(),
        "schemas": [schema.load(name) for name in schema.names()],
    }


def _reasons(forecast: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Why files cannot be sent, each reason once with the files it is true of."""
    refused = (forecast or {}).get("refused") or []
    counted = Counter(row["message"] for row in refused)
    return [
        {
            "message": message,
            "count": count,
            "files": [row for row in refused if row["message"] == message][:20],
        }
        for message, count in counted.most_common()
    ]
