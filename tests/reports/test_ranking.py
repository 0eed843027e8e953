"""The most read pages: the short way finds what adding up everything finds, for every span and for every reader."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Site

from hoaban.counting.models import PageReads
from hoaban.desk.spans import Span, month_of, year_of
from hoaban.reports.queries import ranking
from hoaban.reports.queries.ranking import PageSums, RankingQuery, every_page, most_read
from hoaban.reports.sight import ReportSight
from tests.builders import a_portal, a_section, an_article, an_editor
from tests.support.figures import count_page, days

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
TODAY = date(2026, 3, 20)
SPANS = [
    Span(date(2026, 3, 3), date(2026, 3, 3)),
    Span(date(2026, 2, 20), date(2026, 3, 4)),
    month_of(date(2026, 2, 1)),
    month_of(TODAY),
    Span(date(2025, 12, 30), TODAY),
    Span(date(2026, 1, 15), date(2026, 3, 1)),
    year_of(TODAY),
]


@pytest.fixture
def site():
    a_portal()
    return Site.objects.get()


@pytest.fixture
def counted(site):
    """What 120 pages were read from Christmas on, as {(page, day): reads}; a few much, most of them little."""
    chance = random.Random(5)
    rows, found = [], Counter()
    for day in days(date(2025, 12, 25), TODAY):
        for _ in range(60):
            page = 1_000 + int(120 * chance.random() ** 3)
            found[page, day] += chance.choice([1, 1, 1, 2, 5, 30])
    for period in ("day", "month", "year"):
        sums = Counter()
        for (page, day), reads in found.items():
            start = {"day": day, "month": day.replace(day=1), "year": date(day.year, 1, 1)}[period]
            sums[page, start] += reads
        rows += [
            PageReads(site=site, page_number=page, period=period, start=start, reads=reads, phones=reads // 2)
            for (page, start), reads in sums.items()
        ]
    PageReads.objects.bulk_create(rows)
    return found


def expected(counted, span):
    """(page, reads) in order, added up here and not by the code that is tried."""
    sums = Counter()
    for (page, day), reads in counted.items():
        if span.first <= day <= span.last:
            sums[page] += reads
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))


def found(query, start, count):
    return [(one.page_number, one.reads) for one in most_read(query, start, count)]


@pytest.fixture
def few_at_a_time(monkeypatch):
    """Begin with so little of each list that more has to be read."""
    monkeypatch.setattr(ranking, "LEAST_LOOKED_AT", 2)


@pytest.mark.parametrize("span", SPANS, ids=str)
def test_every_place_of_every_span(site, counted, few_at_a_time, span):
    query = RankingQuery(site.pk, span, ReportSight(an_editor()), TODAY)
    right = expected(counted, span)
    assert found(query, 0, 10) == right[:10]
    assert found(query, 10, 25) == right[10:35]
    assert found(query, 0, 400) == right
    assert sorted((one.page_number, one.reads) for one in every_page(query)) == sorted(right)


def test_where_the_lists_are_long_everything_is_added_up(site, counted, monkeypatch):
    monkeypatch.setattr(ranking, "MOST_LOOKED_AT", 1)
    query = RankingQuery(site.pk, SPANS[1], ReportSight(an_editor()), TODAY)
    assert found(query, 0, 10) == expected(counted, SPANS[1])[:10]


def test_a_list_of_several_sums_ends_somewhere(site, counted, monkeypatch):
    monkeypatch.setattr(ranking, "DEEPEST", 12)
    query = RankingQuery(site.pk, SPANS[1], ReportSight(an_editor()), TODAY)
    assert found(query, 0, 50) == expected(counted, SPANS[1])[:12]
    assert found(query, 50, 50) == []


def test_the_list_of_a_month_or_year_goes_on_while_it_is_not_over(site, counted, monkeypatch):
    monkeypatch.setattr(ranking, "DEEPEST", 12)
    for span in (month_of(TODAY), year_of(TODAY)):
        query = RankingQuery(site.pk, span, ReportSight(an_editor(str(span.days))), TODAY)
        assert query.is_one_sum
        assert found(query, 0, 50) == expected(counted, span)[:50]


def test_phones_and_robots_are_added_up_with_the_reads(site):
    count_page(site, 7, dict.fromkeys(days(date(2026, 1, 30), date(2026, 2, 2)), 10), phones=4, robots=3)
    query = RankingQuery(site.pk, Span(date(2026, 1, 31), date(2026, 2, 2)), ReportSight(an_editor()), TODAY)
    assert most_read(query, 0, 5) == [PageSums(7, 30, 12, 9)]


def test_another_site_is_not_mixed_in(site, counted):
    other = Site.objects.create(hostname="khac.example", root_page=site.root_page)
    query = RankingQuery(other.pk, SPANS[2], ReportSight(an_editor()), TODAY)
    assert found(query, 0, 10) == []


@pytest.fixture
def two_sections(site):
    home = site.root_page.specific
    return a_section(home, "Của tôi"), a_section(home, "Của người khác")


def an_editor_of(section):
    group = Group.objects.create(name="to")
    permission = Permission.objects.get(codename="change_page")
    GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    user = an_editor("to-vien", superuser=False)
    user.groups.add(group)
    return user


@pytest.mark.parametrize("few", [0, 2_000])
@pytest.mark.parametrize("span", SPANS[:3], ids=str)
def test_who_may_edit_one_section_sees_its_pages_only(site, two_sections, monkeypatch, few, span):
    monkeypatch.setattr("hoaban.reports.sight.FEW_PAGES", few)
    mine, others = two_sections
    right = []
    for number in range(6):
        for section in (mine, others):
            page = an_article(section)
            count_page(site, page.pk, dict.fromkeys(days(date(2026, 2, 1), TODAY - timedelta(days=1)), number + 1))
            if section is mine:
                right.append((page.pk, (number + 1) * sum(1 for day in span.each_day() if day.month > 1)))
    query = RankingQuery(site.pk, span, ReportSight(an_editor_of(mine)), TODAY)
    assert found(query, 0, 10) == sorted(right, key=lambda pair: -pair[1])
    assert sorted((one.page_number, one.reads) for one in every_page(query)) == sorted(right)


def test_who_may_edit_nothing_sees_nothing(site, counted):
    sight = ReportSight(an_editor("khach", superuser=False))
    assert not sight.sees_anything
    assert found(RankingQuery(site.pk, SPANS[2], sight, TODAY), 0, 10) == []
