"""An index of pages by their address: the press looks up every page by its whole address, Wagtail walks down the tree.

Without it each batch of pages walked over the whole table (100 ms at 100,000 pages). It is no migration, because SQLite
makes Wagtail's table anew with Wagtail's own indexes alone whenever Wagtail changes it.
"""

from __future__ import annotations

from django.db import connection

# A hash on PostgreSQL: an address may be longer than what its trees can hold.
METHODS = {"postgresql": "USING hash", "sqlite": ""}


def install() -> None:
    """Put the index in place if it is not there."""
    method = METHODS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS hoaban_page_address ON wagtailcore_page {method} (url_path)")
