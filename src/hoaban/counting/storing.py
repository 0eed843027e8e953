"""Adds what was counted to the sums in the database, many rows with one statement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models

from hoaban.counting.groups import ReadGroup
from hoaban.counting.models import (
    FROM_THE_BEGINNING,
    GroupDay,
    PageReads,
    PageReferrerDay,
    Period,
    SiteDay,
    SiteHour,
)
from hoaban.counting.rules import ANY_PAGE, ROBOTS, Hour, moment_of
from hoaban.front.journal import Device
from hoaban.kit.rooms import declared

REFERRER = "referrer"
LONGEST_NAME = 255
SITE_DAY = "reads visits visitors phones tablets desktops pictures repeats robots previews excess".split()
TAKEN_AS_THEY_ARE = "visits pictures repeats robots previews excess".split()
DEVICES = {"phones": int(Device.PHONE), "tablets": int(Device.TABLET), "desktops": int(Device.DESKTOP)}
Key = tuple[Any, ...]


class NewPageSum(NamedTuple):
    """What was counted of a page on a day and is not stored yet."""

    reads: int = 0
    phones: int = 0
    robots: int = 0

    def __add__(self, other: NewPageSum) -> NewPageSum:
        return NewPageSum(self.reads + other.reads, self.phones + other.phones, self.robots + other.robots)


@dataclass
class NewSums:
    """What was counted and is not stored yet, by the keys of the tables."""

    pages: dict[tuple[int, int, date], NewPageSum] = field(default_factory=lambda: defaultdict(NewPageSum))
    days: dict[tuple[int, date], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    hours: dict[tuple[int, datetime], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    referrers: Counter[tuple[int, int, date, str]] = field(default_factory=Counter)


def summed(hours: Iterable[Hour]) -> NewSums:
    """What hours of any sites hold, by the keys under which it is stored: an hour counts for its day too."""
    sums = NewSums()
    for hour in hours:
        of_day = Counter({name: getattr(hour, name) for name in TAKEN_AS_THEY_ARE})
        of_day["visitors"] = hour.visitors_of_day
        for page, numbers in hour.pages.items():
            of_page = NewPageSum(sum(numbers[:ROBOTS]), numbers[Device.PHONE], numbers[ROBOTS])
            sums.pages[hour.site, page, hour.day.date] += of_page
            of_day["reads"] += of_page.reads
            for name, device in DEVICES.items():
                of_day[name] += numbers[device]
        sums.days[hour.site, hour.day.date].update(of_day)
        if hour.visits or hour.visitors or of_day["reads"]:
            of_hour = {"reads": of_day["reads"], "visits": hour.visits, "visitors": hour.visitors}
            sums.hours[hour.site, moment_of(hour)].update(of_hour)
        for (page, host), reads in hour.referrers.items():
            sums.referrers[hour.site, page, hour.day.date, host.decode("ascii")] += reads
    return sums


def store(sums: NewSums) -> None:
    """Add everything to what is stored; belongs into a transaction with the positions."""
    add(PageReads, ("page_number", "period", "start"), ("reads", "phones", "robots"), rows_of_pages(sums), ("site_id",))
    days = ((*key, *(found[name] for name in SITE_DAY)) for key, found in sums.days.items())
    add(SiteDay, ("site_id", "day"), SITE_DAY, days)
    hours = ((*key, found["reads"], found["visits"], found["visitors"]) for key, found in sums.hours.items())
    add(SiteHour, ("site_id", "hour"), ("reads", "visits", "visitors"), hours)
    add(GroupDay, ("site_id", "kind", "day", "name"), ("reads",), rows_of_groups(sums))
    add(PageReferrerDay, ("page_number", "day", "host"), ("reads",), rows_of_referrers(sums), ("site_id",))


@cache
def periods_of(day: date) -> tuple[tuple[str, date], ...]:
    """The periods that a day belongs to, with their first days."""
    return (
        (Period.DAY.value, day),
        (Period.MONTH.value, day.replace(day=1)),
        (Period.YEAR.value, day.replace(month=1, day=1)),
        (Period.EVER.value, FROM_THE_BEGINNING),
    )


def rows_of_pages(sums: NewSums) -> Iterator[Key]:
    """What is added for each page, in each of its periods."""
    found: dict[tuple[int, str, date], NewPageSum] = {}
    site_of = {}
    for (site, page, day), numbers in sums.pages.items():
        # A page that moved to another site takes its history along.
        site_of[page] = site
        for period, start in periods_of(day):
            key = page, period, start
            before = found.get(key)
            found[key] = numbers if before is None else before + numbers
    return ((*key, *numbers, site_of[key[0]]) for key, numbers in found.items())


def rows_of_groups(sums: NewSums) -> Iterator[Key]:
    """What is added for each group: those that rooms declared, and the hosts that readers came from."""
    found: Counter[tuple[int, str, date, str]] = Counter()
    pages = {page for (_site, page, _day), numbers in sums.pages.items() if numbers.reads}
    for group in declared(ReadGroup):
        names = group.names_of(pages) if pages else {}
        for (site, page, day), numbers in sums.pages.items():
            if numbers.reads:
                for name in dict.fromkeys(names.get(page, ())):
                    found[site, group.kind, day, name[:LONGEST_NAME]] += numbers.reads
    for (site, page, day, host), reads in sums.referrers.items():
        if page == ANY_PAGE:
            found[site, REFERRER, day, host] += reads
    return ((*key, reads) for key, reads in found.items())


def rows_of_referrers(sums: NewSums) -> Iterator[Key]:
    """What is added for each page and the host that its readers came from."""
    for (site, page, day, host), reads in sums.referrers.items():
        if page != ANY_PAGE:
            yield page, day, host, reads, site


def add(
    model: type[models.Model],
    keys: Sequence[str],
    sums: Sequence[str],
    rows: Iterable[Key],
    replaced: Sequence[str] = (),
) -> None:
    """Add numbers to rows of a table, which are made where they are missing.

    Each row holds the values of `keys`, of `sums`, which are added, and of `replaced`, which take the place of what
    was there. All of them are names of columns.
    """
    # Two machines that add to the same rows in the same order wait for each other; in another they would deadlock.
    ordered = sorted(rows)
    if not ordered:
        return
    fields = {field.column: field for field in model._meta.local_concrete_fields}
    columns = [fields[name] for name in (*keys, *sums, *replaced)]
    values = [prepared(field, column) for field, column in zip(columns, zip(*ordered, strict=True), strict=True)]
    quoted: Callable[[Any], str] = connection.ops.quote_name
    table = quoted(model._meta.db_table)
    changes = [f"{quoted(name)} = {table}.{quoted(name)} + excluded.{quoted(name)}" for name in sums]
    changes += [f"{quoted(name)} = excluded.{quoted(name)}" for name in replaced]
    beginning = f"INSERT INTO {table} ({', '.join(quoted(field.column) for field in columns)})"
    end = f"ON CONFLICT ({', '.join(map(quoted, keys))}) DO UPDATE SET {', '.join(changes)}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in columns)
            cursor.execute(f"{beginning} SELECT * FROM unnest({arrays}) {end}", values)  # noqa: S608  names of columns
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"{beginning} VALUES ({places}) {end}", list(zip(*values, strict=True)))


def prepared(field: Any, values: Sequence[Any]) -> list[Any]:
    """Values of a column as the database takes them."""
    if not isinstance(field, models.DateField):
        return list(values)
    once = {value: field.get_db_prep_value(value, connection) for value in set(values)}
    return [once[value] for value in values]
