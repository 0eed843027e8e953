"""Listings of a section: the newest first, the older by month with numbers that never shift.

Publishing an article changes the first page and the newest page of its month, and no other: pages of a month are
numbered from its oldest item, and a month that is over does not change any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from hoaban.content import queries
from hoaban.kit.years import FIRST_YEAR_OF_ARCHIVES

if TYPE_CHECKING:
    from hoaban.content.models import Section

PER_PAGE = 20
MODEL_OF = {"articles": "Article", "events": "Event", "galleries": "Gallery", "videos": "VideoPage"}


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a listing, as the templates show it."""

    items: list[Any]
    newer_url: str = ""
    older_url: str = ""
    year: int | None = None
    month: int | None = None
    number: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class ArchiveYear:
    """A year of the archive with the addresses of its months, newest first."""

    year: int
    months: list[tuple[int, str]] = field(default_factory=list)


def item_model(section: Section) -> Any:
    """What the section lists."""
    return queries.model(MODEL_OF[section.holds])


def first_page(section: Section) -> dict[str, Any]:
    """Context of a section's first page: `listing`, and `upcoming` where the section holds events."""
    model, ids = item_model(section), queries.section_and_below(section)
    keys = queries.newest_keys(model, ids, PER_PAGE + 1)
    older = address_of(section, model, ids, keys[PER_PAGE]) if len(keys) > PER_PAGE else ""
    items = queries.teasers(model, [pk for _posted, pk in keys[:PER_PAGE]])
    context: dict[str, Any] = {"listing": ListingPage(items=items, older_url=older)}
    if section.holds == "events":
        home_id = queries.model("HomePage").objects.filter(path=section.path[:8]).values_list("pk", flat=True).first()
        context["upcoming"] = queries.upcoming_events(home_id or 0, PER_PAGE, ids)
    return context


def month_page(section: Section, year: int, month: int, number: int) -> ListingPage | None:
    """One numbered page of a month; None where there is no such month or page."""
    if not (FIRST_YEAR_OF_ARCHIVES <= year <= 2200 and 1 <= month <= 12 and 1 <= number <= 1_000_000):
        return None
    model, ids = item_model(section), queries.section_and_below(section)
    start, end = bounds(year, month)
    month_ids = queries.ids_between(model, ids, start, end)
    pages = max(1, -(-len(month_ids) // PER_PAGE))
    if number > pages:
        return None
    shown = month_ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    newer = month_url(section, year, month, number + 1) if number < pages else next_month(section, model, ids, end)
    if number > 1:
        older = month_url(section, year, month, number - 1)
    else:
        key = next(iter(queries.newest_keys(model, ids, 1, (start, 0))), None)
        older = address_of(section, model, ids, key) if key else ""
    items = queries.teasers(model, shown[::-1])
    return ListingPage(items, newer, older, year, month, number, pages)


def pages_of_month(section: Section, year: int, month: int) -> int:
    """How many numbered pages a month has; 0 for a month without items."""
    start, end = bounds(year, month)
    ids = queries.section_and_below(section)
    return -(-len(queries.ids_between(item_model(section), ids, start, end)) // PER_PAGE)


def next_month(section: Section, model: Any, ids: list[int], end: datetime) -> str:
    """Address of the first later month that has items; the section's first page where there is none."""
    key = queries.oldest_key_after(model, ids, end)
    if key is None:
        return section.url or ""
    posted = timezone.localtime(key[0])
    return month_url(section, posted.year, posted.month, 1)


def address_of(section: Section, model: Any, ids: list[int], key: queries.Key) -> str:
    """Address of the archive page on which the item with this key stands."""
    posted = timezone.localtime(key[0])
    start, _end = bounds(posted.year, posted.month)
    place = queries.count_in_month_before(model, ids, start, key)
    return month_url(section, posted.year, posted.month, place // PER_PAGE + 1)


def years(section: Section) -> list[ArchiveYear]:
    """The years from the newest item to the oldest, each with its months."""
    model, ids = item_model(section), queries.section_and_below(section)
    beginning = datetime(FIRST_YEAR_OF_ARCHIVES, 1, 1, tzinfo=timezone.get_current_timezone())
    newest = next(iter(queries.newest_keys(model, ids, 1)), None)
    oldest = queries.oldest_key_after(model, ids, beginning)
    if newest is None or oldest is None:
        return []
    first, last = timezone.localtime(oldest[0]), timezone.localtime(newest[0])
    span = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    found: dict[int, ArchiveYear] = {}
    for count in reversed(span):
        year, month = divmod(count, 12)
        entry = found.setdefault(year, ArchiveYear(year))
        entry.months.append((month + 1, month_url(section, year, month + 1, 1)))
    return list(found.values())


def month_url(section: Section, year: int, month: int, number: int) -> str:
    """Address of an archive page; the first page of a month carries no number."""
    return month_path(section.url or "", year, month, number)


def month_path(base: str, year: int, month: int, number: int) -> str:
    """The same below any address of a section."""
    tail = "" if number == 1 else f"{number}/"
    return f"{base}luu-tru/{year}/{month}/{tail}"


def bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """First moment of the month and of the month after, in the portal's time zone."""
    zone = timezone.get_current_timezone()
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return datetime(year, month, 1, tzinfo=zone), datetime(*following, 1, tzinfo=zone)
