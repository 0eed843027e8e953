"""What stands beside the tables and is no migration, since SQLite makes a table anew without it: triggers, an index."""

from __future__ import annotations

from collections.abc import Iterator

from hoaban.publication import address_index, triggers


def install() -> None:
    """Put in place what is missing or says something else than it should."""
    triggers.install()
    address_index.install()


def missing() -> Iterator[str]:
    """A sentence for each thing that is not there as it should be, and what comes of it."""
    for name in triggers.faulty():
        yield f"The trigger {name} is missing or differs: changes of its table would not reach the published pages."
    if not address_index.is_there():
        yield f"The index {address_index.NAME} is missing: every page that is published waits while all are read."
