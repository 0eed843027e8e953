"""Finds at start what would let two sources of the search be taken for one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.checks import CheckMessage, Error, register

from hoaban.kit.rooms import declared
from hoaban.publication.searchable import SearchSource


@register
def search_sources_have_names_of_their_own(**_: Any) -> list[CheckMessage]:
    """Under one name the things of one source would be looked up in the other."""
    names = Counter(source.name for source in declared(SearchSource))
    return [
        Error(
            f"Two sources of the search have the name {name!r}.",
            hint="Give one of them another name, in the room that declares it.",
            id="hoaban.publication.E001",
        )
        for name, count in names.items()
        if count > 1
    ]
