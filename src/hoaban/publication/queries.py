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


def entries_after(position: Position, limit: int = 1000) -> list[Entry]:
    """Entries behind a position in commit order, at most `limit`.

    On PostgreSQL an entry is seen only when no older transaction can still commit, so that none is ever skipped.
    """
    after = '("transaction", id) > (%s, %s)'
    finished = (
        'AND "transaction" < pg_snapshot_xmin(pg_current_snapshot())::text::bigint'
        if connection.vendor == "postgresql"
        else ""
    )
    return list(
        Entry.objects.raw(
            f'SELECT * FROM publication_entry WHERE {after} {finished} ORDER BY "transaction", id LIMIT %s',  # noqa: S608
            [*position, limit],
        )
    )


def how_many_after(position: Position) -> int:
    """How many entries lie behind a position, those of open transactions among them."""
    later = Q(transaction__gt=position.transaction) | Q(transaction=position.transaction, pk__gt=position.entry)
    return Entry.objects.filter(later).count()


def position_of(entry: Entry) -> Position:
    """The position of a follower that has read this entry."""
    return Position(entry.transaction, entry.pk)


def newest_position() -> Position:
    """The position behind every entry that is there now."""
    newest = Entry.objects.order_by("-transaction", "-pk").values_list("transaction", "pk").first()
    return Position(*newest) if newest else START
