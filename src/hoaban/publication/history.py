"""The log in lines that a person reads: bounded reading from the newest back, what a user may see, who did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import page_permission_policy

from hoaban.publication.acts import Act, Line, acts_of, merged
from hoaban.publication.models import Entry
from hoaban.publication.people import NEAR, doers, last_act_of, pages_of
from hoaban.publication.tracking import tracked_tables
from hoaban.publication.words import PAGE, Thing, told_tables, wording

LINES = 50
# So many entries are read at once, and so many times for one page of the report, however long the log is.
WINDOW = 400
WINDOWS = 8
ANY_PERMISSION = ("add", "change", "delete", "view", "choose")


@dataclass(frozen=True)
class Question:
    """What a reader of the report asks for. `kind`: the table of a kind of things. `before`: the key of an entry."""

    kind: str = ""
    happening: str = ""
    user_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass
class Answer:
    """Lines of the report, and behind which entry older ones lie; None where there are none."""

    lines: list[Line] = field(default_factory=list)
    instances: dict[Thing, Any] = field(default_factory=dict)
    older: int | None = None


class Sight:
    """What of the log a user may see: acts on what the user may explore on the desk."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.sees_all = bool(user.is_active and user.is_superuser)
        explored = [] if self.sees_all else page_permission_policy.instances_with_direct_explore_permission(user)
        self.roots = tuple(page.path for page in explored)

    def seen(self, acts: list[Act], instances: dict[Thing, Any]) -> list[Act]:
        """Those of some acts that the user may see."""
        if self.sees_all:
            return acts
        allowed = {table: self.allowed(table, acts) for table in {act.thing.table for act in acts} - {PAGE}}
        return [
            act
            for act in acts
            if (
                self.sees_page(act, instances) if act.thing.table == PAGE else act.thing.key in allowed[act.thing.table]
            )
        ]

    def sees_page(self, act: Act, instances: dict[Thing, Any]) -> bool:
        """Whether a page lies, or lay before it went, in a branch that the user may explore."""
        page = instances.get(act.thing)
        path = page.path if page is not None else act.path
        return bool(self.roots) and path.startswith(self.roots)

    def allowed(self, table: str, acts: list[Act]) -> set[str]:
        """Keys of the things of one table that the user has anything to do with."""
        keys = [act.thing.key for act in acts if act.thing.table == table]
        gives = wording(table).policy
        if gives is None:
            may = ModelPermissionPolicy(tracked_tables()[table].model).user_has_any_permission(
                self.user, ANY_PERMISSION[:4]
            )
            return set(keys) if may else set()
        instances = gives().instances_user_has_any_permission_for(self.user, ANY_PERMISSION)
        return {str(pk) for pk in instances.filter(pk__in=keys).values_list("pk", flat=True)}


def told(question: Question, user: Any, lines: int = LINES) -> Answer:
    """The newest lines that answer a question, with what they are about; bounded work whatever the log's length."""
    answer, sight = Answer(), Sight(user)
    trail = Trail(question)
    acts = acts_of(trail.entries())
    while batch := list(islice(acts, lines)):
        answer.lines = merged([*answer.lines, *lines_of(batch, question, sight, answer.instances)])
        whole = cut(answer.lines, lines)
        if whole is not None:
            answer.older = answer.lines[whole].newest.pk + 1
            del answer.lines[whole:]
            return answer
    answer.older = trail.next
    return answer


def cut(lines: list[Line], wanted: int) -> int | None:
    """After how many lines, at least so many, nothing of those before lies among those behind; None where nowhere."""
    oldest = min((line.oldest.pk for line in lines[:wanted]), default=0)
    for count in range(wanted, len(lines)):
        if lines[count].newest.pk < oldest:
            return count
        oldest = min(oldest, lines[count].oldest.pk)
    return None


class Trail:
    """Entries that may answer a question, from the newest back, in windows of which only so many are opened.

    `next`: where to go on another time; None once the end was reached.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.tables = told_tables(question.kind)
        self.next: int | None = question.before or key_behind(question.until)
        self.first = key_before(question.since)

    def entries(self) -> Iterator[Entry]:
        """Entries from the newest to the oldest."""
        for _window in range(WINDOWS):
            if self.question.user_id is not None and not self.jump(self.question.user_id):
                break
            window = entries_before(self.next, self.tables, self.first)
            yield from window
            if len(window) < WINDOW:
                break
            self.next = window[-1].pk
        else:
            return
        self.next = None

    def jump(self, user_id: int) -> bool:
        """Leave out what is newer than anything that a person did; whether there is anything at all."""
        newest = newest_before(self.next)
        done_at = last_act_of(user_id, newest + NEAR) if newest else None
        if done_at is None:
            return False
        here = key_behind(done_at + NEAR)
        self.next = here if self.next is None or (here is not None and here < self.next) else self.next
        return True


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


def newest_before(key: int | None) -> datetime | None:
    """The time of the newest entry older than one."""
    entries = Entry.objects.all() if key is None else Entry.objects.filter(pk__lt=key)
    return entries.order_by("-pk").values_list("at", flat=True).first()


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


def lines_of(acts: list[Act], question: Question, sight: Sight, instances: dict[Thing, Any]) -> Iterator[Line]:
    """The lines of acts that say anything, that the user may see, and that answer the question."""
    acts = [act for act in acts if act.told()]
    instances.update(instances_of(act.thing for act in acts))
    acts = sight.seen(acts, instances)
    by_act = doers(acts)
    lines = []
    for act in acts:
        done = by_act.get(id(act))
        if done is None:
            lines.append(Line(act))
        else:
            lines.append(Line(act, str(done.user_display_name), done.user_id, done.label))
    for line in merged(lines):
        named = {one.name for one in line.lead.told()}
        if question.happening in {"", *named} and question.user_id in {None, line.user_id}:
            yield line


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
    return page_permission_policy.explorable_root_instance(user) is not None
