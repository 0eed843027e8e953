"""Whether anybody has written to the database since one looked, told without asking any table.

Whoever follows the log looks many times a second, and nearly always in vain. Django's layers around a question cost a
hundred times what this does: twenty portals on one machine would take three of its cores for nothing.
"""

from __future__ import annotations

import threading
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


class Watch:
    """Looks for all who rest in this process, and wakes them: five who each looked took five times as much.

    Who is woken looks by itself; so nothing is missed where nobody watches, or where the watch fails.
    """

    def __init__(self) -> None:
        self.news = threading.Condition()
        self.count = 0
        self.looks = False

    def look(self, stop: threading.Event, seconds: float) -> None:
        """Look this often until told to stop, in a thread of its own. Raises DatabaseError."""
        mark = None
        self.looks = True
        try:
            while not stop.wait(seconds):
                now = mark_of_now()
                if not now.is_now(mark):
                    mark = now
                    self.wake()
        finally:
            self.looks = False
            self.wake()
            connection.close()

    def wake(self) -> None:
        """Let everybody look who waits."""
        with self.news:
            self.count += 1
            self.news.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Until there was news after `seen`, the count at which one looked last; for so many seconds at most."""
        with self.news:
            self.news.wait_for(lambda: self.count != seen, seconds)


WATCH = Watch()
