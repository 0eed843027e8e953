"""The daily figures as other programs get them; each field stands here once, with its meaning and its type."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from hoaban.counting.models import GroupDay
from hoaban.counting.page_kinds import PAGE_KINDS
from hoaban.reports.api.parameters import DailyQuery
from hoaban.reports.api.words import Described
from hoaban.reports.queries.sites import Opening, SiteSums, counted_days, days_of, opening_of

COUNT = {"type": "integer", "minimum": 0}
DAY = {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Field(Described):
    """One number of a day; `source` is its name among the sums of a site."""

    source: str


COUNTED = (
    Field(
        "reads",
        gettext_noop("Reads: a person's browser showed a page; again within %(seconds)s seconds is no second one."),
        "reads",
    ),
    Field(
        "visits",
        gettext_noop("Visits: reads of one visitor with no gap of more than %(minutes)s minutes."),
        "visits",
    ),
    Field(
        "visitors",
        gettext_noop("Visitors that could be told apart on this day; a lower bound, not to be added up."),
        "visitors",
    ),
    Field(
        "reads_without_script",
        gettext_noop("Reads of browsers that run no script; contained in the reads."),
        "pictures",
    ),
)
DEVICES = (
    Field("phones", gettext_noop("Reads on telephones."), "phones"),
    Field("tablets", gettext_noop("Reads on tablets."), "tablets"),
    Field("computers", gettext_noop("Reads on computers."), "desktops"),
)
APART = (
    Field("robots", gettext_noop("Requests of robots."), "robots"),
    Field("previews", gettext_noop("Previews and prefetches."), "previews"),
    Field("repeats", gettext_noop("Repeats of a visitor on a page within %(seconds)s seconds."), "repeats"),
    Field("excess", gettext_noop("Requests beyond what people can make, from one network."), "excess"),
)


def answer(asked: DailyQuery, today: date) -> dict[str, Any]:
    """The answer to a question; days before the first one counted are left out, those without a read are 0."""
    counted = counted_days(asked.site.pk)
    found = days_of(asked.site.pk, asked.span)
    kinds = kinds_of(asked)
    days = [day for day in asked.span.each_day() if counted and day >= counted.first]
    return {
        "site": {"host": asked.site.hostname, "name": asked.site.site_name},
        "from": asked.span.first.isoformat(),
        "to": asked.span.last.isoformat(),
        "time_zone": settings.TIME_ZONE,
        "counted_since": counted.first.isoformat() if counted else None,
        "opening_balances": balances_of(opening_of(asked.site.pk)),
        "days": [day_of(day, found.get(day, SiteSums()), kinds[day], is_over=day < today) for day in days],
    }


def kinds_of(asked: DailyQuery) -> defaultdict[date, dict[str, int]]:
    """Reads by day and kind of page."""
    span = (asked.span.first, asked.span.last)
    rows = GroupDay.objects.filter(site_id=asked.site.pk, kind=PAGE_KINDS.kind, day__range=span).order_by("day", "name")
    found: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for day, name, reads in rows.values_list("day", "name", "reads"):
        found[day][name] = reads
    return found


def balances_of(opening: Opening) -> dict[str, Any]:
    """What came from an old portal, None where nothing did."""
    return {
        "reads": balance_of(opening.reads, opening.reads_as_of),
        "visits": balance_of(opening.visits, opening.visits_as_of),
    }


def balance_of(count: int | None, as_of: date | None) -> dict[str, Any] | None:
    """A balance as it stands in the answer, with the last day for which it holds."""
    return None if count is None else {"count": count, "as_of": as_of.isoformat() if as_of else None}


def day_of(day: date, sums: SiteSums, kinds: dict[str, int], *, is_over: bool) -> dict[str, Any]:
    """A day as it stands in the answer; `is_over` is False while its figures still grow."""

    def of(fields: tuple[Field, ...]) -> dict[str, int]:
        return {field.name: getattr(sums, field.source) for field in fields}

    return {
        "day": day.isoformat(),
        "is_over": is_over,
        **of(COUNTED),
        "devices": of(DEVICES),
        "kinds": kinds,
        "not_counted": of(APART),
    }


def thing(fields: dict[str, Any], description: str = "") -> dict[str, Any]:
    """The schema of an object that has these fields, all of them, and no other."""
    found = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    return {**found, "description": description} if description else found


def counts(fields: tuple[Field, ...]) -> dict[str, Any]:
    """The schemas of numbers."""
    return {field.name: {**COUNT, "description": field.description} for field in fields}


def schemas() -> dict[str, Any]:
    """The schemas of the answer and of a refusal, by name."""
    balance = thing({"count": COUNT, "as_of": {"type": ["string", "null"], "format": "date"}})
    either = {"anyOf": [{"$ref": "#/components/schemas/OpeningBalance"}, {"type": "null"}]}
    day = {
        "day": DAY,
        "is_over": {"type": "boolean", "description": "False for today, whose figures still grow."},
        **counts(COUNTED),
        "devices": thing(counts(DEVICES), "Reads by kind of device."),
        "kinds": {
            "type": "object",
            "additionalProperties": COUNT,
            "description": "Reads by kind of page, such as `news.article`.",
        },
        "not_counted": thing(counts(APART), "What was counted apart and is no read."),
    }
    figures = {
        "site": thing({"host": {"type": "string"}, "name": {"type": "string"}}),
        "from": DAY,
        "to": DAY,
        "time_zone": {"type": "string", "description": "Whose days these are."},
        "counted_since": {"type": ["string", "null"], "format": "date", "description": "First day with a figure."},
        "opening_balances": thing({"reads": either, "visits": either}, "Brought from an old portal; nowhere else in."),
        "days": {"type": "array", "items": {"$ref": "#/components/schemas/Day"}},
    }
    return {
        "DailyFigures": thing(figures),
        "Day": thing(day),
        "OpeningBalance": balance,
        "Problem": problem(),
    }


def problem() -> dict[str, Any]:
    """The schema of a refusal."""
    fields = {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": thing({"parameter": {"type": "string"}, "detail": {"type": "string"}})},
    }
    return thing(fields, "A refusal as RFC 9457 describes it.")
