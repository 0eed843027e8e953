"""The reports of groups: one for each kind that rooms declare, and one of the hosts that lead readers here."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hoaban.counting.groups import ReadGroup
from hoaban.counting.storing import REFERRER
from hoaban.desk.sheets import Column, Row, Sheet, share
from hoaban.kit.vietnamese import alphabetical
from hoaban.reports.queries.groups import Group, groups_of, told_to
from hoaban.reports.tabs import REFERRERS
from hoaban.reports.views.lists import COMPARED, PER_PAGE, ListReport
from hoaban.reports.views.reads_report import HOSTS, SUMMED

SORTED_BY = {
    "name": lambda group: alphabetical(group.label),
    "reads": lambda group: group.reads,
    "change": lambda group: group.change or 0,
}


class GroupsReport(ListReport):
    """Sums of groups of one kind; sorted by reads, by change or, as Vietnamese dictionaries do, by name.

    `tab`, `kind`, `heading` and `explanation` are given where its address is made: see `words_of`.
    """

    kind = ""
    heading: Any = ""

    def columns(self) -> tuple[Column, ...]:
        """The columns, the first with the name of the group."""
        return (
            Column(self.heading, key="name"),
            COMPARED[0],
            COMPARED[1],
            Column(COMPARED[2].label, "change", "change"),
            Column(_("Share of these"), "share"),
        )

    @cached_property
    def groups(self) -> list[Group]:
        """The groups that may be seen, the most read first."""
        if self.site is None:
            return []
        return told_to(self.sight, groups_of(self.site.pk, self.kind, self.span, self.today), self.kind)

    @property
    def ordering(self) -> str:
        """The column by which the list is sorted, with a minus where the greatest stands first."""
        return str(self.request.GET.get("ordering", "-reads"))

    def goes_on(self) -> bool:
        return len(self.groups) > self.start + PER_PAGE

    def sheets(self) -> list[Sheet]:
        rows = self.rows(slice(self.start, self.start + PER_PAGE))
        return [Sheet(self.tab, str(self.own_tab.label), self.columns(), rows, self.ordering)]

    def rows_for_file(self, sheet: Sheet) -> list[Row]:
        """Every group, not only those of one page of the list."""
        return self.rows(slice(None))

    def rows(self, places: slice) -> list[Row]:
        """Lines of the list in its order; shares are those of the whole list."""
        whole = sum(group.reads for group in self.groups)
        key = SORTED_BY.get(self.ordering.removeprefix("-"), SORTED_BY["reads"])
        found = sorted(self.groups, key=key, reverse=self.ordering.startswith("-"))[places]
        return [
            Row(
                (group.label, group.reads, self.told(group.before), group.change, share(group.reads, whole)),
                self.url_of(group),
            )
            for group in found
        ]

    def url_of(self, group: Group) -> str:
        """Where the name of a group leads."""
        return ""


class SectionsReport(GroupsReport):
    """Sections: those that the reader of the report may edit, and the public ones for who sees sites."""

    def whose(self) -> str:
        if self.sight.sees_sites:
            return _("The sections that are public or that you may edit; sections that are gone keep their number.")
        return _("The sections that you may edit, and no others.")

    @cached_property
    def theirs(self) -> set[int]:
        """The sections whose own report they may open."""
        return self.sight.may_open([int(group.name) for group in self.groups])

    def url_of(self, group: Group) -> str:
        return reverse("reports_page", args=[int(group.name)]) if int(group.name) in self.theirs else ""


class ReferrersReport(GroupsReport):
    """Hosts that lead readers here."""

    tab = REFERRERS.name
    kind = REFERRER
    heading = gettext_lazy("Host")
    explanation = (HOSTS, SUMMED)


def words_of(group: ReadGroup) -> dict[str, Any]:
    """What the report of a declared kind of groups is made with."""
    return {
        "tab": group.slug,
        "kind": group.kind,
        "heading": group.singular,
        "explanation": (group.explanation, SUMMED),
    }
