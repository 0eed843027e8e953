"""Every read of the publication log, with a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from hoaban.publication.models import Entry


class Position(NamedTuple):
    """How far a follower has read: the last entry, in commit order."""

    transaction: int
    entry: int


START = Position(-1, 0)


def entries_after(position: Position, limit: int = 1000, *, unsettled: bool = False) -> list[Entry]:
    """Entries behind a position in commit order, at most `limit`.

    On PostgreSQL an entry is seen only when no older transaction can still commit, so that none is ever skipped.
    `unsettled`: these too, for those who do not follow but want to know what was changed already.
    """
    where, order, values = behind(position)
    seen = "true" if unsettled else finished()
    return list(
        Entry.objects.raw(
            f"SELECT * FROM publication_entry WHERE {where} AND {seen} ORDER BY {order} LIMIT %s",  # noqa: S608
            [*values, limit],
        )
    )


def behind(position: Position) -> tuple[str, str, Sequence[int]]:
    """In SQL, which entries lie behind a position, and their order; with the values for it."""
    if connection.vendor == "postgresql":
        return '("transaction", id) > (%s, %s)', '"transaction", id', position
    # There is one writer at a time, so that ids are the order. For the pair, SQLite would look by its first half alone,
    # which is the same in all entries: a look at the whole log, ten times a second.
    return "id > %s", "id", [position.entry]


def finished() -> str:
    """The condition for entries before which no other can appear any more, in SQL."""
    # On SQLite there is one writer at a time, so that entries appear in their order.
    if connection.vendor != "postgresql":
        return "true"
    return '"transaction" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint'


def how_many_after(position: Position) -> int:
    """How many entries lie behind a position, those of open transactions among them."""
    where, _order, values = behind(position)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM publication_entry WHERE {where}", values)  # noqa: S608
        return int(cursor.fetchone()[0])


def position_of(entry: Entry) -> Position:
    """The position of a follower that has read this entry."""
    return Position(entry.transaction, entry.pk)


def beginning_position() -> Position:
    """Where a follower may begin that has just looked at everything: behind it lies all that it may not have seen.

    On PostgreSQL that is not the newest entry: a transaction that is older than it can still be open.
    """
    rows = Entry.objects.raw(
        f'SELECT * FROM publication_entry WHERE {finished()} ORDER BY "transaction" DESC, id DESC LIMIT 1'  # noqa: S608
    )
    return next((position_of(entry) for entry in rows), START)
