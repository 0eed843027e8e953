"""Puts entries of the log together into acts: what one person did at one time to one thing, or to many at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hoaban.publication.models import Entry
from hoaban.publication.words import (
    ADDRESS_CHANGED,
    MOVED,
    PAGE,
    REDIRECT,
    REORDERED,
    Happening,
    Thing,
    fields_of,
    happenings_of,
    thing_of,
)

# Entries of one click lie closer together than this; two clicks of a person hardly ever do.
TOGETHER = timedelta(seconds=2)


@dataclass
class Act:
    """What happened to one thing, from one or more entries; they are met from the newest to the oldest.

    `path` and `address` are those that a page had before.
    """

    thing: Thing
    newest: Entry
    oldest: Entry
    happenings: dict[str, Happening] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)
    path: str = ""
    address: str = ""
    # Whether readers could see the page before or after; None where no row of a page says so.
    was_read: bool | None = None

    def takes(self, entry: Entry) -> bool:
        """Whether an older entry about the same thing belongs to the same act."""
        return together(entry, self.oldest)

    def add(self, entry: Entry) -> None:
        """Take an entry in."""
        self.oldest = entry
        self.tables.add(entry.table)
        for one in happenings_of(entry):
            self.happenings.setdefault(one.name, one)
        # What came first in time stands first in the words.
        self.fields = {**dict.fromkeys(fields_of(entry)), **self.fields}
        state = entry.old or entry.new or {}
        if entry.table == PAGE:
            on_air = any((one or {}).get("live") for one in (entry.old, entry.new))
            self.was_read = bool(self.was_read or on_air)
        self.path = str(state.get("path") or self.path)
        self.address = str(state.get("url_path") or self.address)

    def told(self) -> list[Happening]:
        """What is worth saying, the weightiest first; nothing of a page that no reader could see."""
        if self.was_read is False:
            return []
        hidden = {name for one in self.happenings.values() for name in one.hides}
        return [one for one in self.happenings.values() if one.name not in hidden]


def together(older: Entry, newer: Entry) -> bool:
    """Whether two entries come from one transaction, or from one moment where transactions are not told apart."""
    same_transaction = older.transaction == newer.transaction != 0
    return same_transaction or abs(newer.at - older.at) <= TOGETHER


def acts_of(entries: Iterable[Entry]) -> Iterator[Act]:
    """The acts that entries came from, as soon as no further entry can belong to them; both the newest first.

    `entries` come from the newest to the oldest.
    """
    order: deque[Act] = deque()
    current: dict[Thing, Act] = {}
    for entry in entries:
        thing = thing_of(entry)
        act = current.get(thing)
        if act is None or not act.takes(entry):
            act = current[thing] = Act(thing, entry, entry)
            order.append(act)
        act.add(entry)
        while not order[0].takes(entry):
            done = order.popleft()
            if current.get(done.thing) is done:
                del current[done.thing]
            yield done
    yield from order


@dataclass
class Line:
    """One line of the report: acts that are one to a person. `who`: the name, empty where nobody knows."""

    lead: Act
    who: str = ""
    user_id: int | None = None
    label: str = ""
    others: list[Act] = field(default_factory=list)

    @property
    def oldest(self) -> Entry:
        """The oldest entry of all acts of the line, by which older lines are told apart."""
        return min((act.oldest for act in (self.lead, *self.others)), key=lambda entry: entry.pk)

    @property
    def newest(self) -> Entry:
        """The newest entry of the line."""
        return max((act.newest for act in (self.lead, *self.others)), key=lambda entry: entry.pk)

    @property
    def at(self) -> datetime:
        """When the last of its acts happened, which the report shows."""
        return self.newest.at

    @property
    def is_known(self) -> bool:
        """Whether Wagtail's own log says who did it."""
        return bool(self.who)

    def takes(self, other: Line) -> bool:
        """Whether an older line is the same doing: the same done to another thing, or what followed from it."""
        if not together(other.newest, self.oldest):
            return False
        mine, its = ({one.name for one in line.lead.told()} for line in (self, other))
        if (self.who, self.user_id) == (other.who, other.user_id):
            return mine == its and self.lead.thing.table == other.lead.thing.table
        return followed(self, other) or followed(other, self)

    def add(self, other: Line) -> None:
        """Take an older line in; the one of which somebody is known leads."""
        if other.is_known and not self.is_known:
            self.who, self.user_id, self.label = other.who, other.user_id, other.label
            self.lead, other.lead = other.lead, self.lead
        self.others += [other.lead, *other.others]


def followed(cause: Line, effect: Line) -> bool:
    """Whether something of which nobody is known happened because of what a person did to a page.

    To another page; or it is the redirect that Wagtail makes when an address changes.
    """
    if not cause.is_known or effect.is_known or cause.lead.thing.table != PAGE:
        return False
    done, came = ({one.name for one in line.lead.told()} for line in (cause, effect))
    if effect.lead.thing.table == REDIRECT:
        return bool(done & {MOVED.name, ADDRESS_CHANGED.name})
    if effect.lead.thing.table != PAGE:
        return False
    if came == {REORDERED.name}:
        return bool(done & {REORDERED.name, MOVED.name})
    return came <= done and bool(cause.lead.path) and effect.lead.path.startswith(cause.lead.path)


def merged(lines: Iterable[Line]) -> list[Line]:
    """Lines put together that are one to a person; the newest first."""
    found: list[Line] = []
    for line in lines:
        near = (one for one in reversed(found[-20:]) if one.takes(line))
        taker = next(near, None)
        if taker is None:
            found.append(line)
        else:
            taker.add(line)
    return found
