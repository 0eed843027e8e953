"""Both indexes as one follower of the publication log: what the worker runs, and how far the log may be pruned.

One and not two, because the readers' index goes first and what stands in one process is opened under one lock.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, InterfaceError

from hoaban.publication.followers import AWAY, Follower
from hoaban.publication.queries import Position
from hoaban.search.actions import LOCK, catch_up, unlocked_indexers
from hoaban.search.engine import DamagedIndex, Index
from hoaban.search.indexer import DESK, FOLDER, PUBLIC, Indexer
from hoaban.search.searched_words import tally

logger = logging.getLogger(__name__)
SECONDS_BETWEEN_TALLIES = 60.0
# Damage is noticed within a minute, also by a follower that rests.
SECONDS_BETWEEN_LOOKS = 30.0


class IndexesFollowing:
    """Both indexes kept equal to the database, and searches added up from time to time."""

    def __init__(self, var: Path, both: list[Indexer]) -> None:
        self.var = var
        self.both = both
        self.tallied_at = time.monotonic()
        self.looked_at = -SECONDS_BETWEEN_LOOKS

    def turn(self, stop: threading.Event) -> None:
        """Look for damage where that is due, and take in what is new."""
        if time.monotonic() - self.looked_at >= SECONDS_BETWEEN_LOOKS:
            for indexer in self.both:
                indexer.look_for_damage()
            self.looked_at = time.monotonic()
        catch_up(self.both, stop)
        if time.monotonic() - self.tallied_at >= SECONDS_BETWEEN_TALLIES:
            self.tallied_at = time.monotonic()
            count_searches(self.var)

    def failed(self, _reason: str) -> None:
        """Close the indexes: what was not committed is done again, and one that is damaged is built anew."""
        for indexer in self.both:
            indexer.close()
        self.looked_at = -SECONDS_BETWEEN_LOOKS


def count_searches(var: Path) -> None:
    """Add up what readers searched for; where that fails, the indexes are followed no less."""
    try:
        tally(var)
    except (DatabaseError, InterfaceError, OSError, ValueError) as error:
        logger.warning("The searches of the last minute are counted later: %s", error)


@contextmanager
def opened(var: Path) -> Iterator[IndexesFollowing]:
    """Both indexes of this installation."""
    with unlocked_indexers(var) as both:
        yield IndexesFollowing(var, both)


def position(var: Path) -> Position | None:
    """How far the slowest index has followed the log, one that is being built among them; None without any."""
    positions = []
    for which in (PUBLIC, DESK):
        for folder in (var / FOLDER / which, var / FOLDER / f"{which}.new"):
            try:
                positions.append(Index(folder).position)
            except DamagedIndex:
                continue
    return min(positions, default=None)


INDEXES = Follower(
    name="search",
    title="The search",
    lock=lambda var: var / FOLDER / LOCK,
    opened=opened,
    position=position,
    rests=True,
    waits_for=(*AWAY, ValueError),
    meanwhile="Its indexes are opened again then.",
)
