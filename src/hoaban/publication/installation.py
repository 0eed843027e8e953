"""What stands beside the tables and is no migration: triggers, an index, the identity of the log.

SQLite makes a table anew without the first two, and a database that was emptied lacks the third.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from hoaban.publication import address_index, triggers
from hoaban.publication.models import Log


def install() -> None:
    """Put in place what is missing or says something else than it should."""
    triggers.install()
    address_index.install()
    with connection.cursor() as cursor:
        is_migrated = Log._meta.db_table in connection.introspection.table_names(cursor)
    if is_migrated and not Log.objects.exists():
        Log.objects.create()


def missing() -> Iterator[str]:
    """A sentence for each thing that is not there as it should be, and what comes of it."""
    for name in triggers.faulty():
        yield f"The trigger {name} is missing or differs: changes of its table would not reach the published pages."
    if not address_index.is_there():
        yield f"The index {address_index.NAME} is missing: every page that is published waits while all are read."
    if not Log.objects.exists():
        yield "The publication log has no identity: nobody can follow it."
