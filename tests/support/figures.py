"""Writes counters for tests of the reports: what the tally would have written, worked out by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hoaban.counting.models import GroupDay, PageReads, PageReferrerDay, SiteDay

BEGINNING = date(2000, 1, 1)


def days(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def count_page(site, page_number: int, reads_by_day: dict[date, int], *, phones: int = 0, robots: int = 0) -> None:
    """Rows of all four periods for a page; `phones` and `robots` on each day."""
    for day, reads in reads_by_day.items():
        starts = {"day": day, "month": day.replace(day=1), "year": date(day.year, 1, 1), "ever": BEGINNING}
        for period, start in starts.items():
            row, _made = PageReads.objects.get_or_create(
                page_number=page_number, period=period, start=start, defaults={"site": site}
            )
            row.reads, row.phones, row.robots = row.reads + reads, row.phones + phones, row.robots + robots
            row.save()


def count_site(site, reads_by_day: dict[date, int], **fields: int) -> None:
    """A row of the site for each day, with half as many visits as reads and a third as many visitors."""
    for day, reads in reads_by_day.items():
        SiteDay.objects.create(site=site, day=day, reads=reads, visits=reads // 2, visitors=reads // 3, **fields)


def count_group(site, kind: str, name: str, reads_by_day: dict[date, int]) -> None:
    """Rows of a group."""
    for day, reads in reads_by_day.items():
        GroupDay.objects.create(site=site, kind=kind, name=name, day=day, reads=reads)


def count_referrer(site, page_number: int, host: str, on: Iterable[date], reads: int) -> None:
    """Rows of a host that led to a page."""
    for day in on:
        PageReferrerDay.objects.create(site=site, page_number=page_number, host=host, day=day, reads=reads)
