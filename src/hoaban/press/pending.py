"""What the press has to do: the addresses that wait for their turn, and those that could not be rendered."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hoaban.publication.addresses import Published, Rank
from hoaban.publication.statements import EVERY_COLUMN

LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Task:
    """One address that waits to be pressed; `since` in seconds since 1970."""

    folder: str
    path: str
    rank: int
    since: float


@dataclass(frozen=True, slots=True)
class Failure:
    """An address that could not be rendered, and why."""

    folder: str
    path: str
    reason: str
    since: datetime
    tries: int


class PendingQueue:
    """The addresses that wait, in the state file of a press; each write belongs into a transaction of its owner."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def add(self, folder: str, published: Iterable[Published]) -> None:
        """Put addresses among those that wait; what waits already keeps its better rank."""
        now = time.time()
        self.connection.executemany(
            "INSERT INTO pending (folder, path, rank, since) VALUES (?, ?, ?, ?) ON CONFLICT (folder, path) "
            "DO UPDATE SET rank = min(rank, excluded.rank), not_before = 0",
            [(folder, address.path, int(address.rank), now) for address in published],
        )

    def add_touched(self, touched: dict[str, frozenset[str] | None]) -> None:
        """Put everything that depends on touched keys among what waits.

        `touched`: by key the columns that differ; None where the row came, went or is a name.
        """
        now = time.time()
        for name, changed in touched.items():
            key = self.connection.execute("SELECT id FROM key WHERE name = ?", (name,)).fetchone()
            for columns in self.columns_that_meet(key[0], changed) if key else ():
                self.connection.execute(
                    "INSERT INTO pending (folder, path, rank, since) SELECT folder, path, rank, ? FROM address "
                    "WHERE id IN (SELECT address FROM need WHERE key = ? AND columns_read = ? UNION SELECT address "
                    "FROM uses WHERE reading IN (SELECT reading FROM reading_need WHERE key = ? AND columns_read = ?)) "
                    "ON CONFLICT (folder, path) DO UPDATE SET rank = min(rank, excluded.rank), not_before = 0",
                    (now, key[0], columns, key[0], columns),
                )

    def columns_that_meet(self, key: int, changed: frozenset[str] | None) -> list[int]:
        """Ids of the sets of columns read under a key that meet what changed."""
        rows = self.connection.execute(
            "SELECT id, names FROM columns_read WHERE id IN (SELECT columns_read FROM need WHERE key = ? UNION "
            "SELECT columns_read FROM reading_need WHERE key = ?)",
            (key, key),
        )
        read = [(pk, set(names.split())) for pk, names in rows]
        return [pk for pk, names in read if changed is None or EVERY_COLUMN in names or changed & names]

    def raise_rank(self, name: str, rank: Rank) -> None:
        """Bring what depends on a key forward among what waits."""
        self.connection.execute(
            "INSERT INTO pending (folder, path, rank, since) SELECT folder, path, ?, ? FROM address "
            "JOIN need ON need.address = address.id JOIN key ON key.id = need.key WHERE key.name = ? "
            "ON CONFLICT (folder, path) DO UPDATE SET rank = min(pending.rank, excluded.rank), not_before = 0",
            (int(rank), time.time(), name),
        )

    def add_expired(self, now: float) -> None:
        """Put what the passing of time has changed among what waits."""
        self.connection.execute(
            "INSERT INTO pending (folder, path, rank, since) SELECT folder, path, rank, ? FROM address "
            "WHERE valid_until <= ? ON CONFLICT (folder, path) DO NOTHING",
            (now, now),
        )

    def add_all_known(self, rank: Rank) -> None:
        """Put every known address among what waits."""
        self.connection.execute(
            "INSERT INTO pending (folder, path, rank, since) SELECT folder, path, ? + rank, ? FROM address WHERE true "
            "ON CONFLICT (folder, path) DO NOTHING",
            (int(rank), time.time()),
        )

    def next_tasks(self, limit: int, now: float) -> list[Task]:
        """What waits, the most urgent first; only what may be tried again now."""
        rows = self.connection.execute(
            "SELECT folder, path, rank, since FROM pending WHERE not_before <= ? ORDER BY rank, since, path LIMIT ?",
            (now, limit),
        )
        return [Task(*row) for row in rows]

    def count(self) -> int:
        """How many addresses wait."""
        return int(self.connection.execute("SELECT count(*) FROM pending").fetchone()[0])

    def paths_of(self, folder: str) -> set[str]:
        """The addresses of a host that wait."""
        return {row[0] for row in self.connection.execute("SELECT path FROM pending WHERE folder = ?", (folder,))}

    def done(self, task: Task) -> None:
        """Nothing is to do for an address any more."""
        for table in ("pending", "failure"):
            self.connection.execute(f"DELETE FROM {table} WHERE folder = ? AND path = ?", (task.folder, task.path))  # noqa: S608

    def forget_folder(self, folder: str) -> None:
        """Nothing is to do any more for a host that no site has."""
        for table in ("pending", "failure"):
            self.connection.execute(f"DELETE FROM {table} WHERE folder = ?", (folder,))  # noqa: S608

    # What failed ---------------------------------------------------------------------------------------------------

    def fail(self, task: Task, reason: str) -> None:
        """Note that an address could not be pressed; it waits twice as long each time, an hour at most."""
        now = time.time()
        (tries,) = self.connection.execute(
            "INSERT INTO failure VALUES (?, ?, ?, ?, 1) ON CONFLICT (folder, path) DO UPDATE SET "
            "reason = excluded.reason, tries = tries + 1 RETURNING tries",
            (task.folder, task.path, reason, now),
        ).fetchone()
        wait = min(2.0**tries, LONGEST_WAIT)
        self.connection.execute(
            "UPDATE pending SET not_before = ? WHERE folder = ? AND path = ?", (now + wait, task.folder, task.path)
        )

    def failures(self) -> list[Failure]:
        """What could not be pressed, the newest first."""
        rows = self.connection.execute("SELECT folder, path, reason, since, tries FROM failure ORDER BY since DESC")
        return [Failure(row[0], row[1], row[2], datetime.fromtimestamp(row[3], UTC), row[4]) for row in rows]
