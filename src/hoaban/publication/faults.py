"""Tells what one page or one room brings about from what stops everything, so that a fault stays where it belongs."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection


def raise_without_database(error: Exception) -> None:
    """Raise an exception again where the database is away: then no page is at fault, and all have to wait."""
    if isinstance(error, DatabaseError | InterfaceError) and not connection.is_usable():
        raise error
