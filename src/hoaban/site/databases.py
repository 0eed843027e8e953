"""The database that the options name, set up so that an acknowledged write survives and writers do not collide."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hoaban.site.option_values import database_account

SECONDS_TO_WAIT_FOR_THE_WRITER = 30


def sqlite(path: Path, *, durable: bool) -> dict[str, Any]:
    """SQLite with a write-ahead log; transactions take the write lock when they begin, so that none has to be undone.

    `durable=False` (tests only) leaves out the wait for the disk.
    """
    pragmas = (
        "PRAGMA journal_mode=WAL",
        f"PRAGMA synchronous={'FULL' if durable else 'OFF'}",
        "PRAGMA mmap_size=268435456",
        "PRAGMA cache_size=-65536",
    )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": SECONDS_TO_WAIT_FOR_THE_WRITER,
            "init_command": ";".join(pragmas),
        },
        "TEST": {"NAME": path.with_name("test.sqlite3")},
    }


def postgresql(address: str) -> dict[str, Any]:
    """PostgreSQL at an address such as ``postgresql://user:password@host:5432/name?sslmode=require``."""
    parts = urlsplit(address)
    user, password = database_account(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": user,
        "PASSWORD": password,
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def database(address: str, var: Path, *, durable: bool) -> dict[str, Any]:
    """Django's description of the one database of an installation."""
    return postgresql(address) if address else sqlite(var / "hoaban.sqlite3", durable=durable)
