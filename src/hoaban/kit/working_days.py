"""Working days and Viet Nam's public holidays: deadlines of the law are counted in them."""

from __future__ import annotations

from datetime import date, timedelta

import holidays

_viet_nam = holidays.country_holidays("VN", language="vi")


def is_working_day(day: date) -> bool:
    """Whether offices work: not a Saturday or Sunday unless made up for, not a public holiday (Labour Code, 112)."""
    return bool(_viet_nam.is_working_day(day))


def holiday_name(day: date) -> str:
    """The name of the public holiday in Vietnamese, or nothing."""
    return _viet_nam.get(day) or ""


def add_working_days(day: date, count: int) -> date:
    """The last day of a time limit of `count` working days; the day of receipt is not counted (Civil Code, 147).

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"A time limit cannot be negative: {count} working days")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; negative when `end` is before `start`."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(map(is_working_day, days))
