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


# By what SQLite and PostgreSQL say, in small letters: what helps. Neither tells it by a class of errors of its own.
FULL = "The disk is full: free some of it, or give the database a larger one."
DAMAGED = "The file is damaged: stop the portal and bring the newest backup back with `hoaban restore FOLDER`."
REMEDIES = {
    "disk is full": FULL,
    "no space left": FULL,
    "database is locked": "Another program writes to it and does not end: try again, or find that program.",
    "malformed": DAMAGED,
    "not a database": DAMAGED,
    "readonly database": "Give its file and folder to the user who runs the portal, on a disk that can be written.",
    "unable to open": "Give its file and folder to the user who runs the portal.",
    "password authentication": "Check the user and the password in HOABAN_DATABASE_URL.",
}
REMEDY = "Check HOABAN_DATABASE_URL, the server and the disk; `hoaban doctor` looks at all of it."


def known_remedy(error: Exception) -> str:
    """What helps against what a database says; empty for what is not known."""
    said = str(error).lower()
    return next((remedy for words, remedy in REMEDIES.items() if words in said), "")


def trouble_in_words(error: Exception) -> str:
    """What a database that cannot be used says, and what helps, in two sentences."""
    return f"The database cannot be used ({' '.join(str(error).split())}). {known_remedy(error) or REMEDY}"
