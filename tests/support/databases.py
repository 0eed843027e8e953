"""Keeps the database of the tests as it is after all migrations, and puts it back as a whole."""

import sqlite3
from contextlib import closing, contextmanager

from django.db import transaction


def kept(connection):
    """A context that gives a function: it makes the database what it was when the context began."""
    return kept_in_memory(connection) if connection.vendor == "sqlite" else kept_beside(connection)


@contextmanager
def kept_in_memory(connection):
    """For SQLite: a copy in memory, whose pages are written over the file's."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)

        def put_back():
            connection.ensure_connection()
            copy.backup(connection.connection, progress=refuse_to_wait)

        yield put_back


def refuse_to_wait(status, _remaining, _total):
    """Let the test fail that left a transaction open: SQLite would try again for ever."""
    if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        raise sqlite3.OperationalError("a test has left a transaction open")


@contextmanager
def kept_beside(connection):
    """For PostgreSQL: copies of the tables that hold rows, in a schema of their own."""
    tables = connection.introspection.table_names()
    filled = those_with_rows(connection, tables)
    with connection.cursor() as cursor:
        copies = "".join(f'CREATE TABLE kept."{name}" AS TABLE "{name}";' for name in filled)
        cursor.execute(f"CREATE SCHEMA kept; {copies}")

    def put_back():
        emptied = "".join(f'DELETE FROM "{name}";' for name in those_with_rows(connection, tables))
        restored = "".join(f'INSERT INTO "{name}" TABLE kept."{name}";' for name in filled)
        with transaction.atomic(), connection.cursor() as cursor:
            # No order has to be kept, and no trigger of the log hears of it.
            cursor.execute(f"SET LOCAL session_replication_role = replica; {emptied} {restored}")

    yield put_back
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA kept CASCADE")


def those_with_rows(connection, tables):
    """The tables that are not empty."""
    questions = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(questions))
        return [name for (name,) in cursor.fetchall()]
