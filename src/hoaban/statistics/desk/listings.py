"""Reports that are lists: pages, sections, authors, kinds of pages, hosts that lead readers here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hoaban.kit.pieces import in_pieces
from hoaban.kit.vietnamese import alphabetical
from hoaban.statistics.desk.frame import Report, Tab, add_tab
from hoaban.statistics.reports.groups import AUTHOR, REFERRER, SECTION, TYPE, Group, groups_of, told_to
from hoaban.statistics.reports.pages import titles_of
from hoaban.statistics.reports.ranking import DEEPEST, Question, Reads, every_page, most_read, place, sums_by_page
from hoaban.statistics.sheets import Column, Row, Sheet, change, share

PAGES = Tab("pages", gettext_lazy("Pages"), "statistics_pages", 20, of_site=False)
SECTIONS = Tab("sections", gettext_lazy("Sections"), "statistics_sections", 30, of_site=False)
AUTHORS = Tab("authors", gettext_lazy("Authors"), "statistics_authors", 40)
TYPES = Tab("types", gettext_lazy("Kinds of pages"), "statistics_types", 50)
REFERRERS = Tab("referrers", gettext_lazy("Where readers come from"), "statistics_referrers", 60)
for _tab in (PAGES, SECTIONS, AUTHORS, TYPES, REFERRERS):
    add_tab(_tab)
PER_PAGE = 50
# Titles for a file are looked up so many at a time.
AT_ONCE = 1_000
COMPARED = (
    Column(gettext_lazy("Reads"), "number", "reads"),
    Column(gettext_lazy("Period before"), "number"),
    Column(pgettext_lazy("figures", "Change"), "change"),
)
SUMMED = gettext_lazy(
    "The change compares the days that are over with the period before; today still grows and is left out, and a month "
    "or year that is not over is compared with as much of the one before."
)


class Listing(Report):
    """A list that is shown by so many places at a time, and whole in its files."""

    @cached_property
    def number(self) -> int:
        """The page of the list, from 1."""
        asked = self.request.GET.get("p", "1")
        return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1

    @property
    def start(self) -> int:
        """How many places stand on the pages of the list before this one."""
        return (self.number - 1) * PER_PAGE

    def goes_on(self) -> bool:
        """Whether there is another page of the list."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not context["sheets"]:
            return context
        return {
            **context,
            "before": self.page_address(self.number - 1) if self.number > 1 else "",
            "after": self.page_address(self.number + 1) if self.goes_on() else "",
        }

    def page_address(self, number: int) -> str:
        """The address of a page of the list."""
        return self.address() + f"{'&' if self.address()[-1] != '?' else ''}p={number}"


class PagesReport(Listing):
    """The most read pages: those that the reader of the report may edit, and the public ones for who sees sites."""

    tab = "pages"
    explanation = (SUMMED,)
    whose = (
        gettext_lazy("The most read pages that you may edit, and no others."),
        gettext_lazy(
            "The most read pages that are public or that you may edit; pages that are gone keep their number."
        ),
    )
    columns = (
        Column(pgettext_lazy("figures", "Place"), "number"),
        Column(gettext_lazy("Page")),
        *COMPARED,
        Column(gettext_lazy("On phones"), "share"),
        Column(gettext_lazy("Requests of robots"), "number"),
    )

    def may_look(self) -> bool:
        return self.sight.sees_anything

    @cached_property
    def question(self) -> Question:
        """What is asked of the counters."""
        return Question(self.site.pk if self.site else 0, self.span, self.sight, self.today)

    @cached_property
    def found(self) -> list[Reads]:
        """The places of this page of the list, and one more if there is one."""
        return most_read(self.question, self.start, PER_PAGE + 1)

    def goes_on(self) -> bool:
        return len(self.found) > PER_PAGE

    def sheets(self) -> list[Sheet]:
        rows = list(self.rows(self.found[:PER_PAGE], self.start + 1))
        return [Sheet("pages", _("Pages"), self.columns, rows, linked=1)]

    def rows_for_file(self, sheet: Sheet) -> Iterator[Row]:
        """Every page that was read, not only the first."""
        everything = sorted(every_page(self.question), key=place)
        for number, some in enumerate(in_pieces(everything, AT_ONCE)):
            yield from self.rows(some, number * AT_ONCE + 1)

    def rows(self, reads: Iterable[Reads], start: int) -> Iterator[Row]:
        """Lines of the list, from place `start` on."""
        reads = list(reads)
        numbers = [one.page_number for one in reads]
        before = sums_by_page(numbers, self.span_before.pieces(self.today))
        by_now = {one.page_number: one for one in reads}
        over = by_now if self.span_over == self.span else sums_by_page(numbers, self.span_over.pieces(self.today))
        theirs = self.sight.may_open(numbers)
        titles = titles_of(numbers, theirs)
        asked = self.address()[len(self.request.path) :]
        for number, one in enumerate(reads, start):
            title = titles.get(one.page_number)
            then = before.get(one.page_number, Reads(one.page_number)).reads
            yield Row(
                (
                    number,
                    title or _("page %(number)s, deleted") % {"number": one.page_number},
                    one.reads,
                    self.told(then),
                    change(over.get(one.page_number, Reads(one.page_number)).reads, then),
                    share(one.phones, one.reads),
                    one.robots,
                ),
                f"{reverse('statistics_page', args=[one.page_number])}{asked}" if one.page_number in theirs else "",
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not context["sheets"]:
            return context
        is_cut = not self.goes_on() and self.number * PER_PAGE >= DEEPEST and not self.question.is_one_sum
        return {**context, "cut_at": DEEPEST if is_cut else 0}


class GroupsReport(Listing):
    """Sums of groups of one kind; sorted by reads, by change or, as Vietnamese dictionaries do, by name."""

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
        return [Sheet(self.tab, str(_tabs_label(self.tab)), self.columns(), rows, self.ordering)]

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


SORTED_BY = {
    "name": lambda group: alphabetical(group.label),
    "reads": lambda group: group.reads,
    "change": lambda group: group.change or 0,
}


def _tabs_label(name: str) -> Any:
    return next(tab.label for tab in (SECTIONS, AUTHORS, TYPES, REFERRERS) if tab.name == name)


class SectionsReport(GroupsReport):
    """Sections: those that the reader of the report may edit, and the public ones for who sees sites."""

    tab = "sections"
    kind = SECTION
    heading = pgettext_lazy("figures", "Section")
    explanation = (gettext_lazy("Reads of everything that stands in a section."), SUMMED)
    whose = (
        gettext_lazy("The sections that you may edit, and no others."),
        gettext_lazy("The sections that are public or that you may edit; sections that are gone keep their number."),
    )

    def may_look(self) -> bool:
        return self.sight.sees_anything

    @cached_property
    def theirs(self) -> set[int]:
        """The sections whose own report they may open."""
        return self.sight.may_open([int(group.name) for group in self.groups])

    def url_of(self, group: Group) -> str:
        return reverse("statistics_page", args=[int(group.name)]) if int(group.name) in self.theirs else ""


class AuthorsReport(GroupsReport):
    """Authors as the bylines name them."""

    tab = "authors"
    kind = AUTHOR
    heading = gettext_lazy("Author")
    explanation = (
        gettext_lazy("Reads of the articles whose byline names an author; an article of two counts for both."),
        SUMMED,
    )


class TypesReport(GroupsReport):
    """Kinds of pages."""

    tab = "types"
    kind = TYPE
    heading = gettext_lazy("Kind of page")
    explanation = (gettext_lazy("Reads by what kind of page was read."), SUMMED)


class ReferrersReport(GroupsReport):
    """Hosts that lead readers here."""

    tab = "referrers"
    kind = REFERRER
    heading = gettext_lazy("Host")
    explanation = (
        gettext_lazy("Hosts with a link that readers followed; named where visitors of five networks came on a day."),
        SUMMED,
    )
