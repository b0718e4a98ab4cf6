"""All rows as lines of JSON and back, the same for every database; it knows no room.

A line that is an object names a model and its columns; each line after it that is an
array is one row of that model.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

AT_ONCE = 500
Row = list[Any]


def models_of(registry: Apps) -> list[type[models.Model]]:
    """Every model with a table of its own."""
    found = registry.get_models(include_auto_created=True)
    return [one for one in found if one._meta.managed and not one._meta.proxy]


def dump(registry: Apps, using: str, counts: dict[str, int]) -> Iterator[bytes]:
    """The lines of all rows of a database; counts fills as they are taken."""
    for model in models_of(registry):
        names = [field.attname for field in model._meta.concrete_fields]
        label = model._meta.label_lower
        counts[label] = 0
        yield _line({"model": label, "fields": names})
        rows = model._base_manager.using(using).order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=AT_ONCE):
            counts[label] += 1
            yield _line(row)


def load(registry: Apps, lines: Iterable[bytes]) -> None:
    """Fill the tables of these models with exactly these rows, or change nothing."""
    tables = [model._meta.db_table for model in models_of(registry)]
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A migration may have made rows of its own.
            for table in tables:
                name = connection.ops.quote_name(table)
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608
        for label, names, rows in _batches(lines):
            _insert(registry.get_model(label), names, rows)
        _number_on(registry)


def _batches(lines: Iterable[bytes]) -> Iterator[tuple[str, list[str], list[Row]]]:
    label = ""
    names: list[str] = []
    rows: list[Row] = []
    for line in lines:
        told = json.loads(line)
        if isinstance(told, dict) or len(rows) == AT_ONCE:
            if rows:
                yield label, names, rows
            rows = []
        if isinstance(told, dict):
            label, names = told["model"], told["fields"]
        else:
            rows.append(told)
    if rows:
        yield label, names, rows


def _insert(model: type[models.Model], names: list[str], rows: list[Row]) -> None:
    """Insert as they were: saving an instance would set times anew."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608
            [
                [
                    field.get_db_prep_save(field.to_python(value), connection)
                    for field, value in zip(fields, row, strict=True)
                ]
                for row in rows
            ],
        )


def _number_on(registry: Apps) -> None:
    """New rows get numbers beyond those that came with their number."""
    told = connection.ops.sequence_reset_sql(no_style(), models_of(registry))
    with connection.cursor() as cursor:
        for statement in told:
            cursor.execute(statement)


def _line(told: Any) -> bytes:
    return json.dumps(told, default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> str:
    """What JSON has no word for, as its field reads it; times to the microsecond."""
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"No column holds a {type(value).__name__}.")
