"""The registry in which rooms declare which query parameters mean something at which addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Meaning:
    """The query parameters that mean something at one path of a site.

    `names`: decoded, the most used first. `is_old`: they are part of addresses of an old portal, so that only a
    redirect that names them is another answer; otherwise the desk answers a request that carries one of them.
    `weight`: how many addresses use the path; where there are too many paths, the heaviest stay.
    """

    path: str
    names: tuple[str, ...]
    is_old: bool = False
    weight: int = 1


class ParameterSource(Protocol):
    """What a room implements to have its query parameters known.

    `tables`: the tables of which a change may change the answer.
    """

    tables: frozenset[str]

    def meanings(self, site: Any) -> Iterator[Meaning]:
        """What means something at the paths of a site; each path once of each kind."""


_sources: list[ParameterSource] = []


def declare(source: ParameterSource) -> None:
    """Register a source; to be called from a room's `AppConfig.ready`."""
    _sources.append(source)


def meanings(site: Any) -> Iterator[Meaning]:
    """What means something at the paths of a site, from all rooms."""
    for source in _sources:
        yield from source.meanings(site)


def deciding_tables() -> frozenset[str]:
    """The tables of which a change may change what means something."""
    return frozenset().union(*(source.tables for source in _sources))
