"""What the worker does with reads for as long as it lives: counts them all the time, and tidies from time to time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from hoaban.counting import most_read
from hoaban.counting.models import JournalPosition, SiteHour
from hoaban.counting.tally import TURN, Overtaken, Tally
from hoaban.front import salts
from hoaban.front.journal import FOLDER
from hoaban.kit.processes import alone

logger = logging.getLogger(__name__)
LOCK = "tally.lock"
SECONDS_BETWEEN_TICKS = 1.5
SECONDS_BETWEEN_SECRETS = 60.0
SECONDS_BETWEEN_LISTS = 3600.0
LONGEST_PAUSE = 30.0
# Days stay for ever; hours tell when in a day people come, and a year of them is enough to say it.
HOURS_ARE_KEPT = timedelta(days=400)
# A position must outlive its segment, or a segment that a power cut brings back would be counted twice.
POSITIONS_ARE_KEPT = timedelta(days=40)


def private_folder(var: Path) -> Path:
    """The folder of reads, which nobody but the portal's own user may look into."""
    folder = var / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def follow(var: Path, stop: threading.Event) -> None:
    """Count reads until told to stop; stands by while another process of this machine does."""
    folder = private_folder(var)
    with alone(folder / LOCK, wait=True):
        tally: Tally | None = None
        pause = SECONDS_BETWEEN_TICKS
        tidying_secrets = Chore(SECONDS_BETWEEN_SECRETS, lambda: destroy_secrets(folder))
        keeping_lists = Chore(SECONDS_BETWEEN_LISTS, keep_lists)
        while not stop.is_set():
            # Before all that can fail: a database that is away lets no secret outlive its day.
            tidying_secrets.do_when_due()
            try:
                close_old_connections()
                tally = tally or Tally(folder)
                tally.tick(time.time_ns() // 1_000_000, stop.is_set)
                keeping_lists.do_when_due()
                pause = SECONDS_BETWEEN_TICKS
            except (DatabaseError, InterfaceError, OSError, Overtaken) as error:
                # Whether the last transaction was committed is not known; a new tally asks the database.
                if tally is not None:
                    tally.close()
                tally = None
                pause = min(pause * 2, LONGEST_PAUSE)
                logger.error("Counting reads waits %.0f s: %s. No read is lost.", pause, error)  # noqa: TRY400
            except Exception:
                if tally is not None:
                    tally.close()
                tally = None
                pause = min(pause * 2, LONGEST_PAUSE)
                logger.exception("Counting reads waits %.0f s. No read is lost.", pause)
            stop.wait(pause)


class Chore:
    """Something the worker does between two ticks, where it was not done for so many seconds."""

    def __init__(self, seconds: float, act: Callable[[], None]) -> None:
        self.seconds, self.act, self.due = seconds, act, 0.0

    def do_when_due(self) -> None:
        """Do it where it was not done for so long. What fails by itself is logged and done next time.

        Raises DatabaseError; then it is due still.
        """
        if time.monotonic() >= self.due:
            try:
                self.act()
            except (DatabaseError, InterfaceError):
                raise
            except Exception:
                logger.exception("%s failed and is done again in %.0f s", self.act.__name__, self.seconds)
            self.due = time.monotonic() + self.seconds


def destroy_secrets(folder: Path) -> None:
    """Destroy the secrets of days that are over, also where no front is left that would; reads are counted anyway."""
    try:
        salts.destroy_before(folder, timezone.localdate())
    except OSError as error:
        logger.error("The secret of a day that is over cannot be destroyed: %s. Delete it by hand.", error)  # noqa: TRY400


def keep_lists() -> None:
    """Work out the most read, and forget what is too old."""
    now = timezone.now()
    most_read.refresh(timezone.localdate(now))
    SiteHour.objects.filter(hour__lt=now - HOURS_ARE_KEPT).delete()
    first = timezone.localdate(now - POSITIONS_ARE_KEPT)
    JournalPosition.objects.filter(segment__lt=first.isoformat()).exclude(segment=TURN).delete()
