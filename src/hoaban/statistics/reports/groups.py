"""Sums of what belongs together: sections, authors, kinds of pages, hosts that lead readers here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from hoaban.kit.vietnamese import alphabetical
from hoaban.statistics.models import GroupDay
from hoaban.statistics.newsroom import newsroom
from hoaban.statistics.page_kinds import KIND as TYPE
from hoaban.statistics.page_kinds import labels_of_kinds
from hoaban.statistics.spans import Span

SECTION, AUTHOR, REFERRER = "section", "author", "referrer"


@dataclass(frozen=True, slots=True)
class Group:
    """One group in a span, and in the span before."""

    name: str
    label: str
    reads: int
    before: int


def sums_by_name(site_id: int, kind: str, span: Span) -> dict[str, int]:
    """Reads by the name of a group, of those that were read."""
    rows = GroupDay.objects.filter(site_id=site_id, kind=kind, day__range=(span.first, span.last)).order_by()
    return dict(rows.values("name").annotate(sum=Sum("reads")).values_list("name", "sum"))


def groups_of(site_id: int, kind: str, span: Span, before: Span) -> list[Group]:
    """Every group of a kind that was read in one of two spans, the most read first, equals in Vietnamese order."""
    now, then = sums_by_name(site_id, kind, span), sums_by_name(site_id, kind, before)
    names = [*now, *(name for name in then if name not in now)]
    labels = labels_of(kind, names)
    found = [Group(name, labels.get(name, name), now.get(name, 0), then.get(name, 0)) for name in names]
    return sorted(found, key=lambda group: (-group.reads, alphabetical(group.label)))


def labels_of(kind: str, names: list[str]) -> dict[str, str]:
    """How groups are called; hosts stand for themselves."""
    if kind == REFERRER:
        return {}
    return labels_of_kinds(names) if kind == TYPE else newsroom().labels(kind, names)
