"""How the migrations that a database has seen stand to those that this program knows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hoaban.kit.errors import HoabanError
from hoaban.site.version import version


class DatabaseIsNewer(HoabanError):
    """The database has seen migrations that this program does not know; the message names the first."""

    def __init__(self, migration: str) -> None:
        super().__init__(
            f"The database is newer than the program: it has seen {migration}, which hoaban {version()} does not know. "
            "Install the version that it was used with; to stay with this one, bring back the backup of before the "
            "upgrade: hoaban restore FOLDER"
        )


def refuse_newer_database() -> None:
    """Let no older program write to a newer database. Raises DatabaseIsNewer."""
    if newer := unknown(applied()):
        raise DatabaseIsNewer(newer[0])


class DatabaseIsLost(HoabanError):
    """A database in which nothing is, beside pages that were published from another one."""

    def __init__(self, published: Path) -> None:
        super().__init__(
            f"The database is empty, and {published} holds published pages: it was lost, or HOABAN_DATABASE_URL names "
            "another one. Put it back in its place, or bring a backup back: hoaban restore FOLDER. To begin anew, move "
            f"{published} away first."
        )


def refuse_lost_database(published: Path) -> None:
    """Let no empty database take the place of a lost one: all that is published would go. Raises DatabaseIsLost."""
    if not applied() and any(published.glob("*/index.html")):
        raise DatabaseIsLost(published)


def applied() -> list[str]:
    """What the database has seen, each as `room.migration`."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def unknown(names: Iterable[str]) -> list[str]:
    """Those of some migrations that this program does not have, though it has their room: they are of a newer one."""
    loader = MigrationLoader(None)
    known = {".".join(key) for key in loader.disk_migrations}
    known |= {".".join(key) for migration in loader.disk_migrations.values() for key in migration.replaces}
    return [name for name in names if name not in known and name.partition(".")[0] in loader.migrated_apps]
