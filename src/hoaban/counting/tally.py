"""Counts the journal of this machine: sums and positions with one transaction, so that each read counts exactly once.

What is remembered of visitors lives in the memory of this process alone. A start gets it back by taking the reads of
the day once more, up to where they are counted, without storing anything.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.models import Site

from hoaban.counting.models import JournalPosition
from hoaban.counting.rules import ROBOTS, Hour, Rules
from hoaban.counting.segments import Found, Journal, collector_at_rest
from hoaban.counting.shown_counts import ShownCounts
from hoaban.counting.storing import add, store, summed
from hoaban.front.journal import MACHINE
from hoaban.kit.errors import HoabanError

logger = logging.getLogger(__name__)
# The position that is no segment's: it moves with every transaction, so that a second tally would be noticed.
TURN = ""


NAME = re.compile(r"[0-9a-f]{16}")


class Overtaken(HoabanError):
    """Somebody else counted this journal meanwhile."""


class Tally:
    """The tally of one machine, for one process at a time. After any error it is to be thrown away and begun anew."""

    def __init__(self, folder: Path) -> None:
        self.machine = machine_of(folder)
        self.turn, offsets = self.positions()
        self.rules = Rules(timezone.get_default_timezone())
        self.remember(folder, offsets)
        self.journal = Journal(folder, offsets)
        self.shown = ShownCounts(folder, self.machine)

    def positions(self) -> tuple[int, dict[str, int]]:
        """The turn that comes next, and by segment how far it is counted."""
        JournalPosition.objects.get_or_create(machine=self.machine, segment=TURN)
        found = JournalPosition.objects.filter(machine=self.machine).values_list("segment", "offset")
        offsets = dict(found)
        return offsets.pop(TURN), offsets

    def remember(self, folder: Path, offsets: dict[str, int]) -> None:
        """Take once more what is counted already, for the memory that it leaves."""
        counted = Journal(folder, offsets)
        counted.look_back()
        for found in counted.batches(0):
            self.rules.take(found.reads)
            self.rules.collected()

    def tick(self, now: int, is_over: Callable[[], bool] = lambda: False) -> int:
        """Count what is there; `now` in milliseconds since 1970. Returns how many records were taken.

        Between two calls passes at least a second: what lay there at the last one has settled. `is_over` says that
        the rest is to be left for another time.
        """
        today = datetime.fromtimestamp(now // 1000, self.rules.zone).date()
        self.journal.look(today)
        taken = 0
        for found in self.journal.batches(now):
            self.count(found)
            taken += len(found.reads)
            if is_over():
                return taken
        self.clear(today)
        self.shown.refresh(self.rules, now, is_news=taken > 0)
        return taken

    @collector_at_rest()
    def count(self, found: Found) -> None:
        """Count one batch. Raises DatabaseError, or Overtaken; then nothing of it is counted."""
        self.rules.take(found.reads)
        hours = self.rules.collected()
        with transaction.atomic():
            self.take_turn()
            hours = without_strangers(hours)
            store(summed(hours))
            rows = ((self.machine, name, found.damaged[name], to) for name, to in found.offsets.items())
            add(JournalPosition, ("machine", "segment"), ("damaged",), rows, ("offset",))
        for name, damaged in found.damaged.items():
            logger.error("%s: %d records of reads cannot be read and are not counted.", name, damaged)
        self.shown.add(reads_by_page(hours))

    def take_turn(self) -> None:
        """Make sure that nobody counted since the last time.

        The database may still have finished what a killed tally of this machine had begun.
        """
        own = JournalPosition.objects.filter(machine=self.machine, segment=TURN, offset=self.turn)
        if not own.update(offset=F("offset") + 1):
            raise Overtaken(f"The journal of the machine {self.machine} was counted by somebody else meanwhile.")
        self.turn += 1

    def clear(self, today: date) -> None:
        """Delete what is wholly counted of past days, and forget who was there."""
        cleared = self.journal.clear(today)
        if cleared:
            self.rules.forget_before(min([*self.journal.days(), today]))

    def close(self) -> None:
        self.shown.pages.close()


def kept_name(folder: Path) -> str:
    """The name of this machine as it is kept; empty where there is none, or what is kept is none."""
    with suppress(FileNotFoundError, UnicodeDecodeError):
        name = (folder / MACHINE).read_text("ascii")
        return name if NAME.fullmatch(name) else ""
    return ""


def name_before_damage(place: Path) -> str:
    """The name that a damaged file held, where the database knows one machine alone; else empty.

    Under another one, what it still has in its journal would be counted again.
    """
    known = list(JournalPosition.objects.values_list("machine", flat=True).distinct()[:2]) if place.exists() else []
    return known[0] if len(known) == 1 else ""


def machine_of(folder: Path) -> str:
    """The name of this machine among those that share the database, drawn by lot at the first time."""
    place = folder / MACHINE
    if kept := kept_name(folder):
        return kept
    name = name_before_damage(place) or secrets.token_hex(8)
    new = place.with_name(f"{MACHINE}.new")
    with new.open("w", encoding="ascii") as file:
        file.write(name)
        file.flush()
        os.fsync(file.fileno())
    new.replace(place)
    # With another name after a power cut, everything of the day would be counted a second time.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return name


def without_strangers(hours: list[Hour]) -> list[Hour]:
    """The sums of sites that exist; what was read of a site that is gone cannot be kept."""
    sites = set(Site.objects.values_list("pk", flat=True))
    gone = Counter({hour.site: hour.reads for hour in hours if hour.site not in sites})
    for site, reads in gone.items():
        logger.warning("%d reads of the site %d are not counted: there is no such site any more.", reads, site)
    return [hour for hour in hours if hour.site in sites]


def reads_by_page(hours: list[Hour]) -> Counter[int]:
    """By page, how many reads were counted."""
    found: Counter[int] = Counter()
    for hour in hours:
        for page, numbers in hour.pages.items():
            found[page] += sum(numbers[:ROBOTS])
    return found
