"""Who did it: Wagtail's own log, asked for what lies nearest in time to an act; the publication log knows nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import ModelLogEntry, Page, PageLogEntry
from wagtail.models.audit_log import BaseLogEntry

from hoaban.publication.acts import Act
from hoaban.publication.tracking import tracked_tables
from hoaban.publication.words import PAGE, Thing

# Wagtail writes its entry in the same request, a moment before or behind what the triggers write.
NEAR = timedelta(seconds=10)
# Saving a draft is no act that readers see; whoever published stands in an entry of its own.
NOT_PUBLIC_ACTS = ("wagtail.edit", "wagtail.create")


def doers(acts: list[Act]) -> dict[int, BaseLogEntry]:
    """For each act, by its identity, the entry of Wagtail's log that says who did it; nothing for the others."""
    if not acts:
        return {}
    begin, end = min(act.oldest.at for act in acts) - NEAR, max(act.newest.at for act in acts) + NEAR
    said: dict[Thing, list[BaseLogEntry]] = {}
    for entry in entries_about({act.thing for act in acts}, begin, end):
        said.setdefault(thing_of_log(entry), []).append(entry)
    nearest = {id(act): nearest_to(act, said.get(act.thing, ())) for act in acts}
    return {key: entry for key, entry in nearest.items() if entry is not None}


def entries_about(things: set[Thing], begin: datetime, end: datetime) -> Iterable[BaseLogEntry]:
    """Entries of Wagtail's log about these things in a period."""
    pages = [int(thing.key) for thing in things if thing.table == PAGE]
    period = {"timestamp__gte": begin, "timestamp__lte": end}
    if pages:
        yield from PageLogEntry.objects.filter(page_id__in=pages, **period).select_related("user")
    others = Q(pk__in=[])
    for table in {thing.table for thing in things} - {PAGE}:
        keys = [thing.key for thing in things if thing.table == table]
        others |= Q(content_type=content_type_of(table), object_id__in=keys)
    if len(things) > len(pages):
        yield from ModelLogEntry.objects.filter(others, **period).select_related("user")


def content_type_of(table: str) -> ContentType:
    """The content type under which Wagtail logs things of a table."""
    return ContentType.objects.get_for_model(tracked_tables()[table].model, for_concrete_model=False)


def thing_of_log(entry: BaseLogEntry) -> Thing:
    """The thing that an entry of Wagtail's log is about."""
    if isinstance(entry, PageLogEntry):
        return Thing(PAGE, str(entry.page_id))
    model = entry.content_type.model_class()
    return Thing(model._meta.db_table if model else "", str(entry.object_id))


def nearest_to(act: Act, entries: Iterable[BaseLogEntry]) -> BaseLogEntry | None:
    """The entry nearest in time; one of a page's acts that readers see before one that saves a draft."""
    near = [entry for entry in entries if act.oldest.at - NEAR <= entry.timestamp <= act.newest.at + NEAR]
    middle = act.oldest.at + (act.newest.at - act.oldest.at) / 2

    def distance(entry: BaseLogEntry) -> tuple[bool, timedelta]:
        lesser = act.thing.table == PAGE and entry.action in NOT_PUBLIC_ACTS
        return lesser, abs(entry.timestamp - middle)

    return min(near, key=distance, default=None)


def pages_of(things: Iterable[Thing]) -> dict[Thing, Page]:
    """The pages among some things that are still there."""
    keys = [int(thing.key) for thing in things if thing.table == PAGE]
    return {Thing(PAGE, str(pk)): page for pk, page in Page.objects.in_bulk(keys).items()}
