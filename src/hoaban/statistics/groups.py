"""The registry in which rooms say what pages belong together, so that reads are summed for it: a section, an author."""

from __future__ import annotations

from collections.abc import Callable, Mapping

NamesOf = Callable[[set[int]], Mapping[int, tuple[str, ...]]]


_groups: dict[str, NamesOf] = {}


def register(kind: str, names_of: NamesOf) -> None:
    """Declare a kind of group; to be called from a room's `AppConfig.ready`.

    `names_of` gets the numbers of all pages that were read, also of such that are gone, and returns by number the names
    of the groups that a page belongs to. What a page belongs to when its reads are counted is where they stay.
    """
    _groups[kind] = names_of


def kinds() -> tuple[str, ...]:
    """Every kind that was declared."""
    return tuple(_groups)


def names_of(kind: str, pages: set[int]) -> Mapping[int, tuple[str, ...]]:
    """The names of the groups of a kind that pages belong to. Raises KeyError for a kind that nobody declared."""
    return _groups[kind](pages) if pages else {}
