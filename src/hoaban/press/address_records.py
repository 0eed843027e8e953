"""What the press knows of each address: what lies there, what it was made from, which files and parts it names.

What a page was made from are keys of rows with the columns that were read; texts are kept once and numbered.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator

from hoaban.press.pending import Task
from hoaban.publication.addresses import Rank
from hoaban.publication.recorder import Reading

# How many numbers of texts, and of readings together, are kept in memory: some 20 MB.
MOST_KNOWN = 100_000
MOST_TOGETHER = 1000


class AddressRecords:
    """The addresses that were pressed, in the state file; each write belongs into a transaction of its owner."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.key_ids: dict[str, int] = {}
        self.column_ids: dict[str, int] = {}
        self.reading_ids: dict[str, int] = {}
        self.together: dict[tuple[int, ...], tuple[list[Reading], int]] = {}

    def forget_numbers(self) -> None:
        """Forget the numbers that were given out: those of a transaction that was rolled back are gone with it."""
        self.key_ids.clear()
        self.column_ids.clear()
        self.reading_ids.clear()
        self.together.clear()

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

    def set_shown_of(self, folder: str, path: str, files: Iterable[str]) -> None:
        """Note which files and parts an address names, where that was ever pressed."""
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
        """The paths whose pages name a file or part, given as folder and address in one text."""
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
