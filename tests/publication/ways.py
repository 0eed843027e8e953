"""A way in which something public can change, what it must leave in the log, and how both are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction

from hoaban.publication.models import Entry
from hoaban.publication.tracking import tracked_tables
from tests.support.entries import newest_position

PAGE = "wagtailcore_page"
REVISION = "wagtailcore_revision"


class Watched:
    """What the log gained inside the block: `entries`, and of them `public`, without the drafts that no reader sees."""

    def __enter__(self):
        self.begin = newest_position().entry
        return self

    def __exit__(self, *_):
        self.entries = list(Entry.objects.filter(pk__gt=self.begin).order_by("pk"))
        self.public = [entry for entry in self.entries if entry.table != REVISION]

    def of(self, table, key=None, operation=None):
        return [
            entry
            for entry in self.entries
            if entry.table == table and key in (None, int(entry.key)) and operation in (None, entry.operation)
        ]

    def changed(self, table, key):
        return {column for entry in self.of(table, key) for column in entry.changed_columns}


@dataclass(frozen=True)
class Mark:
    """An entry that must be there: the operation, the table, whose row (a name of the scene's) and its columns."""

    operation: str
    table: str
    whose: str | None = None
    columns: frozenset[str] = frozenset()


def added(table: str) -> Mark:
    """The row is new, so it has no name yet."""
    return Mark("I", table)


def changed(table: str, whose: str, *columns: str) -> Mark:
    """These columns of a row differ."""
    return Mark("U", table, whose, frozenset(columns))


def removed(table: str, whose: str) -> Mark:
    """The row is gone."""
    return Mark("D", table, whose)


@dataclass(frozen=True)
class Way:
    """One line of a table: its name, what somebody does, the entries it leaves, and what must stand before."""

    name: str
    act: Callable[[Any], object]
    leaves: tuple[Mark, ...]
    given: Callable[[Any], object]

    def prepare(self, scene: Any) -> dict[str, int]:
        """Let stand what must stand before; the keys of the named rows, which the act may delete."""
        self.given(scene)
        return {mark.whose: getattr(scene, mark.whose).pk for mark in self.leaves if mark.whose}


def way(name: str, act: Callable[[Any], object], *leaves: Mark, given: Callable[[Any], object] = bool) -> Way:
    """A line of a table as it is written."""
    return Way(name, act, leaves, given)


def each(*tables: list[Way]) -> Any:
    """One test for each line of these tables."""
    ways = [line for table in tables for line in table]
    return pytest.mark.parametrize("line", ways, ids=[line.name for line in ways])


def rows() -> dict[str, dict[Any, tuple[Any, ...]]]:
    """Every row of every tracked table: the values of its watched columns by its key."""
    found = {}
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, entry in tracked_tables().items():
            columns = ", ".join(map(quoted, (entry.primary_key, *entry.columns)))
            cursor.execute(f"SELECT {columns} FROM {quoted(table)}")
            found[table] = {key: tuple(values) for key, *values in cursor.fetchall()}
    return found


def assert_every_difference_is_logged(before: Any, after: Any, log: Watched) -> None:
    """No row of a tracked table differs without an entry, whether the line of the table names it or not."""
    for table, entry in tracked_tables().items():
        old, new = before[table], after[table]
        assert new.keys() - old.keys() <= {int(line.key) for line in log.of(table, operation="I")}, table
        assert old.keys() - new.keys() <= {int(line.key) for line in log.of(table, operation="D")}, table
        for key in old.keys() & new.keys():
            pairs = zip(entry.columns, old[key], new[key], strict=True)
            differing = {column for column, was, is_now in pairs if was != is_now}
            assert differing <= log.changed(table, key), (table, key)


def assert_leaves_its_entries(line: Way, scene: Any) -> None:
    """The act leaves the entries of its line, and no difference without one."""
    keys = line.prepare(scene)
    before = rows()
    with Watched() as log:
        line.act(scene)
    for mark in line.leaves:
        found = log.of(mark.table, keys.get(mark.whose), mark.operation)
        assert found, (mark, list(map(str, log.entries)))
        if mark.operation == "U":
            assert mark.columns <= log.changed(mark.table, keys[mark.whose]), mark
    assert_every_difference_is_logged(before, rows(), log)


def assert_leaves_nothing_when_rolled_back(line: Way, scene: Any) -> None:
    """The act writes its entries, and they go back with its transaction."""
    line.prepare(scene)
    with Watched() as log, transaction.atomic():
        with Watched() as inside:
            line.act(scene)
        transaction.set_rollback(True)
    assert inside.public
    assert log.entries == []
