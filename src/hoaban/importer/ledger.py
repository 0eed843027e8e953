"""The ledger of a job: one row an input, on disk, so that a killed run goes on and no source has to fit into memory.

What must be known over all inputs (who repeats whom, which name the portal has, which sections were made) is asked of
the file, and rows come out of it one at a time.
"""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from hoaban.importer.record import PageRecord
from hoaban.kit.errors import HoabanError

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
SCHEMA = """
CREATE TABLE IF NOT EXISTS inputs (name TEXT PRIMARY KEY, stamp TEXT NOT NULL, status TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '', content_hash TEXT, record TEXT, page_id INTEGER, seen INTEGER NOT NULL,
    text_hash TEXT, likeness TEXT, cut TEXT);
CREATE INDEX IF NOT EXISTS inputs_by_text_and_name ON inputs (text_hash, seen, name);
CREATE INDEX IF NOT EXISTS inputs_by_content ON inputs (content_hash, seen, name);
CREATE INDEX IF NOT EXISTS inputs_by_likeness ON inputs (likeness, seen, name);
CREATE TABLE IF NOT EXISTS runs (key TEXT NOT NULL, complete INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS made_sections (run TEXT NOT NULL, title TEXT NOT NULL, PRIMARY KEY (run, title));
CREATE TABLE IF NOT EXISTS source (path TEXT NOT NULL);
"""
FILE = "file:"
"""Begins the identity of a page that has no address: the name of its input follows."""
SAME_TEXT = "FROM inputs AS other WHERE other.text_hash = inputs.text_hash AND other.seen = 1"
LOADABLE = "seen = 1 AND record IS NOT NULL AND status != 'duplicate'"


class UnusableJob(HoabanError):
    """A job folder that cannot be read or written, or that belongs to another source."""


@contextmanager
def told_of(job: Path) -> Iterator[None]:
    """Say what is wrong with the job folder where a file in it cannot be read or written. Raises UnusableJob."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UnusableJob(
            _(
                "The job folder %(path)s cannot be used: %(reason)s. Make room or name another folder with --job; "
                "the same command goes on where this run stopped."
            )
            % {"path": job, "reason": reason}
        ) from error


@dataclass(frozen=True, slots=True)
class Row:
    """One input and what became of it; `line` is its record as JSON, `cut` the lines that are no part of the page."""

    name: str
    status: str
    reason: str
    line: str | None
    content_hash: str
    page_id: int | None
    cut: str = "[]"

    @property
    def record(self) -> PageRecord | None:
        """The record, read anew at each call."""
        return PageRecord.from_json(self.line) if self.line else None


class Ledger:
    """`ledger.sqlite` of a job folder. Every act raises UnusableJob where the file cannot be read or written."""

    def __init__(self, job: Path) -> None:
        self.job = job
        self.key = ""
        with told_of(job):
            job.mkdir(parents=True, exist_ok=True)
            self.database = sqlite3.connect(job / "ledger.sqlite", isolation_level=None)
            try:
                self.database.execute("PRAGMA journal_mode=WAL")
                self.add_columns()
                self.database.executescript(SCHEMA)
            except sqlite3.Error:
                self.database.close()
                raise

    def add_columns(self) -> None:
        """Let the ledger of a version before have what is known of an input today; it is read once more then."""
        there = {row[1] for row in self.database.execute("PRAGMA table_info(inputs)")}
        if there and "text_hash" not in there:
            for name in ("text_hash", "likeness", "cut"):
                self.database.execute(f"ALTER TABLE inputs ADD COLUMN {name} TEXT")
            self.database.execute("UPDATE inputs SET stamp = ''")

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        with told_of(self.job):
            return self.database.execute(statement, values)

    def first(self, statement: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...] | None:
        """The first row that a statement finds."""
        with told_of(self.job):
            found: tuple[Any, ...] | None = self.database.execute(statement, values).fetchone()
            return found

    def begin(self, source: str) -> None:
        """Start a run, or go on with one that was cut off; its key tells the pages of this run from older ones.

        Raises UnusableJob for a folder with the job of another source: equal names would be taken for equal inputs.
        """
        known = self.first("SELECT path FROM source")
        if known is not None and known[0] != source:
            raise UnusableJob(
                _("The job folder %(path)s belongs to %(source)s: name another folder with --job.")
                % {"path": self.job, "source": known[0]}
            )
        if known is None:
            self.execute("INSERT INTO source VALUES (?)", (source,))
        last = self.first("SELECT key, complete FROM runs ORDER BY rowid DESC LIMIT 1")
        if last is None or last[1]:
            self.key = uuid.uuid4().hex
            self.execute("INSERT INTO runs VALUES (?, 0)", (self.key,))
        else:
            self.key = str(last[0])
        self.execute("UPDATE inputs SET seen = 0")

    def finish(self) -> None:
        """The run is complete; the next one is another."""
        self.execute("UPDATE runs SET complete = 1 WHERE key = ?", (self.key,))

    def is_current(self, name: str, stamp: str) -> bool:
        """Whether the input was read before as it is now; marks it as seen."""
        changed = self.execute(
            "UPDATE inputs SET seen = 1 WHERE name = ? AND stamp = ? AND (status != ? OR record IS NOT NULL)",
            (name, stamp, "failed"),
        )
        return changed.rowcount == 1

    def put(self, name: str, stamp: str, status: str, reason: str = "", record: PageRecord | None = None) -> None:
        """Write what became of an input."""
        line = record.to_json() if record else None
        content_hash = record.content_hash() if record else None
        self.execute(
            "INSERT OR REPLACE INTO inputs (name, stamp, status, reason, content_hash, record, seen,"
            " text_hash, likeness, cut) VALUES (?,?,?,?,?,?,1,?,?,?)",
            (
                printable(name),
                stamp,
                status,
                reason,
                content_hash,
                line,
                record.text_hash() if record else None,
                record.likeness if record else None,
                json.dumps(record.cut, ensure_ascii=False) if record else None,
            ),
        )

    def input_with(self, content_hash: str) -> str:
        """The first input of this run with this content, or nothing."""
        found = self.first("SELECT MIN(name) FROM inputs WHERE seen = 1 AND content_hash = ?", (content_hash,))
        return str(found[0] or "") if found else ""

    def has_identity(self, identity: str) -> bool:
        """Whether an input of this run has this identity, so that the page that it made is still its own."""
        name = identity.removeprefix(FILE)
        return name != identity and self.first("SELECT 1 FROM inputs WHERE seen = 1 AND name = ?", (name,)) is not None

    def settle(self, name: str, status: str, reason: str = "", page_id: int | None = None) -> None:
        """Write what loading an input came to."""
        self.execute(
            "UPDATE inputs SET status = ?, reason = ?, page_id = ? WHERE name = ?", (status, reason, page_id, name)
        )

    def mark_duplicates(self) -> None:
        """An input with title, time and text of an earlier one is its duplicate, as long as that one is there."""
        self.execute("UPDATE inputs SET status = ?, reason = '' WHERE seen = 1 AND status = 'duplicate'", (READ,))
        self.execute(
            f"UPDATE inputs SET status = 'duplicate', reason = 'of ' || (SELECT MIN(name) {SAME_TEXT})"  # noqa: S608  our own words
            " || ': the same title, time and text'"
            f" WHERE seen = 1 AND text_hash IS NOT NULL AND name > (SELECT MIN(name) {SAME_TEXT})"
        )

    def note_section(self, title: str) -> None:
        """Remember a section that this run made."""
        self.execute("INSERT OR IGNORE INTO made_sections VALUES (?, ?)", (self.key, title))

    def made_sections(self, most: int) -> list[str]:
        """Titles of the sections that this run made, also before it was cut off."""
        found = self.execute("SELECT title FROM made_sections WHERE run = ? ORDER BY title LIMIT ?", (self.key, most))
        return [str(title) for (title,) in found.fetchall()]

    def rows(self, of: str = "seen = 1") -> Iterator[Row]:
        """Rows of this run by name, one at a time out of the file; each may be settled before the next one comes."""
        name = ""
        statement = (
            "SELECT name, status, reason, record, content_hash, page_id, cut FROM inputs"  # noqa: S608  our own words
            f" WHERE {of} AND name > ? ORDER BY name LIMIT 1"
        )
        while found := self.first(statement, (name,)):
            name, status, reason, line, content_hash, page_id, cut = found
            yield Row(name, status, reason, line, content_hash or "", page_id, cut or "[]")

    def to_load(self) -> Iterator[Row]:
        """Rows whose record goes into the portal: those of readable pages that repeat no other."""
        return self.rows(LOADABLE)

    def count_to_load(self) -> int:
        """How many rows `to_load` has."""
        (count,) = self.first(f"SELECT COUNT(*) FROM inputs WHERE {LOADABLE}") or (0,)  # noqa: S608  our own words
        return int(count)

    def most_frequent_site(self) -> str:
        """The name of the portal that most of its pages print, or nothing where none does."""
        found = self.first(
            "SELECT json_extract(record, '$.site') AS site FROM inputs"  # noqa: S608  our own words
            f" WHERE {LOADABLE} AND site != '' GROUP BY site ORDER BY COUNT(*) DESC, MIN(name) LIMIT 1"
        )
        return str(found[0]) if found else ""

    def counts(self) -> dict[str, int]:
        """How many inputs of this run came to what."""
        found = self.execute("SELECT status, COUNT(*) FROM inputs WHERE seen = 1 GROUP BY status")
        return {str(status): int(count) for status, count in found.fetchall()}

    def cut_lines(self, most: int) -> list[tuple[str, int, str]]:
        """(line, inputs, one of them) of what was not taken for a page's own, the rarest first: they want a look."""
        found = self.execute(
            "SELECT cut.value, COUNT(*) AS many, MIN(name) FROM inputs, json_each(inputs.cut) AS cut"
            " WHERE seen = 1 AND inputs.cut IS NOT NULL GROUP BY cut.value ORDER BY many, cut.value LIMIT ?",
            (most,),
        )
        return [(str(line), int(many), str(name)) for line, many, name in found.fetchall()]

    def alike(self, name: str) -> str:
        """The first other input of this run with the title and the day of this one, or nothing."""
        found = self.first(
            "SELECT other.name FROM inputs AS own JOIN inputs AS other ON other.likeness = own.likeness"
            " WHERE own.name = ? AND other.name < own.name AND other.seen = 1 AND own.likeness != ''"
            " AND other.status != 'duplicate' ORDER BY other.name LIMIT 1",
            (name,),
        )
        return str(found[0]) if found else ""

    def reasons(self, most: int) -> list[tuple[str, str, int]]:
        """(status, reason, inputs), the most frequent first; whom a duplicate repeats is left out of its reason."""
        found = self.execute(
            "SELECT status, CASE status WHEN 'duplicate' THEN ? ELSE reason END AS why, COUNT(*) FROM inputs"
            " WHERE seen = 1 AND reason != '' GROUP BY status, why ORDER BY COUNT(*) DESC, status, why LIMIT ?",
            ("the same content as an input before it", most),
        )
        return [(str(status), str(reason), int(count)) for status, reason, count in found.fetchall()]

    def write_records(self) -> Path:
        """Write `records.jsonl`, whole or not at all."""
        target = self.job / "records.jsonl"
        partial = target.with_suffix(".partial")
        with told_of(self.job):
            with partial.open("w", encoding="utf-8") as lines:
                for row in self.rows("seen = 1 AND record IS NOT NULL"):
                    lines.write(f"{row.line}\n")
                lines.flush()
                os.fsync(lines.fileno())
            partial.replace(target)
        return target

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()


def printable(name: str) -> str:
    """A file name that can be stored and shown, whatever bytes it has; different bytes stay different names."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
