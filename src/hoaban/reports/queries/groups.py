"""Sums of what belongs together: sections, authors, kinds of pages, hosts that lead readers here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from hoaban.counting.groups import ReadGroup
from hoaban.counting.models import GroupDay
from hoaban.desk.sheets import change
from hoaban.desk.spans import Span
from hoaban.kit.rooms import declared
from hoaban.kit.vietnamese import alphabetical
from hoaban.pages.read_groups import SECTIONS
from hoaban.reports.sight import ReportSight


@dataclass(frozen=True, slots=True)
class Group:
    """One group in a span, on those of its days that are over, and in the span before."""

    name: str
    label: str
    reads: int
    over: int
    before: int

    @property
    def change(self) -> float | None:
        """By which share its reads grew or shrank; today, which still grows, is left out."""
        return change(self.over, self.before)


def sums_by_name(site_id: int, kind: str, span: Span) -> dict[str, int]:
    """Reads by the name of a group, of those that were read."""
    rows = GroupDay.objects.filter(site_id=site_id, kind=kind, day__range=(span.first, span.last)).order_by()
    return dict(rows.values("name").annotate(sum=Sum("reads")).values_list("name", "sum"))


def groups_of(site_id: int, kind: str, span: Span, today: date) -> list[Group]:
    """Every group that was read in a span or the one before, the most read first, equals in Vietnamese order."""
    now, then = (sums_by_name(site_id, kind, one) for one in (span, span.before(today)))
    over = now if span.over(today) == span else sums_by_name(site_id, kind, span.over(today))
    names = [*now, *(name for name in then if name not in now)]
    labels = labels_of(kind, names)
    found = [Group(name, labels.get(name, name), *(sums.get(name, 0) for sums in (now, over, then))) for name in names]
    return sorted(found, key=lambda group: (-group.reads, alphabetical(group.label)))


def told_to(sight: ReportSight, found: list[Group], kind: str) -> list[Group]:
    """Those groups that somebody may see: of sections, whose names are pages, those that may stand in their lists."""
    if kind != SECTIONS.kind:
        return found
    seen = sight.may_be_told([int(group.name) for group in found if group.name.isdecimal()])
    return [group for group in found if group.name.isdecimal() and int(group.name) in seen]


def labels_of(kind: str, names: list[str]) -> dict[str, str]:
    """How groups are called, as their room says it; a section that is gone by its number."""
    found = {
        name: label
        for group in declared(ReadGroup)
        if group.kind == kind
        for name, label in group.labels_of(names).items()
    }
    if kind == SECTIONS.kind:
        gone = _("section %(number)s, deleted")
        return {name: found.get(name, gone % {"number": name}) for name in names}
    return found
