"""The daily figures as other programs get them; each field stands here once, with its meaning and its type."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from hoaban.statistics.api.parameters import Asked
from hoaban.statistics.models import GroupDay
from hoaban.statistics.page_kinds import KIND
from hoaban.statistics.reports.sites import Opening, Sums, counted_days, days_of, opening_of

COUNT = {"type": "integer", "minimum": 0}
DAY = {"type": "string", "format": "date"}
# Name in the answer, name among the sums, what it means: in English for programs, translated for readers of the page.
COUNTED = (
    (
        "reads",
        "reads",
        gettext_noop("Reads: a person's browser showed a page; again within 30 seconds is no second one."),
    ),
    ("visits", "visits", gettext_noop("Visits: reads of one visitor with no gap of more than 30 minutes.")),
    (
        "visitors",
        "visitors",
        gettext_noop("Visitors that could be told apart on this day; a lower bound, not to be added up."),
    ),
    ("reads_without_script", "pictures", gettext_noop("Reads of browsers that run no script; contained in the reads.")),
)
DEVICES = (
    ("phones", "phones", gettext_noop("Reads on telephones.")),
    ("tablets", "tablets", gettext_noop("Reads on tablets.")),
    ("computers", "desktops", gettext_noop("Reads on computers.")),
)
APART = (
    ("robots", "robots", gettext_noop("Requests of robots.")),
    ("previews", "previews", gettext_noop("Previews and prefetches.")),
    ("repeats", "repeats", gettext_noop("Repeats of a visitor on a page within 30 seconds.")),
    ("excess", "excess", gettext_noop("Requests beyond what people can make, from one network.")),
)


def answer(asked: Asked, today: date) -> dict[str, Any]:
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
        "days": [day_of(day, found.get(day, Sums()), kinds[day], is_over=day < today) for day in days],
    }


def kinds_of(asked: Asked) -> defaultdict[date, dict[str, int]]:
    """Reads by day and kind of page."""
    span = (asked.span.first, asked.span.last)
    rows = GroupDay.objects.filter(site_id=asked.site.pk, kind=KIND, day__range=span).order_by("day", "name")
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
    """One balance with its day."""
    return None if count is None else {"count": count, "as_of": as_of.isoformat() if as_of else None}


def day_of(day: date, sums: Sums, kinds: dict[str, int], *, is_over: bool) -> dict[str, Any]:
    """One day."""

    def of(fields: tuple[tuple[str, str, str], ...]) -> dict[str, int]:
        return {name: getattr(sums, source) for name, source, _meaning in fields}

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


def counts(fields: tuple[tuple[str, str, str], ...]) -> dict[str, Any]:
    """The schemas of numbers."""
    return {name: {**COUNT, "description": meaning} for name, _source, meaning in fields}


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
