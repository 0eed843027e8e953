"""Sums of a whole site: days, spans of days, and what came from an old portal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Max, Min, Sum

from hoaban.counting.models import OpeningBalance, OpeningVisits, SiteDay
from hoaban.desk.sheets import share
from hoaban.desk.spans import DAY, Span, moved


@dataclass(frozen=True, slots=True)
class SiteSums:
    """What was counted on a site. `visitors` of several days are the visitors of each day added up."""

    reads: int = 0
    visits: int = 0
    visitors: int = 0
    phones: int = 0
    tablets: int = 0
    desktops: int = 0
    pictures: int = 0
    repeats: int = 0
    robots: int = 0
    previews: int = 0
    excess: int = 0

    @property
    def share_of_phones(self) -> float | None:
        """Share of the reads that happened on a telephone."""
        return share(self.phones, self.reads)

    @property
    def share_without_script(self) -> float | None:
        """Share of the reads that only the picture reported."""
        return share(self.pictures, self.reads)


NAMES = tuple(field.name for field in fields(SiteSums))


@dataclass(frozen=True, slots=True)
class Opening:
    """What a site brought from an old portal, each with the last day for which it stands."""

    reads: int | None
    reads_as_of: date | None
    visits: int | None
    visits_as_of: date | None


def days_of(site_id: int, span: Span) -> dict[date, SiteSums]:
    """What was counted on each day; a day without a row is left out."""
    rows = SiteDay.objects.filter(site_id=site_id, day__range=(span.first, span.last)).values_list("day", *NAMES)
    return {day: SiteSums(*values) for day, *values in rows}


def added(sums: Iterable[SiteSums]) -> SiteSums:
    """Several sums in one."""
    some = list(sums)
    return SiteSums(*(sum(getattr(one, name) for one in some) for name in NAMES))


def within(days: dict[date, SiteSums], span: Span) -> SiteSums:
    """The sum of those days that lie in a span."""
    return added(sums for day, sums in days.items() if span.first <= day <= span.last)


def counted_days(site_id: int) -> Span | None:
    """The first and the last day on which anything was counted; None where nothing was."""
    found = SiteDay.objects.filter(site_id=site_id).aggregate(first=Min("day"), last=Max("day"))
    return Span(found["first"], found["last"]) if found["first"] else None


def opening_of(site_id: int) -> Opening:
    """What a site brought with it, its pages' reads added up."""
    reads = OpeningBalance.objects.filter(site_id=site_id).aggregate(count=Sum("count"), as_of=Max("as_of"))
    visits = OpeningVisits.objects.filter(site_id=site_id).first()
    return Opening(reads["count"], reads["as_of"], visits.count if visits else None, visits.as_of if visits else None)


def usual_spans(today: date) -> dict[str, Span]:
    """The spans of the overview by name. All but today are over, so that each can be compared with the one before."""
    yesterday = today - DAY
    return {
        "today": Span(today, today),
        "yesterday": Span(yesterday, yesterday),
        "week": Span(today - DAY * 7, yesterday),
        "days": Span(today - DAY * 30, yesterday),
        "year": Span(moved(today, -12), yesterday),
    }
