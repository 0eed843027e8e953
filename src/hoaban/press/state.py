"""What the press remembers beside the published directory: addresses, what each depends on, what is still to do.

Delete it together with the directory, and `hoaban press --all` builds both again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hoaban.press.address_records import AddressRecords
from hoaban.press.pending import PendingQueue
from hoaban.publication.queries import START, Position

# Moves when the tables change, or what stands in them.
FORM = 3
SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS address (
    id INTEGER PRIMARY KEY, folder TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL, digest TEXT NOT NULL,
    valid_until REAL, pressed_at REAL NOT NULL, rank INTEGER NOT NULL, UNIQUE (folder, path));
CREATE INDEX IF NOT EXISTS address_by_time ON address (valid_until) WHERE valid_until IS NOT NULL;
CREATE INDEX IF NOT EXISTS address_left_out ON address (folder, path) WHERE status = 404;
CREATE TABLE IF NOT EXISTS key (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS columns_read (id INTEGER PRIMARY KEY, names TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS need (
    address INTEGER NOT NULL, key INTEGER NOT NULL, columns_read INTEGER NOT NULL,
    PRIMARY KEY (address, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS need_by_key ON need (key, columns_read, address);
CREATE TABLE IF NOT EXISTS reading (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS reading_need (
    key INTEGER NOT NULL, columns_read INTEGER NOT NULL, reading INTEGER NOT NULL,
    PRIMARY KEY (key, columns_read, reading)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uses (
    address INTEGER NOT NULL, reading INTEGER NOT NULL, PRIMARY KEY (address, reading)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS uses_by_reading ON uses (reading, address);
CREATE TABLE IF NOT EXISTS shows (
    address INTEGER NOT NULL, file TEXT NOT NULL, PRIMARY KEY (address, file)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shows_by_file ON shows (file, address);
CREATE TABLE IF NOT EXISTS pending (
    folder TEXT NOT NULL, path TEXT NOT NULL, rank INTEGER NOT NULL, since REAL NOT NULL,
    not_before REAL NOT NULL DEFAULT 0, PRIMARY KEY (folder, path)) WITHOUT ROWID;
DROP INDEX IF EXISTS pending_by_rank;
CREATE INDEX IF NOT EXISTS pending_by_urgency ON pending (rank, since, path);
CREATE TABLE IF NOT EXISTS failure (
    folder TEXT NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL, since REAL NOT NULL, tries INTEGER NOT NULL,
    PRIMARY KEY (folder, path)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, folder TEXT NOT NULL, path TEXT NOT NULL, gone INTEGER NOT NULL,
    since REAL NOT NULL);
CREATE INDEX IF NOT EXISTS outbox_by_urgency ON outbox (gone DESC, id);
"""


class PressState:
    """The state file of the press, which one process writes at a time: what is to do, what was done, how far."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.file = file
        self.connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        self.queue = PendingQueue(self.connection)
        self.records = AddressRecords(self.connection)
        self.connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL")
        self.forget_older_forms()
        self.connection.executescript(f"{SCHEMA} PRAGMA user_version={FORM}")

    def forget_older_forms(self) -> None:
        """Drop what another version remembered, but for what caches are to be told: the press finds it out again."""
        if self.connection.execute("PRAGMA user_version").fetchone()[0] == FORM:
            return
        with self.writing():
            for (name,) in self.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                if name not in {"outbox", "sqlite_sequence"}:
                    self.connection.execute(f"DROP TABLE {name}")

    def close(self) -> None:
        """Let go of the file; what was not committed is gone."""
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of the block or nothing of it."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            # Where the disk is full, SQLite has ended the transaction itself, or has failed to commit it.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.records.forget_numbers()
            raise

    def fact(self, name: str) -> str:
        """What is noted under a name; empty where nothing is.

        `position`, `beginning`, `complete`, `alarm`, `made_from`, `outbox_released`.
        """
        row = self.connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_fact(self, name: str, value: str) -> None:
        """Note a fact under its name instead of what it said before; an empty text is no fact."""
        self.connection.execute(
            "INSERT INTO fact VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value)
        )

    @property
    def position(self) -> Position:
        """How far the log has been read."""
        return Position(*json.loads(self.fact("position"))) if self.fact("position") else START

    def set_position(self, position: Position) -> None:
        """Note how far the log has been read."""
        self.set_fact("position", json.dumps(position))

    def forget_folder(self, folder: str) -> None:
        """Forget everything of a host that no site has any more."""
        self.records.forget_folder(folder)
        self.queue.forget_folder(folder)
