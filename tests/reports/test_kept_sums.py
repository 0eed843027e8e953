"""The kept sums that make up a span of days: each day once, and as few sums as there can be."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hoaban.counting.models import Period
from hoaban.desk.spans import Span, month_of, year_of
from hoaban.reports.queries.kept_sums import Piece, pieces_of, starts_of

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def span(first, last):
    return Span(date.fromisoformat(first), date.fromisoformat(last))


def days_of_piece(piece):
    for start in starts_of(piece):
        whole = {"day": Span(start, start), "month": month_of(start), "year": year_of(start)}[piece.period]
        yield from whole.each_day()


@given(DAYS, DAYS)
def test_the_pieces_hold_every_day_of_a_past_span_once_and_no_other(one, other):
    whole = Span(min(one, other), max(one, other))
    held = [day for piece in pieces_of(whole, date(2027, 6, 1)) for day in days_of_piece(piece)]
    assert held == list(whole.each_day())


@given(DAYS, DAYS)
def test_no_span_needs_more_than_the_days_of_two_months_and_the_months_of_two_years(one, other):
    whole = Span(min(one, other), max(one, other))
    assert sum(len(list(starts_of(piece))) for piece in pieces_of(whole, date(2027, 6, 1))) <= 30 + 11 + 8 + 11 + 30


def test_a_span_that_reaches_today_is_served_by_sums_that_are_not_over():
    assert pieces_of(span("2026-11-01", "2026-11-25"), TODAY) == [
        Piece(Period.MONTH, date(2026, 11, 1), date(2026, 11, 1))
    ]
    assert pieces_of(span("2026-01-01", "2026-11-25"), TODAY) == [
        Piece(Period.YEAR, date(2026, 1, 1), date(2026, 1, 1))
    ]
    assert pieces_of(span("2026-11-24", "2026-11-24"), TODAY) == [
        Piece(Period.DAY, date(2026, 11, 24), date(2026, 11, 24))
    ]
    assert pieces_of(span("2026-11-20", "2026-11-30"), TODAY) == [
        Piece(Period.DAY, date(2026, 11, 20), date(2026, 11, 25))
    ]


@given(DAYS)
def test_a_whole_month_or_year_is_one_sum_whenever_it_is_looked_at(today):
    for whole in (month_of(today), year_of(today)):
        assert [start for piece in pieces_of(whole, today) for start in starts_of(piece)] == [whole.first]


@given(DAYS, DAYS, DAYS)
def test_the_pieces_hold_every_day_up_to_today_once(one, other, today):
    whole = Span(min(one, other), max(one, other))
    held = [day for piece in pieces_of(whole, today) for day in days_of_piece(piece)]
    assert len(held) == len(set(held))
    until = min(whole.last, today) if whole.first <= today else whole.last
    assert [day for day in held if day <= until] == list(Span(whole.first, until).each_day())
    assert all(day > today for day in held if day > until)


def test_of_what_has_only_begun_there_is_nothing_to_add_up():
    assert pieces_of(span("2026-11-25", "2026-11-25").over(TODAY), TODAY) == []
