"""The figures of one page: days, where readers came from, telephones, its section's median, the span before."""

from __future__ import annotations

import statistics
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum
from wagtail.models import Page

from hoaban.counting.models import OpeningBalance, PageReads, PageReferrerDay, Period
from hoaban.desk.spans import Span
from hoaban.pages.reads import kin_of
from hoaban.reports.queries.kept_sums import pieces_of
from hoaban.reports.queries.ranking import FIELDS, PageSums, sums_by_page

# The pages of a section that appeared nearest to a page: what is older was read for longer, and all are too many.
KIN = 200


@dataclass(frozen=True, slots=True)
class Comparison:
    """The median of the pages that a page is compared with; `count`: how many these are."""

    section: str
    median: float
    count: int


def reads_in(page_number: int, span: Span, today: date) -> PageSums:
    """What was counted of a page in a span; zeros where nobody read it."""
    return sums_by_page([page_number], pieces_of(span, today)).get(page_number, PageSums(page_number))


def reads_ever(page_number: int) -> PageSums:
    """Everything that was counted of a page here."""
    rows = PageReads.objects.filter(page_number=page_number, period=Period.EVER)
    return next((PageSums(*values) for values in rows.values_list(*FIELDS)), PageSums(page_number))


def by_start(page_number: int, period: Period, span: Span) -> dict[date, PageSums]:
    """The kept sums of a page by their first days; those without a row are left out."""
    rows = PageReads.objects.filter(page_number=page_number, period=period, start__range=(span.first, span.last))
    return {start: PageSums(*values) for start, *values in rows.values_list("start", *FIELDS)}


def by_month(page_number: int, span: Span) -> dict[Span, PageSums]:
    """The sums of a page by the months of a span; of a month that lies in it in part, its days in it added up.

    Months without a row are left out.
    """
    whole = by_start(page_number, Period.MONTH, span)
    found = {}
    for month in span.months():
        if month.is_month:
            some = [whole[month.first]] if month.first in whole else []
        else:
            some = list(by_start(page_number, Period.DAY, month).values())
        if some:
            found[month] = PageSums(page_number, *(sum(getattr(one, name) for one in some) for name in FIELDS[1:]))
    return found


def referrers_of(page_number: int, span: Span, limit: int) -> list[tuple[str, int]]:
    """(host, reads) of the hosts from which the page was read most."""
    rows = PageReferrerDay.objects.filter(page_number=page_number, day__range=(span.first, span.last))
    summed = rows.values("host").annotate(sum=Sum("reads")).order_by("-sum", "host")
    return list(summed.values_list("host", "sum")[:limit])


def median_of_kin(page_number: int, span: Span, today: date) -> Comparison | None:
    """What the pages of the same section that appeared nearest to it were read in a span; None without such."""
    kin = kin_of(page_number, KIN)
    if kin is None or not kin.page_numbers:
        return None
    read = sums_by_page(kin.page_numbers, pieces_of(span, today))
    median = statistics.median([read.get(number, PageSums(number)).reads for number in kin.page_numbers])
    return Comparison(kin.section, median, len(kin.page_numbers))


def opening_balance_of(page_number: int) -> OpeningBalance | None:
    """What a page brought from an old portal."""
    return OpeningBalance.objects.filter(page_id=page_number).first()


def titles_of(page_numbers: list[int], theirs: Container[int]) -> dict[int, str]:
    """The titles of pages; pages that are gone are left out.

    Pages of `theirs` are called as the desk calls them, if need be by the title of a draft; others as the public knows
    them.
    """
    pages = Page.objects.filter(pk__in=page_numbers).only("pk", "title", "draft_title")
    return {page.pk: page.get_admin_display_title() if page.pk in theirs else page.title for page in pages}
