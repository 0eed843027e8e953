"""The log in lines that a person reads: bounded reading from the newest back, what a user may see, who did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from hoaban.publication.acts import Act, Line, acts_of, merged
from hoaban.publication.models import Entry
from hoaban.publication.people import doers, pages_of
from hoaban.publication.tracking import tracked_tables
from hoaban.publication.words import PAGE, Thing, kinds, told_tables

LINES = 50
# So many entries are read at once, and so many times for one page of the report, however long the log is.
WINDOW = 400
WINDOWS = 8
# So many acts are looked up together: a few questions answer for all of them.
ACTS = 200


@dataclass(frozen=True)
class LogFilter:
    """What a reader of the report asks for. `kind`: the table of a kind of things. `before`: the key of an entry."""

    kind: str = ""
    happening: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass
class LogPage:
    """Lines of the report, and behind which entry older ones lie; None where there are none."""

    lines: list[Line] = field(default_factory=list)
    instances: dict[Thing, Any] = field(default_factory=dict)
    older: int | None = None


class LogAccess:
    """What of the log a user may see: administrators everything, others what happened to pages they may explore."""

    def __init__(self, user: Any) -> None:
        self.sees_all = bool(user.is_active and user.is_superuser)
        explored = [] if self.sees_all else page_permission_policy.instances_with_direct_explore_permission(user)
        self.roots = tuple(page.path for page in explored)

    def kinds(self) -> dict[str, Any]:
        """The kinds of things of which the user may see anything."""
        return {table: name for table, name in kinds().items() if self.sees_all or table == PAGE}

    def sees(self, act: Act, instances: dict[Thing, Any]) -> bool:
        """Whether the user may see an act; a page that went lay where the log says."""
        if self.sees_all:
            return True
        page = instances.get(act.thing)
        path = page.path if page is not None else act.path
        return act.thing.table == PAGE and path.startswith(self.roots)


def log_page(asked: LogFilter, user: Any, lines: int = LINES) -> LogPage:
    """The newest lines that pass a filter, with what they are about; bounded work whatever the log's length."""
    answer, access = LogPage(), LogAccess(user)
    if asked.kind not in {"", *access.kinds()}:
        return answer
    windows = EntryWindows(asked, told_tables(asked.kind if access.sees_all else PAGE))
    acts = acts_of(windows.entries())
    while batch := list(islice(acts, ACTS)):
        answer.lines = merged([*answer.lines, *lines_of(batch, asked, access, answer.instances)])
        whole = cut(answer.lines, lines)
        if whole is not None:
            answer.older = answer.lines[whole].newest.pk + 1
            del answer.lines[whole:]
            return answer
    answer.older = windows.next
    return answer


def cut(lines: list[Line], wanted: int) -> int | None:
    """After how many lines, at least so many, nothing of those before lies among those behind; None where nowhere."""
    oldest = min((line.oldest.pk for line in lines[:wanted]), default=0)
    for count in range(wanted, len(lines)):
        if lines[count].newest.pk < oldest:
            return count
        oldest = min(oldest, lines[count].oldest.pk)
    return None


class EntryWindows:
    """Entries that may pass a filter, from the newest back, in windows of which only so many are opened.

    `next`: where to go on another time; None once the end was reached.
    """

    def __init__(self, asked: LogFilter, tables: list[str]) -> None:
        self.tables = tables
        behind = key_behind(asked.until)
        self.next: int | None = min((key for key in (asked.before, behind) if key is not None), default=None)
        self.first = key_before(asked.since)

    def entries(self) -> Iterator[Entry]:
        """Entries from the newest to the oldest."""
        for _window in range(WINDOWS):
            window = entries_before(self.next, self.tables, self.first)
            yield from window
            if len(window) < WINDOW:
                self.next = None
                return
            self.next = window[-1].pk


def entries_before(before: int | None, tables: list[str], first: int) -> list[Entry]:
    """At most `WINDOW` entries of some tables older than one, the newest first, found through the index by table.

    One question for each table and one over their answers: a table of which nothing was written for a million entries
    costs no more than one that changes all day.
    """
    if not tables:
        return []
    one = (
        'SELECT * FROM (SELECT id FROM publication_entry WHERE "table" = %s AND id >= %s AND id < %s '
        "ORDER BY id DESC LIMIT %s) AS {name}"
    )
    each = " UNION ALL ".join(one.format(name=f"of_{number}") for number in range(len(tables)))
    behind = before if before is not None else 2**62
    values = [value for table in tables for value in (table, first, behind, WINDOW)]
    with connection.cursor() as cursor:
        cursor.execute(f"{each} ORDER BY id DESC LIMIT %s", [*values, WINDOW])
        keys = [row[0] for row in cursor.fetchall()]
    return list(Entry.objects.filter(pk__in=keys).order_by("-pk"))


def key_behind(moment: datetime | None) -> int | None:
    """The key behind the last entry at or before a moment; None for no moment."""
    if moment is None:
        return None
    key = Entry.objects.filter(at__lte=moment).order_by("-at", "-pk").values_list("pk", flat=True).first()
    return key + 1 if key is not None else 0


def key_before(moment: datetime | None) -> int:
    """The key of the first entry at or after a moment; 0 for no moment."""
    if moment is None:
        return 0
    key = Entry.objects.filter(at__gte=moment).order_by("at", "pk").values_list("pk", flat=True).first()
    return key if key is not None else 2**62


def lines_of(acts: list[Act], asked: LogFilter, access: LogAccess, instances: dict[Thing, Any]) -> Iterator[Line]:
    """The lines of acts that say anything, that the user may see, and that answer the question."""
    acts = [act for act in acts if act.told()]
    instances.update(instances_of(act.thing for act in acts))
    acts = [act for act in acts if access.sees(act, instances) and not is_only_prepared(act, instances)]
    by_act = doers(acts)
    lines = []
    for act in acts:
        done = by_act.get(id(act))
        if done is None:
            lines.append(Line(act))
        else:
            # Wagtail calls a script "system"; that is nobody.
            who = str(done.user_display_name) if done.user_id else ""
            lines.append(Line(act, who, done.user_id, done.label))
    for line in merged(lines):
        named = {one.name for one in line.lead.told()}
        if asked.happening in {"", *named}:
            yield line


def is_only_prepared(act: Act, instances: dict[Thing, Any]) -> bool:
    """Whether rows beneath a page changed that no reader has ever seen; its own row says by itself what it is."""
    instance = instances.get(act.thing)
    if act.was_read is not None or not isinstance(instance, Page) or instance.live:
        return False
    return instance.first_published_at is None and instance.last_published_at is None


def instances_of(things: Iterable[Thing]) -> dict[Thing, Any]:
    """The objects themselves, those that are still there; one question for each kind."""
    wanted = list(things)
    found: dict[Thing, Any] = dict(pages_of(wanted))
    for table in {thing.table for thing in wanted} - {PAGE}:
        model = tracked_tables()[table].model
        keys = [thing.key for thing in wanted if thing.table == table]
        found.update({Thing(table, str(pk)): one for pk, one in model.objects.in_bulk(keys).items()})
    return found


def may_look(user: Any) -> bool:
    """Whether a user may open the report at all: whoever may explore any page."""
    return bool(page_permission_policy.explorable_root_instance(user) is not None)
