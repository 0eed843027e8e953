"""Entries of the publication log as the triggers write them, for tests of what follows from one."""

from __future__ import annotations

from typing import Any

from hoaban.publication import queries
from hoaban.publication.models import Entry


def added(table: str, key: object, **columns: Any) -> Entry:
    """A row came."""
    return Entry(table=table, key=str(key), operation=Entry.Operation.INSERT, new=columns)


def removed(table: str, key: object, **columns: Any) -> Entry:
    """A row went."""
    return Entry(table=table, key=str(key), operation=Entry.Operation.DELETE, old=columns)


def changed(table: str, key: object, *names: str, old: dict[str, Any], new: dict[str, Any] | None = None) -> Entry:
    """Columns of a row have other values; its key columns are as before where `new` says nothing else."""
    update = Entry.Operation.UPDATE
    return Entry(
        table=table, key=str(key), operation=update, changed=" ".join(names), old=old, new={**old, **(new or {})}
    )


def newest_position() -> queries.Position:
    """Behind every entry that is there now, this transaction's own among them."""
    start = queries.START._replace(log=queries.log_extent().identity)
    newest = Entry.objects.order_by("transaction", "pk").last()
    return start.moved_to(newest) if newest else start
