"""What the leadership is told of a month: its sums beside the month and the year before, and what was read most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hoaban.desk.spans import Span, month_of, moved
from hoaban.reports.queries.groups import Group, groups_of, told_to
from hoaban.reports.queries.pages import titles_of
from hoaban.reports.queries.ranking import PageSums, RankingQuery, most_read
from hoaban.reports.queries.sites import Opening, SiteSums, days_of, opening_of, within
from hoaban.reports.sight import ReportSight

MONTHS_BACK = 12
MOST_PAGES, MOST_GROUPS = 20, 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a site. `over` holds its days that are over; `before` and `year_before` cover as many days as that."""

    span: Span
    before_span: Span
    year_before_span: Span
    now: SiteSums
    over: SiteSums
    before: SiteSums
    year_before: SiteSums
    days: dict[date, SiteSums]
    months: list[tuple[Span, SiteSums]]
    pages: list[tuple[str, PageSums]]
    groups: dict[str, list[Group]]
    opening: Opening

    def is_open(self, today: date) -> bool:
        return self.span.first <= today <= self.span.last


def month_report(site_id: int, day: date, sight: ReportSight, today: date, kinds: Iterable[str]) -> Month:
    """What is told of the month in which a day lies, to somebody who sees so much; `kinds` of groups in their order."""
    span = month_of(day)
    before, year_before = span.before(today), span.year_before(today)
    first = moved(span.first, -MONTHS_BACK)
    days = days_of(site_id, Span(first, span.last))
    months = [month_of(moved(first, number)) for number in range(MONTHS_BACK + 1)]
    read = most_read(RankingQuery(site_id, span, sight, today), 0, MOST_PAGES)
    numbers = [one.page_number for one in read]
    titles = titles_of(numbers, sight.may_open(numbers))
    return Month(
        span=span,
        before_span=before,
        year_before_span=year_before,
        now=within(days, span),
        over=within(days, span.over(today)),
        before=within(days, before),
        year_before=within(days, year_before),
        days={at: sums for at, sums in days.items() if at >= span.first},
        months=[(month, within(days, month)) for month in months],
        pages=[(titles.get(one.page_number, f"#{one.page_number}"), one) for one in read],
        groups={kind: told_to(sight, groups_of(site_id, kind, span, today), kind)[:MOST_GROUPS] for kind in kinds},
        opening=opening_of(site_id),
    )
