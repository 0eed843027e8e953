"""Finds at start what would let a change pass the log, or make the press slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from hoaban.kit.rooms import declared
from hoaban.publication import address_index
from hoaban.publication.searchable import SearchSource
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


@register
def search_sources_have_names_of_their_own(**_: Any) -> list[CheckMessage]:
    """Under one name the things of one source would be looked up in the other."""
    names = Counter(source.name for source in declared(SearchSource))
    return [
        Error(
            f"Two sources of the search have the name {name!r}.",
            hint="Give one of them another name, in the room that declares it.",
            id="hoaban.publication.E002",
        )
        for name, count in names.items()
        if count > 1
    ]
