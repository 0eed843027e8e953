"""What the worker does with reads for as long as it lives: counts them all the time, and tidies from time to time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from hoaban.counting import most_read
from hoaban.counting.models import JournalPosition, SiteHour
from hoaban.counting.shown_counts import read_position
from hoaban.counting.tally import TURN, Tally
from hoaban.front import salts
from hoaban.front.journal import FOLDER
from hoaban.publication.followers import Follower

logger = logging.getLogger(__name__)
LOCK = "tally.lock"
SECONDS_BETWEEN_SECRETS = 60.0
SECONDS_BETWEEN_LISTS = 3600.0
# Days stay for ever; hours tell when in a day people come, and a year of them is enough to say it.
HOURS_ARE_KEPT = timedelta(days=400)
# A position must outlive its segment, or a segment that a power cut brings back would be counted twice.
POSITIONS_ARE_KEPT = timedelta(days=40)


def private_folder(var: Path) -> Path:
    """The folder of reads, which nobody but the portal's own user may look into."""
    folder = var / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Counting:
    """The tally of this machine while it follows the journal of reads, and the publication log for what pages show."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tally: Tally | None = None
        self.tidying_secrets = Chore(SECONDS_BETWEEN_SECRETS, lambda: destroy_secrets(folder))
        self.keeping_lists = Chore(SECONDS_BETWEEN_LISTS, keep_lists)

    def turn(self, stop: threading.Event) -> None:
        """Count what readers read."""
        # Before all that can fail: a database that is away lets no secret outlive its day.
        self.tidying_secrets.do_when_due()
        self.tally = self.tally or Tally(self.folder)
        self.tally.tick(time.time_ns() // 1_000_000, stop.is_set)
        self.keeping_lists.do_when_due()

    def failed(self, _reason: str) -> None:
        """Whether the last transaction was committed is not known; a new tally asks the database."""
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        if self.tally is not None:
            self.tally.close()
            self.tally = None


@contextmanager
def opened(var: Path) -> Iterator[Counting]:
    """The counting of this machine."""
    with closing(Counting(private_folder(var))) as counting:
        yield counting


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


COUNTING = Follower(
    name="count_reads",
    title="Counting reads",
    lock=lambda var: private_folder(var) / LOCK,
    opened=opened,
    position=lambda var: read_position(var / FOLDER),
    # Between two looks passes more than the second in which what lay there has settled.
    seconds=1.5,
    first_pause=3.0,
    meanwhile="No read is lost.",
)
