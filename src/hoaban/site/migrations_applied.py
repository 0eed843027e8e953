"""How the migrations that a database has seen stand to those that this program knows."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def applied() -> list[str]:
    """What the database has seen, each as `room.migration`."""
    return sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())


def unknown(names: Iterable[str]) -> list[str]:
    """Those of some migrations that this program does not have, though it has their room: they are of a newer one."""
    loader = MigrationLoader(None)
    known = {".".join(key) for key in loader.disk_migrations}
    known |= {".".join(key) for migration in loader.disk_migrations.values() for key in migration.replaces}
    return [name for name in names if name not in known and name.partition(".")[0] in loader.migrated_apps]
