"""Reads the date shapes of Vietnamese portals; keeps the precision that is printed and invents none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from hoaban.importer.record import Posted

# Blanks are never given back (`*+`): two runs of them beside each other would be divided in every way there is.
_TIME = (
    r"(?P<hour>\d{1,2})\s*+(?::|giờ|h)\s*+(?P<minute>\d{2})(?:\s*+phút)?(?:\s*+:\s*+(?P<second>\d{2}))?"
    r"(?:\s*+(?P<half>[AaPp]\.?[Mm]\.?|SA|CH))?"
)
_DATE = (
    r"(?P<day>\d{1,2})\s*+[/.-]\s*+(?P<month>\d{1,2})\s*+[/.-]\s*+(?P<year>\d{4})"
    r"|(?P<day2>\d{1,2})\s*+(?:tháng|Tháng)\s*+(?P<month2>\d{1,2}),?\s*+(?:năm\s*+)?(?P<year2>\d{4})"
    r"|(?P<year3>\d{4})-(?P<month3>\d{1,2})-(?P<day3>\d{1,2})"
)
_WEEKDAY = r"(?:(?:thứ\s*+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s*+nhật|cn)\s*+[,\-–]?\s*+(?:ngày\s*+)?)?"
_GAP = r"\s*+(?:[,|'–-]|lúc|T)?\s*+"
_ZONE = r"(?:\s*+'?\s*+\(?GMT\s*+\+?\s*+0?7\)?)?"
DATE_FIRST = re.compile(rf"{_WEEKDAY}(?<!\d)(?:{_DATE})(?!\d)(?:{_GAP}{_TIME}(?!\d))?{_ZONE}", re.IGNORECASE)
TIME_FIRST = re.compile(rf"(?<!\d){_TIME}{_GAP}{_WEEKDAY}(?:ngày\s*+)?(?:{_DATE})(?!\d){_ZONE}", re.IGNORECASE)
EARLIEST, LATEST = 1990, 2100
# What two figures of a year are counted from; portals are not older.
SHORT_YEARS = 2000
OTHER_ORDERS = re.compile(
    r"(?<![\d/-])(?P<one>\d{1,2})(?P<sign>[/-])(?P<other>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\d/-])"
)


def find_posted(text: str) -> tuple[Posted, int, int] | None:
    """The first date of a text with where it begins and ends; None where there is none that can be a real one.

    Both orders are tried: of two dates with their times, the time between them belongs to the first.
    """
    real = [first for first in (first_real(TIME_FIRST, text), first_real(DATE_FIRST, text)) if first is not None]
    return min(real, key=lambda posted_start_end: posted_start_end[1], default=None)


def find_labelled(text: str) -> tuple[Posted, int, int] | None:
    """As `find_posted`, in a line that says itself that it has a date.

    Two figures of the year are read then too, and the month first where no other order gives a day.
    """
    found = OTHER_ORDERS.search(text)
    strict = find_posted(text)
    if strict is not None or found is None:
        return strict
    day, month, year = found["one"], found["other"], found["year"]
    if int(month) > 12 >= int(day):
        day, month = month, day
    usual = f"{day}/{month}/{year if len(year) == 4 else SHORT_YEARS + int(year)}"
    read = find_posted(f"{text[: found.start()]}{usual}{text[found.end() :]}")
    if read is None:
        return None
    posted, start, end = read
    end -= len(usual) - len(found.group())
    return replace(posted, raw=text[start:end].strip()), start, end


def first_real(order: re.Pattern[str], text: str) -> tuple[Posted, int, int] | None:
    """The first match that the calendar has, with where it begins and ends."""
    for found in order.finditer(text):
        posted = read_match(found)
        if posted is not None:
            return posted, found.start(), found.end()
    return None


def read_match(found: re.Match[str]) -> Posted | None:
    """The date of a match, or None where the calendar has no such day or the year cannot be meant."""
    parts = found.groupdict()
    year, month, day = (int(parts[name] or parts[f"{name}2"] or parts[f"{name}3"]) for name in ("year", "month", "day"))
    hour, minute, second = parts["hour"], parts["minute"], parts["second"]
    raw = found.group().strip()
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        day_printed = Posted(date(year, month, day).isoformat(), "day", raw)
    except ValueError:
        return None
    if hour is None:
        return day_printed
    try:
        moment = datetime(year, month, day, full_hour(int(hour), parts["half"]), int(minute), int(second or 0))  # noqa: DTZ001  local by design
    except ValueError:
        # No hour is invented, but the day is printed.
        return day_printed
    if second is None:
        return Posted(moment.strftime("%Y-%m-%dT%H:%M"), "minute", raw)
    return Posted(moment.strftime("%Y-%m-%dT%H:%M:%S"), "second", raw)


def full_hour(hour: int, half: str | None) -> int:
    """The hour of 24; a 24-hour figure with a stray AM or PM stays what it is."""
    mark = (half or "").upper().replace(".", "")
    if mark in ("PM", "CH") and hour < 12:
        return hour + 12
    if mark in ("AM", "SA") and hour == 12:
        return 0
    return hour
