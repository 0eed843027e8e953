"""Every read of the publication log, with a name."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection
from django.db.models import Q

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
    after = '("transaction", id) > (%s, %s)'
    seen = "true" if unsettled else finished()
    return list(
        Entry.objects.raw(
            f'SELECT * FROM publication_entry WHERE {after} AND {seen} ORDER BY "transaction", id LIMIT %s',  # noqa: S608
            [*position, limit],
        )
    )


def finished() -> str:
    """The condition for entries before which no other can appear any more, in SQL."""
    # On SQLite there is one writer at a time, so that entries appear in their order.
    if connection.vendor != "postgresql":
        return "true"
    return '"transaction" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint'


def how_many_after(position: Position) -> int:
    """How many entries lie behind a position, those of open transactions among them."""
    later = Q(transaction__gt=position.transaction) | Q(transaction=position.transaction, pk__gt=position.entry)
    return Entry.objects.filter(later).count()


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
