"""The portal's clock as the counting needs it: a time that never goes back, its days, and the secret of each day."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hoaban.front import salts
from hoaban.front.visitors import VisitorKeys

log = logging.getLogger("hoaban.front")
# Milliseconds by which a clock is set back now and then; one that goes back by more was wrong before.
SMALL_STEP = 5000


class Today(NamedTuple):
    """A day of the portal's clock: its date, its end in milliseconds since 1970, the keys of its visitors."""

    day: date
    end: int
    keys: VisitorKeys


class PortalClock:
    """Tells times, and takes up and destroys the salts of days.

    `folder`: where the salts lie. `zone`: whose days these are. `before_step_back`: called before the time goes back
    by more than a small step, so that nothing of the later time is mixed with what follows. `clock`: seconds since
    1970.
    """

    def __init__(
        self,
        folder: Path,
        zone: ZoneInfo,
        before_step_back: Callable[[], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.folder, self.zone, self.clock = folder, zone, clock
        self.before_step_back = before_step_back
        self.today: Today | None = None
        self.milliseconds = 0
        self.forget_others(self.date_of(self.now()))

    def now(self) -> int:
        """Milliseconds since 1970, which never go back within a segment.

        Where the clock is set back by a small step, the time stands still until it is reached again.
        """
        said = int(self.clock() * 1000)
        if said < self.milliseconds - SMALL_STEP:
            self.step_back(said)
        elif said < self.milliseconds:
            return self.milliseconds
        self.milliseconds = said
        return said

    def step_back(self, milliseconds: int) -> None:
        """Begin anew at an earlier time; under the one believed until now, every read would fall on a wrong day."""
        seconds = (self.milliseconds - milliseconds) // 1000
        log.warning("The clock was set back by %d seconds; reads are written with the time that it says now.", seconds)
        self.before_step_back()
        self.today = None
        self.forget_others(self.date_of(milliseconds))

    def day_of(self, milliseconds: int) -> Today:
        """The day of a time as `now` tells it. Raises OSError where it has no salt and none can be made."""
        today = self.today
        if today is None or milliseconds >= today.end:
            today = self.today = self.begin_day(milliseconds)
        return today

    def date_of(self, milliseconds: int) -> date:
        """The date of a time by the portal's clock."""
        return datetime.fromtimestamp(milliseconds / 1000, self.zone).date()

    def begin_day(self, milliseconds: int) -> Today:
        """Take up the salt of a new day, and destroy those that are over. Raises OSError."""
        day = self.date_of(milliseconds)
        following = day + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=self.zone)
        salt = salts.salt_of(self.folder, day)
        self.forget_others(day)
        return Today(day, int(end.timestamp() * 1000), VisitorKeys(salt))

    def end_day(self) -> bool:
        """Let go of a day that is over, and destroy its salt; True where there was one."""
        milliseconds = self.now()
        if self.today is None or milliseconds < self.today.end:
            return False
        self.today = None
        self.forget_others(self.date_of(milliseconds))
        return True

    def forget_others(self, day: date) -> None:
        """Destroy the salts of all days but this one and the next; reads are counted even where the disk refuses.

        Those of later days are of a clock that was wrong, and would otherwise lie there until their day is over.
        """
        try:
            salts.destroy_before(self.folder, day)
            salts.destroy_after(self.folder, day + timedelta(days=1))
        except OSError as error:
            log.warning("The secret of another day cannot be destroyed: %s. Delete it by hand.", error)
