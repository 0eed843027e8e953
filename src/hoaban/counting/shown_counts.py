"""Keeps the files of counters equal to the database, from which the front answers what pages show.

Everything in them can be worked out again. They are written anew at a start and wherever they are missing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from wagtail.models import Site

from hoaban.counting.counter_files import PageCountsFile, SiteFiguresFiles
from hoaban.counting.figures import figures_of_site, reads_brought
from hoaban.counting.models import JournalPosition, OpeningBalance, PageReads, Period, SiteDay
from hoaban.counting.rules import Rules
from hoaban.front.journal import SHOWN_POSITION
from hoaban.kit.pieces import in_pieces
from hoaban.publication.actions import goes_on
from hoaban.publication.queries import START, Position, beginning_position, entries_after

# Whoever read something in this time is there now.
PRESENT = 5 * 60_000
# Opening balances are looked at this often where nothing is counted, in milliseconds.
BETWEEN_LOOKS = 3_000
# What other machines counted is looked at no more often: each time every page is fetched that was read today.
BETWEEN_LOOKS_AT_OTHERS = 10_000
AT_ONCE = 500
# A machine may have stood still for so long and count what it had read before.
LATEST = timedelta(days=40)


class ShownCounts:
    """The files of one machine, for one process at a time: they are changed in place."""

    def __init__(self, folder: Path, machine: str) -> None:
        self.machine = machine
        self.pages, self.sites = PageCountsFile(folder), SiteFiguresFiles(folder)
        # As they were when other machines were looked at the last time.
        self.others: dict[str, int] = {}
        self.days: dict[tuple[int, date], int] = {}
        # By site, the reads that its pages brought along: a sum over all of them, which changes as the log says.
        self.brought: dict[int, int] = {}
        self.position: Position | None = None
        self.place_of_position = folder / SHOWN_POSITION
        self.looked_at = self.looked_at_others = 0

    def add(self, reads: Mapping[int, int]) -> None:
        """Add what was just stored to what pages show."""
        for page, count in reads.items():
            if count:
                self.pages.add(page, count)

    def refresh(self, rules: Rules, now: int, *, is_news: bool) -> None:
        """Bring the files up to date; `now` in milliseconds since 1970, `is_news` where something was counted."""
        if not self.pages.is_there():
            self.write_all_pages(now)
        elif not is_news and abs(now - self.looked_at) < BETWEEN_LOOKS:
            return
        elif not goes_on(self.position or START):
            self.write_all_pages(now)
        else:
            self.look_at_balances()
            if abs(now - self.looked_at_others) >= BETWEEN_LOOKS_AT_OTHERS:
                self.look_at_other_machines(now)
        self.looked_at = now
        today = datetime.fromtimestamp(now // 1000, rules.zone).date()
        self.sites.write(
            {
                site: {
                    **figures_of_site(site, today, self.reads_brought(site)),
                    "visitors-now": rules.present(site, now - PRESENT),
                }
                for site in Site.objects.values_list("pk", flat=True)
            }
        )

    def reads_brought(self, site: int) -> int:
        """The reads that the pages of a site brought along, as far as the log has been followed."""
        if site not in self.brought:
            self.brought[site] = reads_brought(site).count
        return self.brought[site]

    def write_all_pages(self, now: int) -> None:
        """Put a new file of all counts in place."""
        # Until it is known where to go on from, nothing of the log may be pruned.
        self.keep_position(START)
        # What changes from here on is looked at afterwards.
        position, self.others, self.days = beginning_position(), self.turns_of_others(), sums_of_days(now)
        self.looked_at_others = now
        self.brought.clear()
        self.pages.write(all_counts())
        self.keep_position(position)

    def look_at_balances(self) -> None:
        """Follow the publication log: opening balances come and go."""
        changed: set[int] = set()
        position = self.position or START
        while entries := entries_after(position):
            for entry in entries:
                if entry.table == OpeningBalance._meta.db_table:
                    changed.update(int(str(page)) for page in entry.values("page_id"))
            position = position.moved_to(entries[-1])
        if changed:
            self.brought.clear()
        self.show(changed)
        self.keep_position(position)

    def keep_position(self, position: Position) -> None:
        """Note how far the log has been read, so that it is pruned behind that: what was read is shown by now."""
        if position != self.position:
            new = self.place_of_position.with_name(f"{SHOWN_POSITION}.new")
            new.write_text(json.dumps(position), "ascii")
            new.replace(self.place_of_position)
            self.position = position

    def look_at_other_machines(self, now: int) -> None:
        """Show what other machines counted since the last time: the pages of each day whose sums are others now."""
        self.looked_at_others = now
        turns = self.turns_of_others()
        if turns != self.others:
            before, self.days = self.days, sums_of_days(now)
            changed = {day for (_site, day), reads in self.days.items() - before.items()}
            days = PageReads.objects.filter(period=Period.DAY, start__in=changed)
            self.show(set(days.values_list("page_number", flat=True)))
            self.others = turns

    def turns_of_others(self) -> dict[str, int]:
        """By machine, how often each of the others has counted."""
        others = JournalPosition.objects.filter(segment="").exclude(machine=self.machine)
        return dict(others.values_list("machine", "offset"))

    def show(self, pages: Collection[int]) -> None:
        """Set the counts of some pages to what the database says."""
        for some in in_pieces(sorted(pages), AT_ONCE):
            counts = dict.fromkeys(some, 0)
            own = PageReads.objects.filter(period=Period.EVER, page_number__in=some)
            counts |= dict(own.values_list("page_number", "reads"))
            for page, count in OpeningBalance.objects.filter(page_id__in=some).values_list("page_id", "count"):
                counts[page] += count
            for page, count in counts.items():
                self.pages.set(page, count)


def read_position(folder: Path) -> Position | None:
    """How far the log has been read for what pages show; None where this machine has shown nothing yet.

    The start where that cannot be read, as after a power cut: then the whole log is kept until it is written anew.
    """
    try:
        return Position(*json.loads((folder / SHOWN_POSITION).read_text("ascii")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        return START


def sums_of_days(now: int) -> dict[tuple[int, date], int]:
    """By site and day the reads, for all days of which anybody may still count."""
    first = datetime.fromtimestamp(now // 1000, UTC).date() - LATEST
    rows = SiteDay.objects.filter(day__gte=first).values_list("site_id", "day", "reads")
    return {(site, day): reads for site, day, reads in rows}


def all_counts() -> Iterator[tuple[int, int]]:
    """The number of every page with what it shows, in the order of the numbers."""
    own = PageReads.objects.filter(period=Period.EVER).order_by().values_list("page_number", "reads")
    brought = OpeningBalance.objects.order_by().values_list("page_id", "count")
    both = own.union(brought, all=True).order_by("page_number").iterator(chunk_size=10_000)
    for page, rows in groupby(both, key=itemgetter(0)):
        yield int(page), sum(int(count) for _page, count in rows)
