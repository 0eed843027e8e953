"""An index of pages by their address: the press looks up every page by its whole address, Wagtail walks down the tree.

Without it each batch of pages walked over the whole table (100 ms at 100,000 pages). It is no migration, because SQLite
makes Wagtail's table anew with Wagtail's own indexes alone whenever Wagtail changes it.
"""

from __future__ import annotations

from django.db import connection

# A hash on PostgreSQL: an address may be longer than what its trees can hold.
METHODS = {"postgresql": "USING hash", "sqlite": ""}
NAME, TABLE = "hoaban_page_address", "wagtailcore_page"


def install() -> None:
    """Put the index in place if it is not there; nothing while a first migration has not made the table yet."""
    if is_there():
        return
    with connection.cursor() as cursor:
        if TABLE in connection.introspection.table_names(cursor):
            cursor.execute(f"CREATE INDEX {NAME} ON {TABLE} {METHODS[connection.vendor]} (url_path)")


def is_there() -> bool:
    """Whether the database has the table with the index."""
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        return TABLE in there and NAME in connection.introspection.get_constraints(cursor, TABLE)
