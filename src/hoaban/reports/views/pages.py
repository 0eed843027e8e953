"""The report of the most read pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hoaban.desk.sheets import Column, Row, Sheet, change, share
from hoaban.kit.pieces import in_pieces
from hoaban.reports.queries.kept_sums import pieces_of
from hoaban.reports.queries.pages import titles_of
from hoaban.reports.queries.ranking import DEEPEST, PageSums, RankingQuery, every_page, most_read, place, sums_by_page
from hoaban.reports.tabs import PAGES
from hoaban.reports.views.lists import COMPARED, PER_PAGE, ListReport
from hoaban.reports.views.reads_report import SUMMED

# Titles for a file are looked up so many at a time.
AT_ONCE = 1_000


class PagesReport(ListReport):
    """The most read pages: those that the reader of the report may edit, and the public ones for who sees sites."""

    tab = PAGES.name
    explanation = (SUMMED,)
    columns = (
        Column(pgettext_lazy("figures", "Place"), "number"),
        Column(gettext_lazy("Page")),
        *COMPARED,
        Column(gettext_lazy("On phones"), "share"),
        Column(gettext_lazy("Requests of robots"), "number"),
    )

    def whose(self) -> str:
        if self.sight.sees_sites:
            return _("The most read pages that are public or that you may edit; pages that are gone keep their number.")
        return _("The most read pages that you may edit, and no others.")

    @cached_property
    def query(self) -> RankingQuery:
        return RankingQuery(self.site.pk if self.site else 0, self.span, self.sight, self.today)

    @cached_property
    def found(self) -> list[PageSums]:
        """The places of this page of the list, and one more if there is one."""
        return most_read(self.query, self.start, PER_PAGE + 1)

    def goes_on(self) -> bool:
        return len(self.found) > PER_PAGE

    def sheets(self) -> list[Sheet]:
        rows = list(self.rows(self.found[:PER_PAGE], self.start + 1))
        return [Sheet("pages", _("Pages"), self.columns, rows, linked=1)]

    def rows_for_file(self, sheet: Sheet) -> Iterator[Row]:
        """Every page that was read, not only the first."""
        everything = sorted(every_page(self.query), key=place)
        for number, some in enumerate(in_pieces(everything, AT_ONCE)):
            yield from self.rows(some, number * AT_ONCE + 1)

    def rows(self, reads: Iterable[PageSums], start: int) -> Iterator[Row]:
        """Lines of the list, from place `start` on."""
        reads = list(reads)
        numbers = [one.page_number for one in reads]
        before = sums_by_page(numbers, pieces_of(self.span_before, self.today))
        by_now = {one.page_number: one for one in reads}
        over = by_now if self.span_over == self.span else sums_by_page(numbers, pieces_of(self.span_over, self.today))
        theirs = self.sight.may_open(numbers)
        titles = titles_of(numbers, theirs)
        asked = self.address()[len(self.request.path) :]
        for number, one in enumerate(reads, start):
            title = titles.get(one.page_number)
            then = before.get(one.page_number, PageSums(one.page_number)).reads
            yield Row(
                (
                    number,
                    title or _("page %(number)s, deleted") % {"number": one.page_number},
                    one.reads,
                    self.told(then),
                    change(over.get(one.page_number, PageSums(one.page_number)).reads, then),
                    share(one.phones, one.reads),
                    one.robots,
                ),
                f"{reverse('reports_page', args=[one.page_number])}{asked}" if one.page_number in theirs else "",
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if not context["sheets"]:
            return context
        is_cut = not self.goes_on() and self.number * PER_PAGE >= DEEPEST and not self.query.is_one_sum
        return {**context, "cut_at": DEEPEST if is_cut else 0}
