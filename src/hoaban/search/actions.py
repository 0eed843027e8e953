"""What may be done with the indexes: open them, take in what is new, build them anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import LockHeld, alone
from hoaban.kit.progress import Progress, no_progress
from hoaban.search.indexer import DESK, FOLDER, PUBLIC, Indexer

LOCK = "lock"


class AnotherIndexer(HoabanError):
    """Another process keeps the indexes already."""


@contextmanager
def open_indexers(var: Path) -> Iterator[list[Indexer]]:
    """The indexers of both indexes, the readers' first; raises AnotherIndexer where another process has them."""
    with ExitStack() as held:
        try:
            held.enter_context(alone(var / FOLDER / LOCK))
        except LockHeld:
            raise AnotherIndexer(
                f"Another process keeps the search indexes in {var / FOLDER}. While the portal runs, its worker does; "
                f"to have them built anew without stopping it, remove the folder {var / FOLDER / PUBLIC}: the worker "
                "notices."
            ) from None
        yield held.enter_context(unlocked_indexers(var))


@contextmanager
def unlocked_indexers(var: Path) -> Iterator[list[Indexer]]:
    """The indexers of both indexes for whoever holds their lock."""
    with ExitStack() as held:
        yield [held.enter_context(closing(Indexer(var, which))) for which in (PUBLIC, DESK)]


def catch_up(both: list[Indexer], stop: threading.Event | None = None) -> int:
    """Take in everything that is new in the log, the readers' index first; returns how many entries were read."""
    read = 0
    for indexer in both:
        if indexer.index is not None and not indexer.is_there():
            indexer.close()
        while count := indexer.follow():
            read += count
            if stop is not None and stop.is_set():
                return read
    return read


def rebuild(both: list[Indexer], progress: Progress = no_progress) -> dict[str, int]:
    """Build both indexes anew, while the old ones answer; returns how many things each holds."""
    counts = {}
    for indexer in both:
        counts[indexer.which] = indexer.rebuild(progress)
    catch_up(both)
    return counts
