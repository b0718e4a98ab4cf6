"""Lists by cursor: every row once, in order, while others arrive and leave."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from omniweb.accounts.models import AuditEntry, Workspace
from omniweb.errors import Problem
from omniweb.paging import page

pytestmark = pytest.mark.django_db


def rows(count: int, *, at: datetime | None = None) -> None:
    """Workspaces, of one moment or of many."""
    made = [Workspace(name=f"w{number}") for number in range(count)]
    Workspace.objects.bulk_create(made)
    if at:
        Workspace.objects.update(created_at=at)


def walk(limit: int, key: str = "-created_at") -> list[list[str]]:
    pages, cursor = [], None
    while True:
        items, cursor = page(Workspace.objects.all(), cursor, limit, key)
        pages.append([str(item.id) for item in items])
        if cursor is None:
            return pages


@pytest.mark.parametrize("key", ["-created_at", "created_at", "name", "-name"])
@pytest.mark.parametrize("limit", [1, 3, 7, 50])
def test_every_row_comes_once_and_in_order(limit: int, key: str) -> None:
    rows(7)
    expected = [
        str(pk)
        for pk in Workspace.objects.order_by(
            key, "-pk" if key[0] == "-" else "pk"
        ).values_list("pk", flat=True)
    ]
    pages = walk(limit, key)
    assert [pk for found in pages for pk in found] == expected
    assert all(len(found) == limit for found in pages[:-1])


def test_rows_of_one_moment_are_told_apart() -> None:
    rows(9, at=datetime(2026, 1, 1, tzinfo=UTC))
    found = [pk for items in walk(2) for pk in items]
    assert len(set(found)) == len(found) == 9


def test_a_new_row_neither_repeats_nor_hides_one() -> None:
    rows(4)
    first, cursor = page(Workspace.objects.all(), None, 2)
    Workspace.objects.create(name="newcomer")
    rest, _ = page(Workspace.objects.all(), cursor, 50)
    assert len({row.pk for row in first + rest}) == 4


@pytest.mark.parametrize("cursor", ["x", "!!!", "WzFd", "WyJub3QgYSBkYXRlIiwgMV0"])
def test_a_made_up_cursor_is_refused_with_a_sentence(cursor: str) -> None:
    with pytest.raises(Problem, match="not one the list gave"):
        page(Workspace.objects.all(), cursor, 2)


def test_an_empty_list_has_no_next() -> None:
    assert page(AuditEntry.objects.all(), None, 5, "-at") == ([], None)


def test_the_limit_has_bounds() -> None:
    rows(3)
    assert len(page(Workspace.objects.all(), None, 0)[0]) == 1
    assert len(page(Workspace.objects.all(), None, 10**9)[0]) == 3
