"""Copies the database while the portal writes to it, and puts a copy in its place without losing what was there."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from hoaban.kit.errors import HoabanError
from hoaban.kit.progress import Progress
from hoaban.site.backups.backup_folder import DATABASES, POSTGRESQL, SQLITE
from hoaban.site.backups.file_copies import copy_whole, make_private

# So many pages of SQLite between two words about the progress: 16 MB.
PAGES_AT_ONCE = 4096
# The file itself goes last: before its log, it would lose what that holds.
BESIDE = ("-wal", "-shm", "-journal", "")
VERSION = re.compile(r"(\d+)")


class CannotCopyDatabase(HoabanError):
    """The database could not be copied or put back; the message says why."""


class SqliteCopy:
    """SQLite, by its online copy: one moment of the database, however long it takes; nobody who writes waits."""

    kind, name = SQLITE, DATABASES[SQLITE]

    def __init__(self) -> None:
        self.database = Path(str(connection.settings_dict["NAME"]))

    def size(self) -> int:
        """Bytes that a copy needs at most."""
        log = self.database.with_name(f"{self.database.name}-wal")
        return sum(path.stat().st_size for path in (self.database, log) if path.exists())

    def take(self, target: Path, progress: Progress) -> None:
        """Write a copy. Raises CannotCopyDatabase for a damaged database, and sqlite3.Error."""
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with (
            closing(sqlite3.connect(self.database, timeout=30, isolation_level=None)) as source,
            closing(sqlite3.connect(target, isolation_level=None)) as copy,
        ):
            # A reader's transaction, or each write by others would begin the copy anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(
                copy,
                pages=PAGES_AT_ONCE,
                progress=lambda _status, left, total: progress(total - left, total, "pages of the database"),
            )
            copy.execute("PRAGMA journal_mode=DELETE")
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise CannotCopyDatabase(
                f"The database {self.database} is damaged ({found}), so it is not copied. Stop the portal and bring "
                "the newest backup back with: hoaban restore FOLDER"
            )

    def refuse_while_used(self) -> None:
        """Whoever uses the file holds a lock of the state folder, which is asked for elsewhere."""

    def put_back(self, copy: Path, aside: Path) -> str:
        """Put a copy in the place of the database; what stood there is laid into `aside`, with its log.

        Returns where that is, empty for nothing. Killed in between and called again with the same folder, it goes on.
        """
        connection.close()
        staged = self.database.with_name(f"{self.database.name}.restored")
        copy_whole(copy, staged)
        # Once it lies there, what stands in its place is a copy already, of which nothing has to be kept.
        former = aside / self.database.name
        is_aside = former.exists()
        for ending in BESIDE:
            old = self.database.with_name(self.database.name + ending)
            if is_aside:
                old.unlink(missing_ok=True)
            elif old.exists():
                make_private(aside)
                old.rename(aside / old.name)
        staged.rename(self.database)
        return str(former) if former.exists() else ""


class PostgresqlCopy:
    """PostgreSQL, by pg_dump and pg_restore of the server's version or a newer one."""

    kind, name = POSTGRESQL, DATABASES[POSTGRESQL]

    def size(self) -> int:
        """Bytes that a copy needs at most."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])

    def take(self, target: Path, progress: Progress) -> None:
        """Write a dump. Raises CannotCopyDatabase."""
        words = ["--format=custom", "--exclude-schema=before_restore_*", f"--file={target}"]
        progress(0, 1, "dump of the database")
        self.call("pg_dump", words)
        target.chmod(0o600)
        progress(1, 1, "dump of the database")

    def refuse_while_used(self) -> None:
        """Raises CannotCopyDatabase where others are connected: a portal on any machine."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            others = cursor.fetchone()[0]
        if others:
            raise CannotCopyDatabase(
                f"{others} other connections use the database. Stop the portal on every machine, then bring it back."
            )

    def put_back(self, copy: Path, aside: Path) -> str:
        """Put a dump in the place of what the database holds; that stays in a schema named after `aside`.

        Returns where that is, empty for nothing. Killed in between and called again with the same folder, it goes on.
        """
        schema = schema_of(aside)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %s)", [schema])
            is_aside, stood_there = cursor.fetchone()[0], connection.introspection.table_names(cursor)
            if is_aside:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            elif stood_there:
                cursor.execute(f"ALTER SCHEMA public RENAME TO {schema}; CREATE SCHEMA public")
        connection.close()
        self.call("pg_restore", ["--single-transaction", "--exit-on-error", str(copy)])
        return f"the schema {schema} of the database" if is_aside or stood_there else ""

    def call(self, name: str, words: Sequence[str]) -> None:
        """Run one of PostgreSQL's programs on the database; the password stands in no list of processes."""
        settings = connection.settings_dict
        named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
        given = {name: settings[key] for name, key in named.items() if settings[key]}
        told = connection_words(given | settings["OPTIONS"])
        command = [str(program_for_server(name)), "--no-owner", "--no-privileges", f"--dbname={told}", *words]
        environment = {**os.environ, "PGPASSWORD": str(settings["PASSWORD"])}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise CannotCopyDatabase(f"{name} failed: {done.stderr.strip() or f'code {done.returncode}'}")


def schema_of(aside: Path) -> str:
    """The schema that stands for a folder in which things are laid aside."""
    return re.sub(r"\W", "_", aside.name.lower())


def connection_words(given: dict[str, Any]) -> str:
    """What PostgreSQL's programs are told of the server, in their own words."""
    known = {name: value for name, value in given.items() if isinstance(value, str | int)}
    return make_conninfo("", **known)


def program_for_server(name: str) -> Path:
    """The oldest program of this name that understands the server. Raises CannotCopyDatabase."""
    connection.ensure_connection()
    wanted = connection.connection.info.server_version // 10_000
    known = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which(name)
    for program in [*known, *([Path(on_path)] if on_path else [])]:
        told = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        found = VERSION.search(told.stdout)
        if found and int(found[1]) >= wanted:
            return program
    raise CannotCopyDatabase(
        f"The server is PostgreSQL {wanted}, and no {name} of that version or a newer one is on this machine. As root: "
        f"apt install postgresql-client-{wanted}"
    )


def database_copy() -> SqliteCopy | PostgresqlCopy:
    """How the database of this installation is copied."""
    return SqliteCopy() if connection.vendor == "sqlite" else PostgresqlCopy()
