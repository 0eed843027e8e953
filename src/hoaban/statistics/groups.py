"""The registry in which rooms say what pages belong together, so that reads are summed for it: a section, an author."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

NamesOf = Callable[[set[int]], Mapping[int, tuple[str, ...]]]


@dataclass(frozen=True)
class Group:
    """A kind of group: its label for editors, and the names of the groups that pages belong to, by page number."""

    label: Any
    names_of: NamesOf


_groups: dict[str, Group] = {}


def register(kind: str, label: Any, names_of: NamesOf) -> None:
    """Declare a kind of group; to be called from a room's `AppConfig.ready`.

    `names_of` gets the numbers of all pages that were read, also of such that are gone. What a page belongs to when
    its reads are counted is where they stay.
    """
    _groups[kind] = Group(label, names_of)


def kinds() -> tuple[str, ...]:
    """Every kind that was declared."""
    return tuple(_groups)


def label_of(kind: str) -> Any:
    """What editors call a kind. Raises KeyError for one that nobody declared."""
    return _groups[kind].label


def names_of(kind: str, pages: set[int]) -> Mapping[int, tuple[str, ...]]:
    """The names of the groups of a kind that pages belong to. Raises KeyError for a kind that nobody declared."""
    return _groups[kind].names_of(pages) if pages else {}
