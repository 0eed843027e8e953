"""Which listings a change of a listed page touches.

A listing explains itself with a name where it reads (see `listings.py`); here stands, for each entry of the log, which
names it touches. Together they keep the number of pages that one article touches small at any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from hoaban.pages import names
from hoaban.publication.models import Entry

LISTING_COLUMNS = frozenset({"listed_in_id", "home_id", "posted_at", "on_air"})


def listings_of_item(model: Any, entry: Entry) -> Iterator[str]:
    """Names of the listings in which an item stood before or stands now."""
    if not moves_in_lists(entry):
        return
    for state in (entry.old, entry.new):
        if state:
            yield from listings_of_state(entry.table, model, state)
    yield names.neighbours(entry.table, entry.key)
    if hasattr(model, "tags"):
        links = model.tags.through.objects.filter(content_object_id=entry.key)
        yield from (names.tag(tag_id) for tag_id in links.values_list("tag_id", flat=True))


def moves_in_lists(entry: Entry) -> bool:
    """Whether an item came, went or stands elsewhere in lists: the columns that an entry carries say where."""
    if entry.operation != Entry.Operation.UPDATE:
        return True
    carried = frozenset(entry.new or ()) - {"page_ptr_id"}
    return bool(entry.changed_columns & (LISTING_COLUMNS | carried))


def listings_of_state(table: str, model: Any, state: dict[str, Any]) -> Iterator[str]:
    """Names of the listings in which an item with these columns stands."""
    section_id, home_id, posted_at = state["listed_in_id"], state["home_id"], moment_of(state["posted_at"])
    if home_id is not None:
        yield names.newest_of_home(table, home_id)
        yield names.upcoming(table, home_id)
    if section_id is None or posted_at is None:
        return
    posted = timezone.localtime(posted_at)
    yield names.newest(table, section_id)
    yield names.month(table, section_id, posted.year, posted.month)
    on_air = model.objects.filter(on_air=True, listed_in_id=section_id).order_by()
    key = int(state["page_ptr_id"])
    newer = on_air.filter(posted_at__gte=posted_at).exclude(pk=key).order_by("posted_at", "page_ptr_id")
    older = on_air.filter(posted_at__lte=posted_at).exclude(pk=key).order_by("-posted_at", "-page_ptr_id")
    beside_newer = nearest(newer, lambda other: other > (posted_at, key))
    beside_older = nearest(older, lambda other: other < (posted_at, key))
    for beside in (beside_newer, beside_older):
        if beside:
            yield names.neighbours(table, beside[1])
    if beside_newer is None:
        yield names.latest(table, section_id)
    if beside_older is None:
        yield names.earliest(table, section_id)


def nearest(rows: Any, lies_beyond: Any) -> tuple[datetime, int] | None:
    """(posted at, id) of the first row beyond a place in the order, or None; rows at the same moment are few."""
    keys = rows.values_list("posted_at", "page_ptr_id")
    return next((key for key in keys.iterator(chunk_size=20) if lies_beyond(key)), None)


def moment_of(value: str | None) -> datetime | None:
    """A moment as an entry of the log carries it: UTC where no zone stands with it."""
    if value is None:
        return None
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def stands_anew(role_field: str, entry: Entry) -> Iterator[str]:
    """That one more page may stand in the menus of its home, or in another role; all else is noted by its row."""
    if entry.operation == Entry.Operation.INSERT or role_field in entry.changed_columns:
        paths = Page.objects.filter(pk=entry.key).values_list("path", flat=True)
        yield from map(names.standing, paths)


def names_of_tag_link(entry: Entry) -> Iterator[str]:
    """Names of the tags that a page got or lost."""
    yield from (names.tag(tag_id) for tag_id in entry.values("tag_id"))
