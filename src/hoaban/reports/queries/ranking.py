"""The most read pages of a span, exactly and without adding up every page there is.

A month, a year or a day is one kept sum, for which an index stands ready. A span of several sums would need all rows
of all of them, some hundred thousand for the days of a month at 100,000 pages. Instead the beginning of each sum's list
is read: a page that is not in the beginning of a list has at most its last value there. From that follow a least and a
most for every page, and only pages whose most reaches the least of the place asked for are looked up exactly (after the
threshold algorithm of Fagin, Lotem and Naor, 2001).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from hoaban.counting.models import PageReads, Period
from hoaban.desk.spans import Span
from hoaban.kit.pieces import in_pieces
from hoaban.reports.queries.kept_sums import Piece, lies_in, pieces_of, starts_of
from hoaban.reports.sight import ReportSight

# Places of a list that several sums make up; further down nothing stands that anybody compares.
DEEPEST = 500
LEAST_LOOKED_AT, GROWTH = 100, 4
# What the lists of months and years leave unknown weighs most, so more of them is read than of those of days.
DEEPER = 4
# Beyond so many rows at the beginnings of lists, adding up everything is no dearer.
MOST_LOOKED_AT = 100_000
LOOKED_UP_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PageSums:
    """What was counted of one page in a span of days."""

    page_number: int
    reads: int = 0
    phones: int = 0
    robots: int = 0


@dataclass(frozen=True, slots=True)
class RankingQuery:
    """Of which site, span and pages the most read are wanted; `today` decides which sums are not over yet."""

    site_id: int
    span: Span
    sight: ReportSight
    today: date

    @property
    def pieces(self) -> list[Piece]:
        """The kept sums of the span."""
        return pieces_of(self.span, self.today)

    @property
    def sums(self) -> list[tuple[str, date]]:
        """(period, first day) of every kept sum of the span."""
        return [(piece.period, start) for piece in self.pieces for start in starts_of(piece)]

    @property
    def is_one_sum(self) -> bool:
        return len(self.sums) == 1

    def rows(self) -> QuerySet[PageReads]:
        """The rows of the site that its asker may see, of all periods."""
        return self.sight.limited(PageReads.objects.filter(site_id=self.site_id))


def most_read(query: RankingQuery, start: int, count: int) -> list[PageSums]:
    """Places `start` to `start + count` of the pages by reads, the most read first; equals by their numbers."""
    if query.is_one_sum:
        period, first = query.sums[0]
        rows = query.rows().filter(period=period, start=first).order_by("-reads", "page_number")
        return [PageSums(*values) for values in rows.values_list(*FIELDS)[start : start + count]]
    if query.sight.few_pages is not None:
        return best(every_page(query), start + count)[start:]
    count = min(count, DEEPEST - start)
    return the_best_of_several(query, start + count)[start:] if count > 0 else []


FIELDS = ("page_number", "reads", "phones", "robots")


def every_page(query: RankingQuery) -> Iterator[PageSums]:
    """The sums of every page of a span, in no order: for files, and where few pages are asked for."""
    rows = query.rows().filter(lies_in(query.pieces)).order_by()
    if query.is_one_sum:
        yield from (PageSums(*values) for values in rows.values_list(*FIELDS).iterator())
        return
    summed = rows.values("page_number").annotate(*(Sum(name) for name in FIELDS[1:]))
    for row in summed.values_list("page_number", "reads__sum", "phones__sum", "robots__sum").iterator():
        yield PageSums(*row)


def best(reads: Any, count: int) -> list[PageSums]:
    """The most read `count` of some pages, without sorting all."""
    return heapq.nsmallest(count, reads, key=place)


def place(one: PageSums) -> tuple[int, int]:
    """The sort key of a list of pages: most reads first, equals by their numbers."""
    return -one.reads, one.page_number


def the_best_of_several(query: RankingQuery, count: int) -> list[PageSums]:
    """The first pages of a span that several kept sums make up."""
    sums = query.sums
    looked_at = max(LEAST_LOOKED_AT, count * 2)
    while looked_at * len(sums) <= MOST_LOOKED_AT:
        depths = [looked_at if period == Period.DAY else looked_at * DEEPER for period, _start in sums]
        beginnings = [beginning_of(query, one, depth) for one, depth in zip(sums, depths, strict=True)]
        # Of a list that was read to its end nobody can be missing.
        ends = [rows[-1][1] if len(rows) == depth else 0 for rows, depth in zip(beginnings, depths, strict=True)]
        likely = candidates(beginnings, ends, count)
        found = best(sums_of_pages(query, likely), count)
        if len(found) == count and found[-1].reads > sum(ends):
            return found
        if not any(ends):
            return found
        looked_at *= GROWTH
    return best(every_page(query), count)


def beginning_of(query: RankingQuery, one: tuple[str, date], count: int) -> list[tuple[int, int]]:
    """(page, reads) of the most read pages of one kept sum."""
    rows = query.rows().filter(period=one[0], start=one[1]).order_by("-reads")
    return list(rows.values_list("page_number", "reads")[:count])


def candidates(beginnings: list[list[tuple[int, int]]], ends: list[int], count: int) -> list[int]:
    """Pages that can be among the first `count`, of those that stand at the beginning of any list."""
    least: dict[int, int] = defaultdict(int)
    missing: dict[int, int] = defaultdict(lambda: sum(ends))
    for rows, end in zip(beginnings, ends, strict=True):
        for page_number, reads in rows:
            least[page_number] += reads
            missing[page_number] -= end
    bar = min(heapq.nlargest(count, least.values()), default=0)
    return [page_number for page_number, reads in least.items() if reads + missing[page_number] >= bar]


def sums_of_pages(query: RankingQuery, page_numbers: list[int]) -> list[PageSums]:
    """The sums of some pages, looked up by their numbers; pages without a row are left out."""
    return list(sums_by_page(page_numbers, query.pieces).values())


def sums_by_page(page_numbers: Sequence[int], pieces: list[Piece]) -> dict[int, PageSums]:
    """The sums of some pages by their numbers.

    A statement for each piece, and none of them names the site: so that each is answered from the index of pages. With
    the pieces joined by OR, or with the site, SQLite goes through the lists of the most read instead, for seconds.
    """
    found: dict[int, PageSums] = {}
    for piece in pieces:
        for some in in_pieces(page_numbers, LOOKED_UP_AT_ONCE):
            rows = PageReads.objects.filter(
                page_number__in=some, period=piece.period, start__range=(piece.first, piece.last)
            )
            for number, *sums in rows.values_list(*FIELDS).order_by():
                before = found.get(number, PageSums(number))
                found[number] = PageSums(
                    number, before.reads + sums[0], before.phones + sums[1], before.robots + sums[2]
                )
    return found
