"""Spans of days: those of the calendar, what stood before one of them, and how it is called."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from hoaban.kit.formats import format_day

DAY = timedelta(days=1)
# Before this no portal counted anything, and no report need look.
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included; none where `last` is the day before `first`."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_month(self) -> bool:
        """Whether it is one month of the calendar, whole."""
        return self == month_of(self.first)

    @property
    def is_year(self) -> bool:
        """Whether it is one year of the calendar, whole."""
        return self == year_of(self.first)

    def each_day(self) -> Iterator[date]:
        return (self.first + DAY * number for number in range(self.days))

    def months(self) -> list[Span]:
        """The months of the calendar that it touches, the first and the last cut to the days that lie in it."""
        found = []
        day = self.first
        while day <= self.last:
            found.append(Span(day, min(month_of(day).last, self.last)))
            day = found[-1].last + DAY
        return found

    def over(self, today: date) -> Span:
        """Its days that are over: what can be compared. Today still grows; no day where none is over."""
        return Span(self.first, max(min(self.last, today - DAY), self.first - DAY))

    def before(self, today: date) -> Span:
        """The span to compare `over` with: the year or month before a whole one, else as many days just before.

        A month or a year that is not over is compared with as much of the one before; no day where none is over.
        """
        over = self.over(today)
        if not over.days or not (self.is_year or self.is_month):
            return Span(over.first - DAY * over.days, over.first - DAY)
        whole, months = (year_of, 12) if self.is_year else (month_of, 1)
        span = whole(self.first - DAY)
        return span if over == self else Span(span.first, moved(over.last, -months))

    def year_before(self, today: date) -> Span:
        """As many days as are over, a year earlier; no day where none is."""
        over = self.over(today)
        if not over.days:
            return over
        same_day = moved(over.last, -12)
        return Span(moved(self.first, -12), month_of(same_day).last if self.is_month and over == self else same_day)


def month_of(day: date) -> Span:
    """The month of the calendar in which a day lies."""
    return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def year_of(day: date) -> Span:
    """The year of the calendar in which a day lies."""
    return Span(date(day.year, 1, 1), date(day.year, 12, 31))


def moved(day: date, months: int) -> date:
    """A day so many months later (negative: earlier); the month's last day where it is shorter.

    >>> moved(date(2024, 3, 31), -1), moved(date(2024, 2, 29), -12)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def name_of(span: Span) -> str:
    """A span in words: `11/2026`, `2026`, `18/01/2024`, or its first and last day."""
    if span.days == 1:
        return format_day(span.first)
    if span.is_year:
        return f"{span.first:%Y}"
    return f"{span.first:%m/%Y}" if span.is_month else f"{format_day(span.first)} – {format_day(span.last)}"
