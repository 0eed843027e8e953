"""The parameters of the daily figures: read, refused and described in one place."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_noop
from wagtail.models import Site

from hoaban.desk.spans import DAY, EARLIEST, Span
from hoaban.kit.errors import HoabanError
from hoaban.reports.api.words import MOST_DAYS, USUAL_DAYS, Described

DAY_PATTERN = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
DAY_SCHEMA = {"type": "string", "format": "date", "pattern": DAY_PATTERN}


@dataclass(frozen=True, slots=True)
class Parameter(Described):
    """A query parameter; `schema` is JSON Schema, `example` a value that it takes."""

    schema: dict[str, Any]
    example: str


PARAMETERS = (
    Parameter(
        "from",
        gettext_noop("First day, by the portal's clock. Left out: %(days_before)s days before the last one."),
        DAY_SCHEMA,
        "2026-01-01",
    ),
    Parameter(
        "to",
        gettext_noop(
            "Last day, today at the latest. Left out: today. At most %(most_days)s days are answered at once."
        ),
        DAY_SCHEMA,
        "2026-01-31",
    ),
    Parameter(
        "site",
        gettext_noop("Host name of one of the portal's sites. Left out: the site at whose address is asked."),
        {"type": "string", "maxLength": 255},
        "hoaban.example",
    ),
)


class RefusedQuery(HoabanError):
    """A question that cannot be answered; `problems` says by parameter what is wrong and what to write instead."""

    def __init__(self, problems: dict[str, str], status: int = 400) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems
        self.status = status


@dataclass(frozen=True, slots=True)
class DailyQuery:
    """A question that can be answered: the days of a site."""

    site: Site
    span: Span


def read(query: QueryDict, own_site: Site | None, today: date) -> DailyQuery:
    """What is asked. Raises RefusedQuery with everything that is wrong at once."""
    problems = {name: message for name in query if (message := fault_of_name(query, name))}
    days = {name: day_of(query, name, problems) for name in ("from", "to")}
    last = days["to"] or today
    first = days["from"] or last - DAY * (USUAL_DAYS - 1)
    if not problems:
        problems.update(faults_of_span(first, last, today))
    if problems:
        raise RefusedQuery(problems)
    return DailyQuery(site_of(query, own_site), Span(first, last))


def fault_of_name(query: QueryDict, name: str) -> str:
    """What is wrong with a parameter's name, or with how often it stands there."""
    if name not in {parameter.name for parameter in PARAMETERS}:
        known = ", ".join(parameter.name for parameter in PARAMETERS)
        return f"There is no parameter {name[:40]!r}; the parameters are: {known}."
    return "Give it once only." if len(query.getlist(name)) > 1 else ""


def day_of(query: QueryDict, name: str, problems: dict[str, str]) -> date | None:
    """A day; None where it is left out or wrong, which goes to `problems`."""
    text = query.get(name)
    if text is None or name in problems:
        return None
    with suppress(ValueError):
        # Other forms of ISO 8601, such as 20260131 and 2026-W05-6, are not what the description says.
        if re.fullmatch(DAY_PATTERN, text):
            return date.fromisoformat(text)
    problems[name] = f"{text[:40]!r} is no day of the calendar; write it as 2026-01-31."
    return None


def faults_of_span(first: date, last: date, today: date) -> dict[str, str]:
    """What is wrong with two days of the calendar as a span, by the parameter to change."""
    if last > today:
        return {"to": f"{last} has not come yet; today is {today}."}
    if first < EARLIEST:
        return {"from": f"{first} is too early; the first day that can be asked for is {EARLIEST}."}
    if first > last:
        return {"from": f"{first} comes after the last day, {last}."}
    count = Span(first, last).days
    if count > MOST_DAYS:
        return {"from": f"{count} days are too many at once; ask for at most {MOST_DAYS}, and again for the rest."}
    return {}


def site_of(query: QueryDict, own_site: Site | None) -> Site:
    """The site. Raises RefusedQuery with status 404 where there is none of the name."""
    host = query.get("site")
    if host is None:
        if own_site is None:
            raise RefusedQuery({"site": "No site of this portal has the address that was asked; name one."}, 404)
        return own_site
    site = Site.objects.filter(hostname=host.lower()).order_by("port").first() if len(host) <= 255 else None
    if site is None:
        raise RefusedQuery({"site": f"No site of this portal has the host {host[:80]!r}."}, 404)
    return site
