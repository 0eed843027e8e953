"""Redirects and tombstones of one host: what answers 301, 302 or 410 instead of a file, in one indexed file.

Beside them stand the names under which documents and films are saved: their addresses have plain letters alone.

An old address can be longer than a file name and may hold anything, so these are rows and not files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from hoaban.front.address_spelling import from_wire, spelled
from hoaban.front.layout import REDIRECTS

SCHEMA = """
CREATE TABLE IF NOT EXISTS address (
    path TEXT PRIMARY KEY, status INTEGER NOT NULL, location TEXT NOT NULL, body TEXT NOT NULL
) WITHOUT ROWID
"""
NAMES = "CREATE TABLE IF NOT EXISTS file_name (address TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID"
GONE = 410
# How long a look-up waits for a writer of redirects; the desk can answer meanwhile.
BUSY_MILLISECONDS = 20


@dataclass(frozen=True, slots=True)
class PublishedRedirect:
    """What an address without a file answers: `location` for a redirect, `body` (HTML) for a tombstone."""

    path: str
    status: int
    location: str = ""
    body: str = ""


def read_only(file: Path) -> sqlite3.Connection:
    """A connection that cannot write; raises sqlite3.OperationalError where there is no file."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def redirect_at(connection: sqlite3.Connection, path: str) -> PublishedRedirect | None:
    """The redirect or tombstone at a path with its query, or None."""
    row = connection.execute("SELECT path, status, location, body FROM address WHERE path = ?", (path,)).fetchone()
    return PublishedRedirect(*row) if row else None


def all_redirects(file: Path) -> Iterator[PublishedRedirect]:
    """Every redirect and tombstone of a host; nothing where there is no file."""
    if not file.exists():
        return
    with closing(read_only(file)) as connection:
        for row in connection.execute("SELECT path, status, location, body FROM address ORDER BY path"):
            yield PublishedRedirect(*row)


def change_redirects(file: Path, put: Iterable[PublishedRedirect], remove: Iterable[str]) -> int:
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
            [(redirect.path, redirect.status, redirect.location, redirect.body) for redirect in put],
        )
        connection.execute("COMMIT")
        return connection.total_changes - before


def name_at(connection: sqlite3.Connection, address: str) -> str:
    """The name under which the file at an address is saved; empty where none is known."""
    row = connection.execute("SELECT name FROM file_name WHERE address = ?", (address,)).fetchone()
    return str(row[0]) if row else ""


def change_file_names(file: Path, put: Mapping[str, str], remove: Iterable[str]) -> None:
    """Put and remove names of files by their addresses, and write nothing where nothing differs."""
    gone = list(remove)
    with suppress(sqlite3.OperationalError), closing(read_only(file)) as connection:
        put = {address: name for address, name in put.items() if name_at(connection, address) != name}
        gone = [address for address in gone if name_at(connection, address)]
    if not put and (not gone or not file.exists()):
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(NAMES)
        connection.executemany("DELETE FROM file_name WHERE address = ?", [(address,) for address in gone])
        connection.executemany("INSERT OR REPLACE INTO file_name VALUES (?, ?)", list(put.items()))


class RedirectLookup:
    """The redirects of all hosts of a published directory, each file opened when it is first asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.connections: dict[str, sqlite3.Connection] = {}

    def find(self, folder: str, path: bytes, query: bytes, *, meant: str = "") -> PublishedRedirect | None:
        """The redirect or tombstone of an address, looked up with its query first; None where there is none.

        `meant`: what of the query means something here; then what stands at the path alone is another matter.
        """
        with suppress(sqlite3.Error):
            connection = self.connection(folder)
            if connection is not None:
                asked = spellings(from_wire(path), from_wire(query), meant)
                return next(filter(None, (redirect_at(connection, form) for form in asked)), None)
        # Being written in this moment, or damaged: the desk knows it too.
        return None

    def name_of(self, folder: str, address: str) -> str:
        """The name under which readers save the file at an address; empty where the address says it."""
        with suppress(sqlite3.Error):
            connection = self.connection(folder)
            return name_at(connection, address) if connection is not None else ""
        return ""

    def connection(self, folder: str) -> sqlite3.Connection | None:
        """The open file of a host; None where it has none."""
        found = self.connections.get(folder)
        file = self.root / folder / REDIRECTS
        if found is None and file.exists():
            found = self.connections[folder] = read_only(file)
            found.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        return found

    def close(self) -> None:
        """Let go of every file, so that those of the next generation are opened."""
        for connection in self.connections.values():
            connection.close()
        self.connections.clear()


def spellings(path: str, query: str, meant: str = "") -> list[str]:
    """The addresses at which an answer may stand, each in its one spelling: with its query first.

    `meant`: the query without what strangers add to it (`fbclid`). Only where nothing of it is meant the path stands
    alone too, also with the slash that a page's address ends in.
    """
    alone = spelled(path)
    queries = [spelled(f"/?{each}")[1:] for each in (query, meant) if each]
    # Wagtail writes an address with a query down without the slash before it.
    paths = (alone, alone if alone.endswith("/") else f"{alone}/")
    before = (alone, alone.removesuffix("/") or "/")
    return list(dict.fromkeys([*(f"{each}{one}" for one in queries for each in before), *(() if meant else paths)]))
