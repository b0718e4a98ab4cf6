"""The database around the rows: one consistent view of it while others write, and
empty tables as they were at some migration. It reads no row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps.registry import Apps
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from omniweb.backups.manifest import BadBackup

SNAPSHOT = "snapshot"
Migration = tuple[str, str]


@contextmanager
def standing_still(copy: Path) -> Iterator[str]:
    """The alias of a database that nobody changes while the context lasts.

    SQLite is copied to a file by its online backup, for a reader would hold up its
    checkpoints. PostgreSQL shows one transaction one state.
    """
    if connection.vendor == "sqlite":
        yield from _copied(copy)
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield DEFAULT_DB_ALIAS


def _copied(copy: Path) -> Iterator[str]:
    connection.ensure_connection()
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    target.close()
    connections.databases[SNAPSHOT] = {**connection.settings_dict, "NAME": str(copy)}
    try:
        yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT], connections.databases[SNAPSHOT]
        for left in copy.parent.glob(f"{copy.name}-*"):
            left.unlink()


def applied(using: str = DEFAULT_DB_ALIAS) -> list[Migration]:
    """The migrations that a database has."""
    return sorted(MigrationRecorder(connections[using]).applied_migrations())


def pending() -> bool:
    """Whether the database lacks a migration of this code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def known(migrations: list[Migration]) -> None:
    """Raise BadBackup when this code does not have all of these migrations."""
    have = MigrationExecutor(connection).loader.disk_migrations
    foreign = [f"{app}.{name}" for app, name in migrations if (app, name) not in have]
    if foreign:
        raise BadBackup(
            f"The backup is of a newer omniweb (it has {foreign[0]}). Update first."
        )


def made_anew(migrations: list[Migration]) -> Apps:
    """Drop omniweb's tables and make them as they were with these migrations; the
    models of that time."""
    _drop()
    executor = MigrationExecutor(connection)
    wanted = set(migrations)
    graph = executor.loader.graph
    newest = [
        node
        for node in graph.nodes
        if node in wanted
        and not any(
            child.key in wanted and child.key[0] == node[0]
            for child in graph.node_map[node].children
        )
    ]
    state = executor.migrate(newest)
    return state.apps


def _drop() -> None:
    introspection = connection.introspection
    found = [
        *introspection.django_table_names(only_existing=True, include_views=False),
        MigrationRecorder.Migration._meta.db_table,
    ]
    tables = [connection.ops.quote_name(name) for name in found]
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TABLE IF EXISTS {', '.join(tables)} CASCADE")
            return
        for table in tables:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
