"""Dates, numbers, sizes and working days as people in Viet Nam write and count them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoaban.kit import formats, working_days

DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2027, 12, 31))


def test_a_moment_is_shown_in_viet_nams_time():
    assert formats.format_moment(datetime(2024, 1, 18, 0, 34, 5, tzinfo=UTC)) == "18/01/2024 07:34"
    assert formats.format_day(datetime(2024, 1, 17, 20, 0, tzinfo=UTC)) == "18/01/2024"
    assert formats.format_day(date(2024, 1, 8)) == "08/01/2024"


@pytest.mark.parametrize(
    ("number", "vietnamese", "english"), [(2923, "2.923", "2,923"), (0, "0", "0"), (1234567, "1.234.567", "1,234,567")]
)
def test_numbers(number, vietnamese, english):
    assert formats.format_number(number) == vietnamese
    assert formats.format_number(number, "en") == english


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (1023, "1.023 B"), (1536, "1,5 KB"), (20 * 1024**2, "20,0 MB"), (5 * 1024**3, "5,0 GB")],
)
def test_sizes(size, shown):
    assert formats.format_size(size) == shown


def test_offices_are_closed_at_tet_and_open_on_an_ordinary_monday():
    assert not working_days.is_working_day(date(2025, 1, 29))
    assert "Tết" in working_days.holiday_name(date(2025, 1, 29))
    assert not working_days.is_working_day(date(2025, 9, 2))
    assert not working_days.is_working_day(date(2025, 3, 8))
    assert working_days.is_working_day(date(2025, 3, 10))


def test_a_time_limit_over_tet_is_counted_without_it():
    assert working_days.add_working_days(date(2025, 1, 23), 5) > date(2025, 2, 3)
    assert working_days.add_working_days(date(2025, 3, 7), 1) == date(2025, 3, 10)


def test_a_negative_time_limit_is_refused():
    with pytest.raises(ValueError, match="-1"):
        working_days.add_working_days(date(2025, 1, 1), -1)


@given(DAYS, st.integers(min_value=0, max_value=40))
def test_counting_forth_and_back_agree(day, count):
    end = working_days.add_working_days(day, count)
    assert working_days.working_days_between(day, end) == count
    assert working_days.working_days_between(end, day) == -count
    if count:
        assert working_days.is_working_day(end)
        assert working_days.working_days_between(day, end - timedelta(days=1)) < count
