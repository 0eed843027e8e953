"""Listings of a section: the newest first, the older by month with numbers that never shift.

Publishing an article changes the first page and the newest page of its month, and no other: pages of a month are
numbered from its oldest item, and a month that is over does not change any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from hoaban.kit.years import FIRST_YEAR_OF_ARCHIVES
from hoaban.pages import listings

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing, as the templates show it."""

    items: list[Any]
    newer_url: str = ""
    older_url: str = ""
    year: int | None = None
    month: int | None = None
    number: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class ArchiveYear:
    """A year of the archive with the addresses of its months, newest first."""

    year: int
    months: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Archive:
    """The listings of one section: what its pages are, the sections whose items it lists, and its own address."""

    model: Any
    section_ids: Sequence[int]
    base: str

    def first_page(self) -> ListingPage:
        """The newest items, with the way to the older ones."""
        keys = listings.newest_keys(self.model, self.section_ids, PER_PAGE + 1)
        older = self.address_of(keys[PER_PAGE]) if len(keys) > PER_PAGE else ""
        items = listings.teasers(self.model, [pk for _posted, pk in keys[:PER_PAGE]])
        return ListingPage(items=items, older_url=older)

    def month_page(self, year: int, month: int, number: int) -> ListingPage | None:
        """One numbered page of a month; None where nothing was posted in it, or there is no such page."""
        if not (FIRST_YEAR_OF_ARCHIVES <= year <= 2200 and 1 <= month <= 12 and 1 <= number <= 1_000_000):
            return None
        start, end = bounds(year, month)
        month_ids = listings.ids_between(self.model, self.section_ids, start, end)
        pages = -(-len(month_ids) // PER_PAGE)
        if number > pages:
            return None
        shown = month_ids[(number - 1) * PER_PAGE : number * PER_PAGE]
        newer = self.month_url(year, month, number + 1) if number < pages else self.next_month(end)
        if number > 1:
            older = self.month_url(year, month, number - 1)
        else:
            key = next(iter(listings.newest_keys(self.model, self.section_ids, 1, (start, 0))), None)
            older = self.address_of(key) if key else ""
        items = listings.teasers(self.model, shown[::-1])
        return ListingPage(items, newer, older, year, month, number, pages)

    def pages_of_month(self, year: int, month: int) -> int:
        """How many numbered pages a month has; 0 for a month without items."""
        start, end = bounds(year, month)
        return -(-len(listings.ids_between(self.model, self.section_ids, start, end)) // PER_PAGE)

    def next_month(self, end: datetime) -> str:
        """Address of the first later month that has items; the section's first page where there is none."""
        key = listings.oldest_key_after(self.model, self.section_ids, end)
        if key is None:
            return self.base
        posted = timezone.localtime(key[0])
        return self.month_url(posted.year, posted.month, 1)

    def address_of(self, key: listings.Key) -> str:
        """Address of the archive page on which the item with this key stands."""
        posted = timezone.localtime(key[0])
        start, _end = bounds(posted.year, posted.month)
        place = listings.count_in_month_before(self.model, self.section_ids, start, key)
        return self.month_url(posted.year, posted.month, place // PER_PAGE + 1)

    def years(self) -> list[ArchiveYear]:
        """The years from the newest item to the oldest, each with the months that have items."""
        found: dict[int, ArchiveYear] = {}
        key = next(iter(listings.newest_keys(self.model, self.section_ids, 1)), None)
        while key is not None:
            posted = timezone.localtime(key[0])
            entry = found.setdefault(posted.year, ArchiveYear(posted.year))
            entry.months.append((posted.month, self.month_url(posted.year, posted.month, 1)))
            # One look a month, by the index, whatever it holds.
            start, _end = bounds(posted.year, posted.month)
            key = next(iter(listings.newest_keys(self.model, self.section_ids, 1, (start, 0))), None)
        return list(found.values())

    @property
    def years_url(self) -> str:
        """Address of the list of years and months."""
        return f"{self.base}luu-tru/"

    def month_url(self, year: int, month: int, number: int) -> str:
        """Address of an archive page; the first page of a month carries no number."""
        tail = "" if number == 1 else f"{number}/"
        return f"{self.years_url}{year}/{month}/{tail}"


def bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """First moment of the month and of the month after, in the portal's time zone."""
    zone = timezone.get_current_timezone()
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=zone), datetime(*following, 1, tzinfo=zone)
