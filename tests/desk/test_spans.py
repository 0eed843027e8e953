"""Spans of days and what they are compared with; month ends and leap days."""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.desk.spans import DAY, Span, month_of, moved, year_of

TODAY = date(2026, 11, 25)
DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def span(first, last):
    return Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2024-03-01", "2024-03-31", ("2024-02-01", "2024-02-29")),
        ("2026-01-01", "2026-01-31", ("2025-12-01", "2025-12-31")),
        ("2025-01-01", "2025-12-31", ("2024-01-01", "2024-12-31")),
        ("2024-02-29", "2024-02-29", ("2024-02-28", "2024-02-28")),
        ("2024-03-01", "2024-03-07", ("2024-02-23", "2024-02-29")),
    ],
)
def test_a_span_is_compared_with_the_one_before(first, last, before):
    assert span(first, last).before(TODAY) == span(*before)


@pytest.mark.parametrize(
    ("today", "first", "last", "before"),
    [
        ("2026-11-25", "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-24")),
        ("2026-03-31", "2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28")),
        ("2028-03-01", "2028-01-01", "2028-12-31", ("2027-01-01", "2027-02-28")),
        ("2026-11-30", "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-29")),
        ("2026-12-01", "2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ("2026-11-25", "2026-11-21", "2026-11-25", ("2026-11-17", "2026-11-20")),
    ],
)
def test_what_is_not_over_is_compared_with_as_much(today, first, last, before):
    assert span(first, last).before(date.fromisoformat(today)) == span(*before)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        ("2026-11-25", "2026-11-25", "2026-11-25"),
        ("2026-11-01", "2026-11-01", "2026-11-30"),
        ("2026-01-01", "2026-01-01", "2026-12-31"),
        ("2026-11-25", "2026-12-01", "2026-12-31"),
    ],
)
def test_of_what_has_only_begun_nothing_is_compared(today, first, last):
    whole, today = span(first, last), date.fromisoformat(today)
    for empty in (whole.over(today), whole.before(today), whole.year_before(today)):
        assert (empty.days, list(empty.each_day())) == (0, [])


@given(DAYS, DAYS)
def test_the_months_of_a_span_hold_its_days_and_no_other(one, other):
    whole = Span(min(one, other), max(one, other))
    months = whole.months()
    assert [day for month in months for day in month.each_day()] == list(whole.each_day())
    assert all(month_of(month.first) == month for month in months[1:-1])
    assert all(month_of(month.first).last >= month.last for month in months)


@given(DAYS, DAYS, DAYS)
def test_today_is_never_compared(one, other, today):
    whole = Span(min(one, other), max(one, other))
    over = whole.over(today)
    assert list(over.each_day()) == [day for day in whole.each_day() if day < today]
    assert whole.before(today).last < whole.first


@pytest.mark.parametrize(
    ("today", "first", "last", "past"),
    [
        ("2026-11-25", "2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2026-11-25", "2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2026-11-25", "2026-11-01", "2026-11-30", ("2025-11-01", "2025-11-24")),
        ("2028-02-29", "2028-02-01", "2028-02-29", ("2027-02-01", "2027-02-28")),
        ("2028-03-01", "2028-02-01", "2028-02-29", ("2027-02-01", "2027-02-28")),
    ],
)
def test_the_same_days_of_the_year_before(today, first, last, past):
    assert span(first, last).year_before(date.fromisoformat(today)) == span(*past)


@given(DAYS, st.integers(-60, 60))
def test_a_day_moved_by_months_stays_in_the_month_meant(day, months):
    there = moved(day, months)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == months
    assert there.day == day.day or there == month_of(there).last


@given(DAYS)
def test_months_and_years_are_whole(day):
    assert month_of(day).is_month
    assert (month_of(day).last + DAY).day == 1
    assert year_of(day).days == 365 + isleap(day.year)
    assert not Span(day, day + timedelta(days=33)).is_month
