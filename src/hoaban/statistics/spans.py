"""Spans of days: how one is split into the sums that are kept, and what stood before it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from hoaban.statistics.models import Period

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Piece:
    """Sums of one period of which the first days lie from `first` to `last`, both included."""

    period: Period
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included; none where `last` is the day before `first`."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days that are."""
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
        """Every day of it."""
        return (self.first + DAY * number for number in range(self.days))

    def months(self) -> list[Span]:
        """The months of the calendar that it touches, the first and the last cut to the days that lie in it."""
        found = []
        day = self.first
        while day <= self.last:
            found.append(Span(day, min(month_of(day).last, self.last)))
            day = found[-1].last + DAY
        return found

    def pieces(self, today: date) -> list[Piece]:
        """The fewest kept sums that make up the span.

        Behind today nothing is counted yet. So a span that reaches it ends with the year or the month of today where
        it holds the beginning of that, so that the one sum that is not over serves, else with today.
        """
        last = self.last
        if self.first <= today <= self.last:
            whole = (year_of(today), month_of(today))
            last = next((one.last for one in whole if self.first <= one.first), today)
        found: list[Piece] = []
        day = self.first
        while day <= last:
            period, end = largest_from(day, last)
            if found and found[-1].period == period:
                found[-1] = Piece(period, found[-1].first, day)
            else:
                found.append(Piece(period, day, day))
            day = end + DAY
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
        """The same days of the year before, as many as are over; no day where none is."""
        over = self.over(today)
        if not over.days:
            return over
        same_day = moved(over.last, -12)
        return Span(moved(self.first, -12), month_of(same_day).last if self.is_month and over == self else same_day)


def largest_from(day: date, last: date) -> tuple[Period, date]:
    """The longest kept sum that begins on a day and ends by `last`, with its end."""
    if day.day == 1:
        for span, period in ((year_of(day), Period.YEAR), (month_of(day), Period.MONTH)):
            if span.first == day and span.last <= last:
                return period, span.last
    return Period.DAY, day


def month_of(day: date) -> Span:
    """The month of the calendar in which a day lies."""
    return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def year_of(day: date) -> Span:
    """The year of the calendar in which a day lies."""
    return Span(date(day.year, 1, 1), date(day.year, 12, 31))


def moved(day: date, months: int) -> date:
    """The same day of another month; its last day where it is shorter.

    >>> moved(date(2024, 3, 31), -1), moved(date(2024, 2, 29), -12)
    (datetime.date(2024, 2, 29), datetime.date(2023, 2, 28))
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def lies_in(pieces: list[Piece]) -> Q:
    """The condition under which rows of `PageReads` belong to these pieces."""
    condition = Q()
    for piece in pieces:
        condition |= Q(period=piece.period, start__range=(piece.first, piece.last))
    return condition


def starts_of(piece: Piece) -> Iterator[date]:
    """The first day of every sum of a piece."""
    day = piece.first
    while day <= piece.last:
        yield day
        day = {
            Period.DAY: lambda at: at + DAY,
            Period.MONTH: lambda at: moved(at, 1),
            Period.YEAR: lambda at: moved(at, 12),
        }[piece.period](day)
