"""Finds at start what would let a change pass the log, or make the press slow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from hoaban.publication import address_index
from hoaban.publication.triggers import faulty


@register(Tags.database)
def triggers_are_there(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Each tracked table has its triggers; asked only where the database may be asked."""
    if not databases:
        return []
    return [
        Error(
            f"The trigger {name} is missing or differs: changes of its table would not reach the published pages.",
            hint="Run: hoaban manage migrate",
            id="hoaban.publication.E001",
        )
        for name in faulty()
    ]


@register(Tags.database)
def addresses_have_their_index(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Pages are found by their address without walking over all of them."""
    if not databases or address_index.is_there():
        return []
    return [
        Caution(
            f"The index {address_index.NAME} is missing: every page that is published waits while all pages are read.",
            hint="Run: hoaban manage migrate",
            id="hoaban.publication.W001",
        )
    ]
