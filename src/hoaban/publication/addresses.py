"""The registry in which rooms declare the addresses that they publish."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

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


class AddressSource(Protocol):
    """What a room implements to have its addresses published.

    Too many are no fault: an address at which rendering finds nothing is not published. One too few is.
    """

    def everything(self, site: Any) -> Iterator[Published]:
        """Every address of a site."""

    def made_by(self, entry: Entry, site: Any) -> Iterator[Published]:
        """Addresses of a site that a change may have made, or may have to take away."""


_sources: list[AddressSource] = []


def publish(source: AddressSource) -> None:
    """Register a source; to be called from a room's `AppConfig.ready`."""
    _sources.append(source)


def everything(site: Any) -> Iterator[Published]:
    """Every address of a site, from all rooms; a room that fails keeps none of the others from being published."""
    for source in _sources:
        try:
            yield from source.everything(site)
        except Exception as error:
            raise_without_database(error)
            logger.exception("%s cannot name all addresses of %s", type(source).__name__, site)


def made_by(entry: Entry, site: Any) -> Iterator[Published]:
    """Addresses of a site that a change may have made, from all rooms."""
    for source in _sources:
        yield from source.made_by(entry, site)
