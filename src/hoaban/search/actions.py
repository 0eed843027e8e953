"""What may be done with the indexes: follow the log for ever, build them anew, count searches."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from django.db import DatabaseError, InterfaceError, close_old_connections

from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import Taken, alone
from hoaban.search.engine import DamagedIndex
from hoaban.search.journal import tally
from hoaban.search.keeper import DESK, FOLDER, PUBLIC, Keeper, Progress, no_progress

logger = logging.getLogger(__name__)
LOCK = "lock"
SECONDS_BETWEEN_LOOKS = 0.2
SECONDS_BETWEEN_TALLIES = 60.0
LONGEST_PAUSE = 30.0


class AnotherIndexer(HoabanError):
    """Another process keeps the indexes already."""


@contextmanager
def keepers(var: Path, *, wait: bool = False) -> Iterator[list[Keeper]]:
    """The keepers of both indexes, for one process at a time; a second one waits, or is told by AnotherIndexer."""
    folder = var / FOLDER
    with ExitStack() as held:
        try:
            held.enter_context(alone(folder / LOCK, wait=wait))
        except Taken:
            raise AnotherIndexer(
                f"Another process keeps the search indexes in {folder}. While the portal runs, its worker does; to "
                f"have them built anew without stopping it, remove the folder {folder / PUBLIC}: the worker notices."
            ) from None
        yield [held.enter_context(closing(Keeper(var, which))) for which in (PUBLIC, DESK)]


def follow(both: list[Keeper], var: Path, stop: threading.Event) -> None:
    """Follow the log until told to stop. A database or a disk that fails is waited for; a damaged index is rebuilt."""
    pause, since_tally = SECONDS_BETWEEN_LOOKS, 0.0
    while not stop.is_set():
        try:
            close_old_connections()
            catch_up(both, stop)
            since_tally += SECONDS_BETWEEN_LOOKS
            if since_tally >= SECONDS_BETWEEN_TALLIES:
                since_tally = 0.0
                count_searches(var)
            pause = SECONDS_BETWEEN_LOOKS
        except (DatabaseError, InterfaceError, OSError, DamagedIndex, ValueError) as error:
            pause = min(max(pause * 2, 1.0), LONGEST_PAUSE)
            logger.warning("The search waits %.0f s and opens its indexes again: %s", pause, error)
            for keeper in both:
                keeper.close()
        except Exception:
            # No fault of one thing, which is left out by itself; what was not committed is done again.
            pause = min(max(pause * 2, 1.0), LONGEST_PAUSE)
            logger.exception("The search waits %.0f s and opens its indexes again", pause)
            for keeper in both:
                keeper.close()
        stop.wait(pause)


def count_searches(var: Path) -> None:
    """Add up what readers searched for; where that fails, the indexes are followed no less."""
    try:
        tally(var)
    except (DatabaseError, InterfaceError, OSError, ValueError) as error:
        logger.warning("The searches of the last minute are counted later: %s", error)


def catch_up(both: list[Keeper], stop: threading.Event | None = None) -> int:
    """Take in everything that is new in the log, the readers' index first; returns how many entries were read."""
    read = 0
    for keeper in both:
        if keeper.index is not None and not keeper.is_there():
            keeper.close()
        while count := keeper.follow():
            read += count
            if stop is not None and stop.is_set():
                return read
    return read


def rebuild(both: list[Keeper], progress: Progress = no_progress) -> dict[str, int]:
    """Build both indexes anew, while the old ones answer; returns how many things each holds."""
    counts = {}
    for keeper in both:
        counts[keeper.which] = keeper.rebuild(progress)
    catch_up(both)
    return counts
