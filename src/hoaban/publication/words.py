"""What a change of a table means, in words: as rooms declare it; the report of the log on the desk reads it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from hoaban.kit.rooms import declared
from hoaban.publication.models import Entry
from hoaban.publication.tracking import Tracked, tracked_tables

PAGE, REDIRECT = "wagtailcore_page", "wagtailredirects_redirect"


@dataclass(frozen=True)
class Happening:
    """Something that may happen to a thing. `hides`: names of lesser happenings that go without saying beside it."""

    name: str
    words: Any
    hides: frozenset[str] = frozenset()


class Thing(NamedTuple):
    """What an editor thinks of as one object, whatever tables it fills: the table of its kind, and its key."""

    table: str
    key: str


_happenings: dict[str, Happening] = {}


def happening(name: str, words: Any, *, hides: Iterable[str] = ()) -> Happening:
    """Declare something that may happen; the order of declaration is the order in the report's filter."""
    return _happenings.setdefault(name, Happening(name, words, frozenset(hides)))


def every_happening() -> list[Happening]:
    """Everything that any room says may happen."""
    return list(_happenings.values())


LESSER = ("changed", "published_again")
PUBLISHED = happening("published", pgettext_lazy("publication log", "Published"), hides=(*LESSER, "added"))
PUBLISHED_AGAIN = happening(
    "published_again", pgettext_lazy("publication log", "Changes published"), hides=("changed",)
)
TAKEN_OFF = happening("taken_off", pgettext_lazy("publication log", "Taken off the air"), hides=LESSER)
DELETED = happening(
    "deleted",
    pgettext_lazy("publication log", "Deleted"),
    hides=(*LESSER, "published", "taken_off", "added", "reordered"),
)
MOVED = happening("moved", pgettext_lazy("publication log", "Moved"), hides=("changed", "reordered", "address_changed"))
REORDERED = happening("reordered", pgettext_lazy("publication log", "Order changed"), hides=("changed",))
ADDRESS_CHANGED = happening("address_changed", pgettext_lazy("publication log", "Address changed"), hides=("changed",))
MADE_PRIVATE = happening(
    "made_private", pgettext_lazy("publication log", "Made private"), hides=("changed", "privacy_changed")
)
PRIVACY_CHANGED = happening(
    "privacy_changed", pgettext_lazy("publication log", "Private for others than before"), hides=("changed",)
)
MADE_PUBLIC = happening(
    "made_public", pgettext_lazy("publication log", "Opened to everybody"), hides=("changed", "privacy_changed")
)
ADDED = happening("added", pgettext_lazy("publication log", "Added"), hides=("changed",))
FILE_REPLACED = happening("file_replaced", pgettext_lazy("publication log", "File replaced"), hides=("changed",))
CHANGED = happening("changed", pgettext_lazy("publication log", "Changed"))


def usual(entry: Entry) -> Iterator[Happening]:
    """What happened to a thing whose room says nothing else."""
    usual_words = {Entry.Operation.INSERT: ADDED, Entry.Operation.DELETE: DELETED}
    yield usual_words.get(Entry.Operation(entry.operation), CHANGED)


@dataclass(frozen=True)
class Wording:
    """How changes of one table are told, by the name of the table.

    `owner`: the table of the thing to which a row belongs, `by`: the key column that names it; both empty for a row
    that is a thing itself. `called`: what a row is to its owner. `unspoken`: columns that mean nothing to a person.
    `silent`: the whole table means nothing.
    """

    table: str
    owner: str = ""
    by: str = ""
    called: Any = None
    happenings: Callable[[Entry], Iterable[Happening]] | None = None
    unspoken: Collection[str] = ()
    silent: bool = False


@cache
def declared_wordings() -> dict[str, Wording]:
    """What rooms declare, by table."""
    return {said.table: said for said in declared(Wording)}


def wording(table: str) -> Wording:
    """How changes of a table are told: as declared, and by the table's own relations where nothing is."""
    said = declared_wordings().get(table) or Wording(table)
    tracked = tracked_tables().get(table)
    if tracked is None or said.by or table == PAGE:
        return said
    owner, by = natural_owner(tracked)
    return replace(said, owner=owner, by=by) if by else said


def natural_owner(tracked: Tracked) -> tuple[str, str]:
    """(table of the owner, key column) of a page's own table or of the rows that a page carries; else two empties."""
    if issubclass(tracked.model, Page):
        return PAGE, tracked.primary_key
    for relation in tracked.model._meta.local_concrete_fields:
        if isinstance(relation, ParentalKey) and relation.column in tracked.key_columns:
            is_page = issubclass(relation.related_model, Page)
            return (PAGE if is_page else relation.related_model._meta.db_table), relation.column
    return "", ""


def told_tables(kind: str = "") -> list[str]:
    """Tables of which the report tells; with `kind` only those that a thing of that table fills."""
    tables = [table for table in tracked_tables() if not wording(table).silent]
    return [table for table in tables if kind in {"", table, wording(table).owner}]


def kinds() -> dict[str, Any]:
    """The names in the plural of all kinds of things, by the table of the kind."""
    return {
        table: tracked.model._meta.verbose_name_plural
        for table, tracked in tracked_tables().items()
        if not wording(table).silent and not wording(table).owner
    }


def thing_of(entry: Entry) -> Thing:
    """The thing that a change is about."""
    said = wording(entry.table)
    if not said.by:
        return Thing(entry.table, str(entry.key))
    key = (entry.new or {}).get(said.by) or (entry.old or {}).get(said.by)
    return Thing(said.owner, str(key)) if key is not None else Thing(entry.table, str(entry.key))


def happenings_of(entry: Entry) -> list[Happening]:
    """What happened to the thing; empty where a person would see nothing in it."""
    said = wording(entry.table)
    if said.happenings is not None:
        return list(said.happenings(entry))
    if said.by and is_page_table(entry.table):
        # The row in wagtailcore_page tells of coming and going.
        return [CHANGED] if fields_of(entry) else []
    if said.by:
        return [CHANGED]
    found = list(usual(entry))
    return [] if found == [CHANGED] and not fields_of(entry) else found


def fields_of(entry: Entry) -> list[str]:
    """The words for the columns that differ, or for what came or went beneath its owner."""
    said, tracked = wording(entry.table), tracked_tables().get(entry.table)
    if tracked is None:
        return []
    if said.by and not is_page_table(entry.table):
        return [str(said.called or tracked.model._meta.verbose_name)]
    if entry.operation != Entry.Operation.UPDATE:
        return []
    by_column = {one.column: one for one in tracked.model._meta.local_concrete_fields}
    spoken = [by_column[name] for name in entry.changed.split() if name in by_column and name not in said.unspoken]
    return [str(one.verbose_name) for one in spoken]


def is_page_table(table: str) -> bool:
    """Whether the table is one of those in which pages stand."""
    tracked = tracked_tables().get(table)
    return tracked is not None and issubclass(tracked.model, Page)


def page_happenings(entry: Entry) -> Iterator[Happening]:
    """What happened to a page by its row in wagtailcore_page."""
    old, new = entry.old or {}, entry.new or {}
    if entry.operation != Entry.Operation.UPDATE:
        came = [PUBLISHED] if new.get("live") else []
        yield from came if entry.operation == Entry.Operation.INSERT else [DELETED]
        return
    changed = entry.changed_columns
    if "live" in changed:
        yield PUBLISHED if new.get("live") else TAKEN_OFF
    elif "last_published_at" in changed:
        yield PUBLISHED_AGAIN
    if "path" in changed:
        parents = {str(state.get("path", ""))[: -Page.steplen] for state in (old, new)}
        yield MOVED if len(parents) > 1 else REORDERED
    elif changed & {"slug", "url_path"}:
        yield ADDRESS_CHANGED
    if fields_of(entry):
        yield CHANGED


def file_happenings(entry: Entry) -> Iterator[Happening]:
    """What happened to an uploaded thing: that its file was replaced is worth a word of its own."""
    if entry.operation != Entry.Operation.UPDATE:
        yield from usual(entry)
    elif "file" in entry.changed_columns:
        yield FILE_REPLACED
    elif fields_of(entry):
        yield CHANGED


def privacy_happenings(entry: Entry) -> Iterator[Happening]:
    """What a change of a restriction means for what it restricts."""
    words = {Entry.Operation.INSERT: MADE_PRIVATE, Entry.Operation.DELETE: MADE_PUBLIC}
    yield words.get(Entry.Operation(entry.operation), PRIVACY_CHANGED)
