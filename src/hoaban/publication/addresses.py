"""The addresses that a site publishes, from what rooms declare."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from hoaban.kit.rooms import declared
from hoaban.publication.faults import raise_without_database
from hoaban.publication.models import Entry

logger = logging.getLogger(__name__)


class Rank(IntEnum):
    """In which order addresses are pressed: first what may have to go, and what was published this moment."""

    MAY_GO = 0
    FRONT_PAGE = 1
    PAGE = 2
    PART = 3
    LISTING = 4
    FEED = 5
    SITEMAP = 6
    BACKGROUND = 7


@dataclass(frozen=True, slots=True)
class Published:
    """One address of a site: its path, and how soon it is pressed."""

    path: str
    rank: Rank


class AddressSource(ABC):
    """What a room declares to have its addresses published.

    Too many are no fault: an address at which rendering finds nothing is not published. One too few is.
    """

    @abstractmethod
    def everything(self, site: Any) -> Iterator[Published]:
        """Every address of a site."""

    @abstractmethod
    def made_by(self, entry: Entry, site: Any) -> Iterator[Published]:
        """Addresses of a site that a change may have made, or may have to take away."""


def everything(site: Any) -> Iterator[Published]:
    """Every address of a site, from all rooms; a room that fails keeps none of the others from being published."""
    for source in declared(AddressSource):
        try:
            yield from source.everything(site)
        except Exception as error:
            raise_without_database(error)
            logger.exception("%s cannot name all addresses of %s", type(source).__name__, site)


def made_by(entry: Entry, site: Any) -> Iterator[Published]:
    """Addresses of a site that a change may have made, from all rooms."""
    for source in declared(AddressSource):
        yield from source.made_by(entry, site)
