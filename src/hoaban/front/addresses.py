"""Redirects and tombstones of one host: what answers 301, 302 or 410 instead of a file, in one indexed file.

An old address can be longer than a file name and may hold anything, so these are rows and not files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS address (
    path TEXT PRIMARY KEY, status INTEGER NOT NULL, location TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID
"""
GONE = 410


@dataclass(frozen=True, slots=True)
class Turn:
    """What an address without a file answers: `location` for a redirect, `body` (HTML) for a tombstone."""

    path: str
    status: int
    location: str = ""
    body: str = ""


def read_only(file: Path) -> sqlite3.Connection:
    """A connection that cannot write; raises sqlite3.OperationalError where there is no file."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def turn_at(connection: sqlite3.Connection, path: str) -> Turn | None:
    """The redirect or tombstone at a path with its query, or None."""
    row = connection.execute("SELECT path, status, location, body FROM address WHERE path = ?", (path,)).fetchone()
    return Turn(*row) if row else None


def all_turns(file: Path) -> Iterator[Turn]:
    """Every redirect and tombstone of a host; nothing where there is no file."""
    if not file.exists():
        return
    with closing(read_only(file)) as connection:
        for row in connection.execute("SELECT path, status, location, body FROM address ORDER BY path"):
            yield Turn(*row)


def change_turns(file: Path, put: Iterable[Turn], remove: Iterable[str]) -> int:
    """Put and remove rows in one transaction; returns how many rows differ now."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as connection:
        # No write-ahead log: one self-contained file that can be copied at any moment.
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(SCHEMA)
        before = connection.total_changes
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("DELETE FROM address WHERE path = ?", [(path,) for path in remove])
        connection.executemany(
            "INSERT INTO address VALUES (?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET status = excluded.status, "
            "location = excluded.location, body = excluded.body WHERE (status, location, body) IS NOT "
            "(excluded.status, excluded.location, excluded.body)",
            [(turn.path, turn.status, turn.location, turn.body) for turn in put],
        )
        connection.execute("COMMIT")
        return connection.total_changes - before
