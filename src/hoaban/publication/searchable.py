"""What a room declares to have something of its own searched; the room `search` collects."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from hoaban.kit.rooms import declared
from hoaban.publication.faults import raise_without_database
from hoaban.publication.models import Entry

logger = logging.getLogger(__name__)
Told = TypeVar("Told")
LONGEST_BODY = 400_000
"""Characters of a body that are searched: 150 printed pages; what stands behind them is not looked at."""


@dataclass(frozen=True, slots=True)
class Document:
    """One searchable thing as it goes into an index.

    `pk`: its key in its own room. `kind`: a short word, named by the source's `kind_names`. `numbers`: official
    numbers that are its own, such as `42/2022/NĐ-CP`; those that stand in its text are found there. `depends`: names
    (`page:12`) of what decides whether it is public besides itself. `homes`: under which homes it is
    found; none for all.
    """

    pk: int
    kind: str
    title: str
    body: str
    homes: frozenset[int] = frozenset()
    section: int = 0
    at: datetime | None = None
    numbers: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list of results shows of one thing, read from the database the moment it is shown."""

    title: str
    url: str
    kind: str
    at: datetime | None = None
    section: str = ""
    note: str = ""


class SearchSource(ABC):
    """What a room declares to have its things searched."""

    name: str
    """Short name, the first part of every key: `page`."""

    kind_names: dict[str, Any]
    """What a reader calls each kind, translated when shown."""

    @abstractmethod
    def count(self) -> int:
        """How many there are, public or not."""

    @abstractmethod
    def ids_after(self, pk: int, limit: int) -> list[int]:
        """Keys beyond one, in order: all there are, public or not."""

    @abstractmethod
    def public(self, pks: Sequence[int]) -> Iterable[Document]:
        """Documents of those that every reader may see now."""

    @abstractmethod
    def drafts(self, pks: Sequence[int]) -> Iterable[Document]:
        """Documents of all of them as their editors last saved them."""

    @abstractmethod
    def touched_by(self, entry: Entry) -> Iterable[int]:
        """Keys of what an entry of the log may have changed."""

    @abstractmethod
    def shown(self, pks: Sequence[int]) -> dict[int, Shown]:
        """What readers may see now, by key; whatever they may not is missing."""


def sources() -> list[SearchSource]:
    """Every source, in the order of their names."""
    return sorted(declared(SearchSource), key=lambda source: source.name)


def source_named(name: str) -> SearchSource | None:
    """The source with a name, or None."""
    return next((source for source in declared(SearchSource) if source.name == name), None)


def shown_of(name: str, pks: Sequence[int]) -> dict[int, Shown]:
    """What readers may see now of a source's things, by key."""
    return dict(told_by(name, lambda source: source.shown(pks).items()))


def public_of(name: str, pks: Sequence[int]) -> list[Document]:
    """Documents of a source's things that every reader may see now."""
    return told_by(name, lambda source: source.public(pks))


def told_by(name: str, ask: Callable[[SearchSource], Iterable[Told]]) -> list[Told]:
    """What a source answers; nothing where it fails or its room is no longer installed, so that it stops no other.

    Raises DatabaseError where the database is away.
    """
    source = source_named(name)
    try:
        return list(ask(source)) if source else []
    except Exception as error:
        raise_without_database(error)
        logger.exception("What was found of %r cannot be shown and is left out", name)
        return []


def touched_keys(entry: Entry) -> Iterator[str]:
    """Keys (`page:12`) of everything that an entry may have changed, over all rooms; one that fails stops no other."""
    for source in declared(SearchSource):
        try:
            yield from [f"{source.name}:{pk}" for pk in source.touched_by(entry)]
        except Exception as error:
            raise_without_database(error)
            logger.exception(
                "What entry %d of the log means to %r cannot be found out; run: hoaban search rebuild",
                entry.pk,
                source.name,
            )
