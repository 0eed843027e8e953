"""What the press remembers beside the published directory: addresses, what each depends on, what is still to do.

Delete it together with the directory, and `hoaban press --all` builds both again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hoaban.publication.addresses import Published, Rank
from hoaban.publication.queries import START, Position
from hoaban.publication.recorder import Reading
from hoaban.publication.statements import EVERY_COLUMN

# Moves when the tables change, or what stands in them.
FORM = 3
SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS address (
    id INTEGER PRIMARY KEY, folder TEXT NOT NULL, path TEXT NOT NULL, status INTEGER NOT NULL, digest TEXT NOT NULL,
    valid_until REAL, pressed_at REAL NOT NULL, rank INTEGER NOT NULL, UNIQUE (folder, path));
CREATE INDEX IF NOT EXISTS address_by_time ON address (valid_until) WHERE valid_until IS NOT NULL;
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
LONGEST_WAIT = 3600.0
# How many numbers of texts, and of readings together, are kept in memory: some 20 MB.
MOST_KNOWN = 100_000
MOST_TOGETHER = 1000


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


class PressState:
    """The state file of the press; one process at a time writes it."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        self.key_ids: dict[str, int] = {}
        self.column_ids: dict[str, int] = {}
        self.reading_ids: dict[str, int] = {}
        self.together: dict[tuple[int, ...], tuple[list[Reading], int]] = {}
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
        """Close the file."""
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
            # Numbers given out inside the transaction are gone with it.
            self.key_ids.clear()
            self.column_ids.clear()
            self.reading_ids.clear()
            self.together.clear()
            raise

    # Facts ---------------------------------------------------------------------------------------------------------

    def fact(self, name: str) -> str:
        """A named fact, empty where it was never set."""
        row = self.connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_fact(self, name: str, value: str) -> None:
        """Set a named fact."""
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

    # What is to do -------------------------------------------------------------------------------------------------

    def ask_for(self, folder: str, published: Iterable[Published]) -> None:
        """Put addresses among those that wait; what waits already keeps its better rank."""
        now = time.time()
        self.connection.executemany(
            "INSERT INTO pending (folder, path, rank, since) VALUES (?, ?, ?, ?) ON CONFLICT (folder, path) "
            "DO UPDATE SET rank = min(rank, excluded.rank), not_before = 0",
            [(folder, address.path, int(address.rank), now) for address in published],
        )

    def ask_for_touched(self, touched: dict[str, frozenset[str] | None]) -> None:
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

    def ask_for_expired(self, now: float) -> None:
        """Put what the passing of time has changed among what waits."""
        self.connection.execute(
            "INSERT INTO pending (folder, path, rank, since) SELECT folder, path, rank, ? FROM address "
            "WHERE valid_until <= ? ON CONFLICT (folder, path) DO NOTHING",
            (now, now),
        )

    def ask_for_everything(self, rank: Rank) -> None:
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

    def waiting(self) -> int:
        """How many addresses wait."""
        return int(self.connection.execute("SELECT count(*) FROM pending").fetchone()[0])

    def waiting_in(self, folder: str) -> set[str]:
        """The addresses of a host that wait."""
        return {row[0] for row in self.connection.execute("SELECT path FROM pending WHERE folder = ?", (folder,))}

    def done(self, task: Task) -> None:
        """Nothing is to do for an address any more."""
        for table in ("pending", "failure"):
            self.connection.execute(f"DELETE FROM {table} WHERE folder = ? AND path = ?", (task.folder, task.path))  # noqa: S608

    # What was pressed ----------------------------------------------------------------------------------------------

    def digest_of(self, folder: str, path: str) -> tuple[int, str]:
        """(status, digest) of what lies at an address; (0, "") where nothing does."""
        row = self.connection.execute(
            "SELECT status, digest FROM address WHERE folder = ? AND path = ?", (folder, path)
        ).fetchone()
        return (int(row[0]), str(row[1])) if row else (0, "")

    def digests_of(self, tasks: Iterable[Task]) -> dict[tuple[str, str], str]:
        """By folder and path the digest of what lies at some addresses."""
        found = {(task.folder, task.path): self.digest_of(task.folder, task.path) for task in tasks}
        return {address: digest for address, (_status, digest) in found.items() if digest}

    def rank_of(self, task: Task) -> int:
        """The rank that an address keeps: that of its first asking, for being urgent once is no rank."""
        row = self.connection.execute(
            "SELECT rank FROM address WHERE folder = ? AND path = ?", (task.folder, task.path)
        ).fetchone()
        return int(row[0]) if row else max(task.rank, int(Rank.FRONT_PAGE))

    def keep(self, task: Task, rank: int, status: int, digest: str, reading: Reading) -> int:
        """Note what was pressed at an address and what it depends on; returns its id."""
        until = reading.valid_until.timestamp() if reading.valid_until else None
        (pk,) = self.connection.execute(
            "INSERT INTO address (folder, path, status, digest, valid_until, pressed_at, rank) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (folder, path) DO UPDATE SET status = excluded.status, "
            "digest = excluded.digest, valid_until = excluded.valid_until, pressed_at = excluded.pressed_at, "
            "rank = excluded.rank RETURNING id",
            (task.folder, task.path, status, digest, until, time.time(), rank),
        ).fetchone()
        self.connection.execute("DELETE FROM need WHERE address = ?", (pk,))
        self.connection.execute("DELETE FROM uses WHERE address = ?", (pk,))
        self.connection.executemany(
            "INSERT INTO need VALUES (?, ?, ?)", [(pk, key, columns) for key, columns in self.numbered(reading)]
        )
        if reading.shared:
            used = self.reading_of_all(list(reading.shared.values()))
            self.connection.execute("INSERT INTO uses VALUES (?, ?)", (pk, used))
        return int(pk)

    def reading_of_all(self, shared: list[Reading]) -> int:
        """The number of what several readings read together: thousands of pages use the same ones, and note one."""
        key = tuple(map(id, shared))
        found = self.together.get(key)
        if found is None:
            if len(self.together) >= MOST_TOGETHER:
                self.together.clear()
            # The readings are kept with it, so that no other one can have their identity.
            found = self.together[key] = shared, self.reading_id(Reading(shared=dict(enumerate(shared))))
        return found[1]

    def numbered(self, reading: Reading) -> Iterator[tuple[int, int]]:
        """(key id, columns id) of the dependencies of a reading itself."""
        for key, columns in reading.dependencies.items():
            yield (
                self.number("key", "name", key, self.key_ids),
                self.number("columns_read", "names", " ".join(sorted(columns)), self.column_ids),
            )

    def number(self, table: str, column: str, text: str, known: dict[str, int]) -> int:
        """The number of a text in a table of texts, given out when it is new."""
        pk = known.get(text)
        if pk is None:
            if len(known) >= MOST_KNOWN:
                known.clear()
            self.connection.execute(f"INSERT OR IGNORE INTO {table} ({column}) VALUES (?)", (text,))  # noqa: S608
            row = self.connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (text,)).fetchone()  # noqa: S608
            pk = known[text] = int(row[0])
        return pk

    def reading_id(self, reading: Reading) -> int:
        """The number of a reading that many addresses use, written down when it is new."""
        whole = reading.all_dependencies()
        text = json.dumps(sorted((key, sorted(columns)) for key, columns in whole.items()))
        digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
        is_new = digest not in self.reading_ids
        pk = self.number("reading", "digest", digest, self.reading_ids)
        if is_new:
            self.connection.executemany(
                "INSERT OR IGNORE INTO reading_need VALUES (?, ?, ?)",
                [(key, columns, pk) for key, columns in self.numbered(Reading(whole))],
            )
        return pk

    def forget(self, folder: str, path: str) -> None:
        """Forget an address at which there is nothing any more."""
        row = self.connection.execute("SELECT id FROM address WHERE folder = ? AND path = ?", (folder, path)).fetchone()
        if row:
            for statement in (
                "DELETE FROM need WHERE address = ?",
                "DELETE FROM uses WHERE address = ?",
                "DELETE FROM shows WHERE address = ?",
                "DELETE FROM address WHERE id = ?",
            ):
                self.connection.execute(statement, row)

    def forget_folder(self, folder: str) -> None:
        """Forget everything of a host that no site has any more."""
        rows = self.connection.execute("SELECT path FROM address WHERE folder = ?", (folder,)).fetchall()
        for (path,) in rows:
            self.forget(folder, path)
        for table in ("pending", "failure"):
            self.connection.execute(f"DELETE FROM {table} WHERE folder = ?", (folder,))  # noqa: S608

    def set_shown_of(self, folder: str, path: str, files: Iterable[str]) -> None:
        """The same for an address by its path; nothing for one that was never pressed."""
        row = self.connection.execute("SELECT id FROM address WHERE folder = ? AND path = ?", (folder, path)).fetchone()
        if row:
            self.set_shown(row[0], files)

    def set_shown(self, address: int, files: Iterable[str]) -> None:
        """Note which files and parts an address names now; each as folder and address in one text."""
        self.connection.execute("DELETE FROM shows WHERE address = ?", (address,))
        self.connection.executemany("INSERT INTO shows VALUES (?, ?)", [(address, file) for file in files])

    def shown_by(self, folder: str, path: str) -> set[str]:
        """What an address named when it was pressed last."""
        rows = self.connection.execute(
            "SELECT file FROM shows WHERE address = (SELECT id FROM address WHERE folder = ? AND path = ?)",
            (folder, path),
        )
        return {row[0] for row in rows}

    def showing(self, file: str) -> list[str]:
        """The paths that name a file."""
        rows = self.connection.execute(
            "SELECT path FROM address JOIN shows ON shows.address = address.id WHERE file = ?", (file,)
        )
        return [row[0] for row in rows]

    def distrust(self, folder: str, path: str) -> None:
        """Forget what lies at an address, so that it is written whatever it is."""
        self.connection.execute("UPDATE address SET digest = '' WHERE folder = ? AND path = ?", (folder, path))

    def still_shown(self, files: Iterable[str]) -> set[str]:
        """Those of some files that any address names."""
        return {
            file
            for file in files
            if self.connection.execute("SELECT 1 FROM shows WHERE file = ? LIMIT 1", (file,)).fetchone()
        }

    # What went wrong -----------------------------------------------------------------------------------------------

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
