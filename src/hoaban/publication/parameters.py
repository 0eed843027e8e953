"""Which query parameters mean something at which addresses, from what rooms declare."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hoaban.kit.rooms import declared


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


class ParameterSource(ABC):
    """What a room declares to have its query parameters known.

    `tables`: the tables of which a change may change the answer.
    """

    tables: frozenset[str]

    @abstractmethod
    def meanings(self, site: Any) -> Iterator[Meaning]:
        """What means something at the paths of a site; each path once of each kind."""


def meanings(site: Any) -> Iterator[Meaning]:
    """What means something at the paths of a site, from all rooms."""
    for source in declared(ParameterSource):
        yield from source.meanings(site)


def deciding_tables() -> frozenset[str]:
    """The tables of which a change may change what means something."""
    return frozenset().union(*(source.tables for source in declared(ParameterSource)))
