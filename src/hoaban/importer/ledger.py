"""The ledger of a job: one row an input, kept on disk so that a killed run goes on and nothing is forgotten."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hoaban.importer.record import PageRecord

STATUSES = (
    "imported",
    "updated",
    "unchanged",
    "duplicate",
    "skipped",
    "media",
    "review",
    "conflict",
    "failed",
)
READ = "read"
"""Status of an input whose record is made but not loaded yet; none is left when a run is complete."""


@dataclass(frozen=True, slots=True)
class Row:
    """One input and what became of it."""

    name: str
    status: str
    reason: str
    record: PageRecord | None
    page_id: int | None


class Ledger:
    """`ledger.sqlite` of a job folder."""

    def __init__(self, job: Path) -> None:
        job.mkdir(parents=True, exist_ok=True)
        self.job = job
        self.database = sqlite3.connect(job / "ledger.sqlite", isolation_level=None)
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute(
            "CREATE TABLE IF NOT EXISTS inputs (name TEXT PRIMARY KEY, stamp TEXT NOT NULL, status TEXT NOT NULL,"
            " reason TEXT NOT NULL DEFAULT '', content_hash TEXT, record TEXT, page_id INTEGER, seen INTEGER NOT NULL)"
        )
        self.database.execute("CREATE INDEX IF NOT EXISTS inputs_by_content ON inputs (content_hash)")
        self.database.execute("CREATE TABLE IF NOT EXISTS runs (key TEXT NOT NULL, complete INTEGER NOT NULL)")
        self.key = ""

    def begin(self) -> None:
        """Start a run, or go on with one that was cut off; its key tells the pages of this run from older ones."""
        last = self.database.execute("SELECT key, complete FROM runs ORDER BY rowid DESC LIMIT 1").fetchone()
        if last is None or last[1]:
            self.key = uuid.uuid4().hex
            self.database.execute("INSERT INTO runs VALUES (?, 0)", (self.key,))
        else:
            self.key = str(last[0])
        self.database.execute("UPDATE inputs SET seen = 0")

    def finish(self) -> None:
        """The run is complete; the next one is another."""
        self.database.execute("UPDATE runs SET complete = 1 WHERE key = ?", (self.key,))

    def is_current(self, name: str, stamp: str) -> bool:
        """Whether the input was read before as it is now; marks it as seen."""
        changed = self.database.execute(
            "UPDATE inputs SET seen = 1 WHERE name = ? AND stamp = ? AND (status != ? OR record IS NOT NULL)",
            (name, stamp, "failed"),
        )
        return changed.rowcount == 1

    def put(self, name: str, stamp: str, status: str, reason: str = "", record: PageRecord | None = None) -> None:
        """Write what became of an input."""
        line = record.to_json() if record else None
        content_hash = record.content_hash() if record else None
        self.database.execute(
            "INSERT OR REPLACE INTO inputs (name, stamp, status, reason, content_hash, record, seen)"
            " VALUES (?,?,?,?,?,?,1)",
            (printable(name), stamp, status, reason, content_hash, line),
        )

    def settle(self, name: str, status: str, reason: str = "", page_id: int | None = None) -> None:
        """Write what loading an input came to."""
        self.database.execute(
            "UPDATE inputs SET status = ?, reason = ?, page_id = ? WHERE name = ?", (status, reason, page_id, name)
        )

    def first_with(self, content_hash: str, name: str) -> str | None:
        """Name of the first input of this run with the same content, if it is another one."""
        found = self.database.execute(
            "SELECT name FROM inputs WHERE content_hash = ? AND seen = 1 ORDER BY name LIMIT 1", (content_hash,)
        ).fetchone()
        return str(found[0]) if found and found[0] < name else None

    def rows(self) -> Iterator[Row]:
        """Rows of this run, by name."""
        found = self.database.execute(
            "SELECT name, status, reason, record, page_id FROM inputs WHERE seen = 1 ORDER BY name"
        )
        for name, status, reason, line, page_id in found.fetchall():
            yield Row(name, status, reason, PageRecord.from_json(line) if line else None, page_id)

    def counts(self) -> dict[str, int]:
        """How many inputs of this run came to what."""
        found = self.database.execute("SELECT status, COUNT(*) FROM inputs WHERE seen = 1 GROUP BY status")
        return {str(status): int(count) for status, count in found.fetchall()}

    def write_records(self) -> Path:
        """Write `records.jsonl`, whole or not at all."""
        target = self.job / "records.jsonl"
        partial = target.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as lines:
            for row in self.rows():
                if row.record is not None:
                    lines.write(row.record.to_json() + "\n")
            lines.flush()
            os.fsync(lines.fileno())
        partial.replace(target)
        return target

    def close(self) -> None:
        """Close the file."""
        self.database.close()


def printable(name: str) -> str:
    """A file name that can be stored and shown, whatever bytes it has."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
