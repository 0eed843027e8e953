"""The figures of a whole site, as its pages show them: so many visits today, this week, in all; by day and by month.

Nothing that is read here is noted by a rendering: counting presses no page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from hoaban.counting.models import OpeningBalance, OpeningVisits, SiteDay
from hoaban.publication.recorder import explained

# What readers did before midnight is counted within seconds; a day is told as over once it surely is.
SETTLING = timedelta(minutes=5)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PeriodSums:
    """What happened on a site in the day or month that begins on the day `start`."""

    start: date
    reads: int = 0
    visits: int = 0
    visitors: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """What of a site's figures was counted elsewhere; `as_of` is the last day on which it was, where anybody knows."""

    count: int
    as_of: date | None


def visits_of_site(site_id: int, today: date) -> dict[str, int]:
    """Visits of a site by the names under which its pages show them; a week begins on Monday."""
    since = {
        "today": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "year": today.replace(month=1, day=1),
    }
    sums = {f"visits_{name}": Sum("visits", filter=Q(day__gte=day), default=0) for name, day in since.items()}
    yesterday = Sum("visits", filter=Q(day=today - ONE_DAY), default=0)
    with explained():
        days = SiteDay.objects.filter(site_id=site_id)
        found = days.aggregate(**sums, visits_yesterday=yesterday, visits_all=Sum("visits", default=0))
    found["visits_all"] += visits_brought(site_id).count
    return {name.replace("_", "-"): int(value) for name, value in found.items()}


def reads_of_site(site_id: int, today: date, brought: int | None = None) -> dict[str, int]:
    """Reads of a site by the names under which its pages show them.

    `brought`: what `reads_brought` counts, for whoever knows it and asks often.
    """
    with explained():
        days = SiteDay.objects.filter(site_id=site_id)
        found = days.aggregate(today=Sum("reads", filter=Q(day=today), default=0), all=Sum("reads", default=0))
    if brought is None:
        brought = reads_brought(site_id).count
    return {"reads-today": int(found["today"]), "reads-all": int(found["all"]) + brought}


def figures_of_site(site_id: int, today: date, brought: int | None = None) -> dict[str, int]:
    """Every figure of a site that outlives the moment, by name; opening balances are added, of reads as `brought`."""
    return {**visits_of_site(site_id, today), **reads_of_site(site_id, today, brought)}


def visits_brought(site_id: int) -> Brought:
    """The visits that a site had already when it came from an old portal."""
    with explained():
        row = OpeningVisits.objects.filter(site_id=site_id).first()
    return Brought(row.count, row.as_of) if row else Brought(0, None)


def reads_brought(site_id: int) -> Brought:
    """The reads that the pages of a site had already when they came from an old portal."""
    with explained():
        found = OpeningBalance.objects.filter(site_id=site_id).aggregate(
            count=Sum("count", default=0), as_of=Max("as_of")
        )
    return Brought(int(found["count"]), found["as_of"])


def brought_name(site_id: object) -> str:
    """The name under which a page depends on what a site brought from an old portal."""
    return f"brought:{site_id}"


def last_whole_day(now: datetime | None = None) -> date:
    """The last day that is over and wholly counted; it changes a little after midnight, see `next_whole_day`."""
    return timezone.localdate((now or timezone.now()) - SETTLING) - ONE_DAY


def next_whole_day(day: date) -> datetime:
    """The moment at which the day after the given one becomes the last whole day."""
    midnight = datetime.combine(day + 2 * ONE_DAY, datetime.min.time(), timezone.get_current_timezone())
    return midnight + SETTLING


def days_up_to(site_id: int, last: date, count: int) -> list[PeriodSums]:
    """The sums of so many days, the given one last; a day without a row has zeros."""
    wanted = [last - number * ONE_DAY for number in reversed(range(count))]
    with explained():
        rows = SiteDay.objects.filter(site_id=site_id, day__range=(wanted[0], last))
        found = {row.day: PeriodSums(row.day, row.reads, row.visits, row.visitors) for row in rows}
    return [found.get(day, PeriodSums(day)) for day in wanted]


def months_up_to(site_id: int, last: date, count: int) -> list[PeriodSums]:
    """The sums of so many months, that of the given day last and up to that day.

    Visitors of days cannot be added, for one who came on two days would be two; so a month has none.
    """
    number = last.year * 12 + last.month - 1
    wanted = [date(month // 12, month % 12 + 1, 1) for month in range(number - count + 1, number + 1)]
    with explained():
        rows = SiteDay.objects.filter(site_id=site_id, day__range=(wanted[0], last)).order_by()
        by_month = rows.annotate(month=TruncMonth("day")).values("month")
        sums = by_month.annotate(all_reads=Sum("reads"), all_visits=Sum("visits"))
        found = {row["month"]: PeriodSums(row["month"], int(row["all_reads"]), int(row["all_visits"])) for row in sums}
    return [found.get(month, PeriodSums(month)) for month in wanted]
