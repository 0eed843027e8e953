"""The database is set up so that an acknowledged write survives and two writers do not collide."""

import os
import sqlite3
from contextlib import closing

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from hoaban.site.databases import database, trouble_in_words

pytestmark = pytest.mark.databases


def test_the_tests_run_on_the_database_that_was_asked_for():
    wanted = "postgresql" if os.environ.get("HOABAN_DATABASE_URL") else "sqlite"
    assert connection.vendor == wanted


def test_a_reader_takes_no_lock():
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS", False)


def test_sqlite_waits_for_the_disk_and_for_the_writer(tmp_path):
    options = database("", tmp_path, durable=True)["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 30
    assert "PRAGMA synchronous=FULL" in options["init_command"]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the journal of SQLite is meant")
def test_sqlite_writes_ahead_so_that_readers_do_not_wait():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the lock of SQLite is meant")
def test_a_transaction_takes_the_write_lock_when_it_begins():
    """The test itself runs in a transaction that has written nothing yet."""
    assert connection.in_atomic_block
    other = connection.copy("default")
    other.settings_dict = {**connection.settings_dict, "OPTIONS": {"timeout": 0}}
    try:
        with other.cursor() as cursor, pytest.raises(OperationalError, match="locked"):
            cursor.execute("BEGIN IMMEDIATE")
    finally:
        other.close()


def test_a_postgresql_address_is_read_whole(tmp_path):
    address = "postgresql://h%C6%A1:p%40ss@db.example.vn:5433/portal?sslmode=require"
    description = database(address, tmp_path, durable=True)
    assert (description["USER"], description["PASSWORD"]) == ("hơ", "p@ss")
    assert (description["HOST"], description["PORT"], description["NAME"]) == ("db.example.vn", "5433", "portal")
    assert description["OPTIONS"] == {"sslmode": "require"}


def said_by_sqlite(file, statement):
    """What SQLite itself says to a statement."""
    with closing(sqlite3.connect(file)) as opened, pytest.raises(sqlite3.Error) as refused:
        opened.executescript(statement)
    return refused.value


def test_what_sqlite_says_of_a_bad_file_has_its_remedy(tmp_path):
    full, damaged, foreign = (tmp_path / name for name in ("full", "damaged", "foreign"))
    filled = "PRAGMA max_page_count=2; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))"
    assert "The disk is full" in trouble_in_words(said_by_sqlite(full, filled))
    with closing(sqlite3.connect(damaged)) as opened:
        opened.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))")
    with damaged.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 4000)
    assert "hoaban restore" in trouble_in_words(said_by_sqlite(damaged, "SELECT sum(length(x)) FROM t"))
    foreign.write_text("không phải cơ sở dữ liệu" * 100)
    assert "hoaban restore" in trouble_in_words(said_by_sqlite(foreign, "SELECT 1 FROM t"))
    assert "HOABAN_DATABASE_URL" in trouble_in_words(said_by_sqlite(full, "SELECT 1 FROM nowhere"))
