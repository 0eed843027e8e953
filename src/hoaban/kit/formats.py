"""Dates, numbers and sizes as people in Viet Nam write them, and in English beside."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

VIET_NAM = ZoneInfo("Asia/Ho_Chi_Minh")
UNITS = ("B", "KB", "MB", "GB")


def format_moment(moment: datetime) -> str:
    """`18/01/2024 07:34` in Viet Nam's time; the same in every language of the product."""
    return moment.astimezone(VIET_NAM).strftime("%d/%m/%Y %H:%M")


def format_day(day: date) -> str:
    """`18/01/2024`; a datetime is taken to Viet Nam's time first."""
    return (day.astimezone(VIET_NAM) if isinstance(day, datetime) else day).strftime("%d/%m/%Y")


def iso_moment(moment: datetime) -> str:
    """`2024-01-18T07:34:00+07:00`: for machines, in Viet Nam's time, so that its first ten signs are the day there."""
    return moment.astimezone(VIET_NAM).isoformat(timespec="seconds")


def local_day(moment: datetime) -> date:
    """The day on which a moment fell in Viet Nam."""
    return moment.astimezone(VIET_NAM).date()


def format_number(number: float, language: str = "vi", places: int = 0) -> str:
    """`2.923` in Vietnamese, `2,923` in English."""
    english = f"{number:,.{places}f}"
    return english if language.startswith("en") else english.translate(str.maketrans(",.", ".,"))


def format_size(size: int, language: str = "vi") -> str:
    """A file's size, `1,2 MB`; `size` in bytes."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(UNITS) - 1:
        value, unit = value / 1024, unit + 1
    places = 0 if unit == 0 or value >= 100 else 1
    return f"{format_number(value, language, places)} {UNITS[unit]}"
