"""Every read of the publication log, with a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from hoaban.publication.models import Entry, Log


class Position(NamedTuple):
    """How far a follower has read: the last entry, in commit order, and the identity of the log that it stands in.

    Kept before logs had an identity, it has none: it stands in no log of today.
    """

    transaction: int
    entry: int
    log: str = ""

    def moved_to(self, entry: Entry) -> Position:
        """The position of who has read this entry of the same log."""
        return self._replace(transaction=entry.transaction, entry=entry.pk)


START = Position(-1, 0)


class LogExtent(NamedTuple):
    """What a log is called, the last entry that it ever had, and the first transaction that it cannot have yet."""

    identity: str
    last_entry: int
    next_transaction: int

    def holds(self, position: Position) -> bool:
        """Whether a position may stand in it; one beyond its end is of a log that went on further."""
        return position.entry <= self.last_entry and position.transaction < self.next_transaction


# Asked of what counts on where entries are deleted: the log may be empty.
EXTENTS = {
    "sqlite": "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'publication_entry'), 0), 1",
    "postgresql": "(SELECT last_value FROM publication_entry_id_seq), "
    "pg_snapshot_xmax(pg_current_snapshot())::text::bigint",
}


def log_extent() -> LogExtent:
    """How far the log of this database goes. Raises DatabaseError, also where it has no identity."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT identity, {EXTENTS[connection.vendor]} FROM {Log._meta.db_table}")  # noqa: S608
        row = cursor.fetchone()
    if row is None:
        raise Log.DoesNotExist("The publication log has no identity. Give it one with: hoaban manage migrate")
    return LogExtent(*row)


def is_of_this_log(position: Position) -> bool:
    """Whether who stands at a position may read on from it."""
    extent = log_extent()
    return position.log == extent.identity and extent.holds(position)


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
        return '("transaction", id) > (%s, %s)', '"transaction", id', position[:2]
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


def beginning_position() -> Position:
    """Where a follower may begin that has just looked at everything: behind it lies all that it may not have seen.

    On PostgreSQL that is not the newest entry: a transaction that is older than it can still be open.
    """
    start = START._replace(log=log_extent().identity)
    rows = Entry.objects.raw(
        f'SELECT * FROM publication_entry WHERE {finished()} ORDER BY "transaction" DESC, id DESC LIMIT 1'  # noqa: S608
    )
    return next((start.moved_to(entry) for entry in rows), start)
