"""The sums that the tally keeps of days, months and years: which of them make up a span of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hoaban.counting.models import Period
from hoaban.desk.spans import DAY, Span, month_of, moved, year_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Sums of one period of which the first days lie from `first` to `last`, both included."""

    period: Period
    first: date
    last: date


def pieces_of(span: Span, today: date) -> list[Piece]:
    """The fewest kept sums that make up a span.

    Behind today nothing is counted yet. So a span that reaches it ends with the year or the month of today where
    it holds the beginning of that, so that the one sum that is not over serves, else with today.
    """
    last = span.last
    if span.first <= today <= span.last:
        whole = (year_of(today), month_of(today))
        last = next((one.last for one in whole if span.first <= one.first), today)
    found: list[Piece] = []
    day = span.first
    while day <= last:
        period, end = largest_from(day, last)
        if found and found[-1].period == period:
            found[-1] = Piece(period, found[-1].first, day)
        else:
            found.append(Piece(period, day, day))
        day = end + DAY
    return found


def largest_from(day: date, last: date) -> tuple[Period, date]:
    """The longest kept sum that begins on a day and ends by `last`, with its end."""
    if day.day == 1:
        for span, period in ((year_of(day), Period.YEAR), (month_of(day), Period.MONTH)):
            if span.first == day and span.last <= last:
                return period, span.last
    return Period.DAY, day


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
