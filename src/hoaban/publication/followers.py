"""The one loop of everything that keeps up with a log, and the pruning of the publication log behind all of them.

A room declares its followers in `room.py`; the worker runs whatever is declared, each in a thread of its own.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, InterfaceError, close_old_connections

from hoaban.kit import troubles
from hoaban.kit.back_off import BackOff
from hoaban.kit.errors import HoabanError
from hoaban.kit.processes import alone
from hoaban.kit.rooms import declared
from hoaban.publication.actions import prune
from hoaban.publication.changes import WATCH, Mark, mark_of_now
from hoaban.publication.queries import START, Position

logger = logging.getLogger(__name__)
# What the mark of the database does not tell is found after so many seconds.
LONGEST_REST = 5.0
# Whoever rests looks by itself this often, whatever the watch says, and whether it is told to stop.
LONGEST_PAUSE_OF_REST = 1.0
# A database or a disk that is away, and what says itself what is the matter: told in one line, as it is expected.
# Anything else is told with where it was raised.
AWAY: tuple[type[Exception], ...] = (DatabaseError, InterfaceError, OSError, HoabanError)


class Following(Protocol):
    """What a follower has open while it follows."""

    def turn(self, stop: threading.Event) -> None:
        """Take in everything that is new, or as much as is done before `stop` is set. What it raises is waited for."""

    def failed(self, reason: str) -> None:
        """After a turn that raised: let go of what may be damaged, so that the next turn begins it anew."""


def reads_no_log(_var: Path) -> None:
    """The position of what follows another log than that of publication: nothing is kept for it."""
    return


def always() -> bool:
    """For what every installation follows."""
    return True


@dataclass(frozen=True, kw_only=True)
class Follower:
    """Something that keeps up with the publication log, or with a log that another follower writes.

    `name`: one word, of the thread. `title`: as the log of the process speaks of it. `lock`: by the state folder, the
    file that one process of an installation holds while it follows; others stand by. `opened`: by the state folder,
    what it works with, opened under the lock. `position`: by the state folder, how far it has read the publication
    log, kept with what it produces, so that any process can ask; None where it has not begun, for then it begins with
    what the database says. `seconds`: it looks this often for what is new. `first_pause`, `longest_pause`: seconds
    after a failure, which double. `waits_for`: what is told in one line. `meanwhile`: what the operator may rely on.
    `tells_once`: a failure that lasts is told once, until it is another one. `rests`: it has nothing to do while nobody
    writes to the database, but for what waits for its time, which may wait for `LONGEST_REST` more. `is_wanted`:
    whether this installation has it.
    """

    name: str
    title: str
    lock: Callable[[Path], Path]
    opened: Callable[[Path], AbstractContextManager[Following]]
    position: Callable[[Path], Position | None] = reads_no_log
    seconds: float = 0.2
    first_pause: float = 1.0
    longest_pause: float = 30.0
    waits_for: tuple[type[Exception], ...] = AWAY
    meanwhile: str = ""
    tells_once: bool = False
    rests: bool = False
    is_wanted: Callable[[], bool] = always


def follow(follower: Follower, var: Path, stop: threading.Event) -> None:
    """Follow until told to stop; stands by while another process does. Raises what opening the follower raises."""
    if not follower.is_wanted():
        return
    with alone(follower.lock(var), wait=True), follower.opened(var) as following:
        take_turns(follower, following, stop)


def take_turns(follower: Follower, following: Following, stop: threading.Event) -> None:
    """One turn after the other until told to stop; whatever fails is waited for and tried again."""
    back_off, told = BackOff(first=follower.first_pause, longest=follower.longest_pause), ""
    rest = Rest()
    while not stop.is_set():
        try:
            if follower.rests and rest.goes_on():
                rest.pause(stop, follower.seconds)
                continue
            if not follower.rests:
                close_old_connections()
            following.turn(stop)
        except Exception as error:  # noqa: BLE001  told by `tell`; the next turn may find it mended
            pause = back_off.failed(follower.name)
            reason = reason_of(follower, error)
            if not (follower.tells_once and reason == told):
                tell(follower, error, pause)
            told = reason
            rest.end()
            troubles.begin(follower.name, reason)
            following.failed(reason)
        else:
            if back_off.waiting:
                logger.warning("%s goes on.", follower.title)
            back_off.succeeded(follower.name)
            troubles.end(follower.name)
            pause, told = follower.seconds, ""
        stop.wait(pause)


class Rest:
    """Knows for how long a follower may go on doing nothing; begins anew with each turn that is taken."""

    def __init__(self, longest: float | None = None) -> None:
        # Seconds.
        self.longest = longest
        self.mark: Mark | None = None
        self.until = 0.0
        self.seen = 0

    def goes_on(self) -> bool:
        """Whether nobody has written since the last turn began; where somebody has, another turn begins now."""
        self.seen = WATCH.count
        if self.mark is not None and time.monotonic() < self.until and mark_of_now().is_now(self.mark):
            return True
        self.begin()
        return False

    def begin(self) -> None:
        """Remember the state of the database as it is now."""
        # Only before a turn: SQLite's connections are closed each time, and a new one knows nothing of the mark.
        close_old_connections()
        self.mark, self.until = mark_of_now(), time.monotonic() + (self.longest or LONGEST_REST)

    def pause(self, stop: threading.Event, seconds: float) -> None:
        """Wait before looking again: until one who watches for all has news, where there is one."""
        if WATCH.looks:
            WATCH.wait(self.seen, LONGEST_PAUSE_OF_REST)
        else:
            stop.wait(seconds)

    def end(self) -> None:
        """The turn has failed: the next one is taken in any case."""
        self.mark = None


def reason_of(follower: Follower, error: Exception) -> str:
    """Why a turn failed, in words."""
    return str(error) if isinstance(error, follower.waits_for) else f"{type(error).__name__}: {error}"


def tell(follower: Follower, error: Exception, pause: float) -> None:
    """Tell the operator what a follower waits for; what nobody expected with where it was raised."""
    unexpected = None if isinstance(error, follower.waits_for) else error
    reason = reason_of(follower, error)
    logger.error("%s waits %.0f s: %s. %s", follower.title, pause, reason, follower.meanwhile, exc_info=unexpected)


_last_known: dict[str, Position] = {}


def positions(var: Path) -> list[Position]:
    """How far each declared follower has read the publication log; left out is who has not begun, or is not wanted.

    Whoever begins later begins with what the database says then, behind all that may be pruned now.
    """
    found = (position_of(follower, var) for follower in declared(Follower) if follower.is_wanted())
    return [position for position in found if position is not None]


def position_of(follower: Follower, var: Path) -> Position | None:
    """How far a follower has read; where that cannot be told, where it was last, so that it misses nothing."""
    try:
        position = follower.position(var)
    except Exception as error:
        last = _last_known.get(follower.name, START)
        if isinstance(error, follower.waits_for):
            logger.warning("How far %s has read cannot be told: %s. The log is kept.", follower.title, error)
        else:
            logger.exception("How far %s has read cannot be told. The log is kept.", follower.title)
        return last
    if position is not None:
        _last_known[follower.name] = position
    return position


def prune_behind_all(var: Path, *, keep: timedelta) -> int:
    """Delete what every declared follower has read and what is older than `keep`; returns how many entries."""
    return prune(positions(var), keep=keep)
