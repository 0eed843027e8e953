"""Whether anybody has written to the database since one looked, told without asking any table.

Whoever follows the log looks many times a second, and nearly always in vain. Django's layers around a question cost a
hundred times what this does: twenty portals on one machine would take three of its cores for nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection


class Mark(NamedTuple):
    """A state of the database: what it says of itself, and the connection that was told."""

    connection: Any
    state: object

    def is_now(self, other: Mark | None) -> bool:
        """Whether nobody has written between two marks; another connection may count otherwise, and knows nothing."""
        return other is not None and self.connection is other.connection and self.state == other.state


# SQLite counts the commits of others; PostgreSQL's log of transactions grows with each.
QUESTIONS = {"sqlite": "PRAGMA data_version", "postgresql": "SELECT pg_current_wal_insert_lsn()"}


def mark_of_now() -> Mark:
    """The state of the database at this moment, by this thread's own connection. Raises DatabaseError."""
    connection.ensure_connection()
    raw = connection.connection
    with connection.wrap_database_errors:
        return Mark(raw, raw.execute(QUESTIONS[connection.vendor]).fetchone()[0])
