"""Archive pages by month: whatever is published later, no full page of an older one ever shifts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoaban.news.models import Article
from hoaban.pages import archive, names
from tests.builders import VIET_NAM, a_portal, a_section, an_article, at, made_private

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(monkeypatch):
    """A section whose archive has three items a page."""
    monkeypatch.setattr(archive, "PER_PAGE", 3)
    return a_section(a_portal())


def filled(section, count, month="2024-01"):
    return [
        an_article(section, f"{month} {day:02}", posted_at=at(f"{month}-{day:02} 08:00")) for day in range(1, count + 1)
    ]


def titles(page):
    return [item.title for item in page.items]


@pytest.mark.parametrize(("count", "pages"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
def test_a_month_has_as_many_pages_as_it_fills(section, count, pages):
    filled(section, count)
    own = section.archive()
    assert own.pages_of_month(2024, 1) == pages
    shown = [own.month_page(2024, 1, number) for number in range(1, pages + 1)]
    assert [len(page.items) for page in shown] == [3] * (count // 3) + ([count % 3] if count % 3 else [])
    assert own.month_page(2024, 1, max(pages, 1) + 1) is None


@pytest.mark.parametrize(
    ("count", "older"), [(2, ""), (3, ""), (4, "/tin-tuc/luu-tru/2024/1/"), (7, "/tin-tuc/luu-tru/2024/1/2/")]
)
def test_the_first_page_leads_to_where_the_next_older_item_stands(section, count, older):
    filled(section, count)
    first = section.archive().first_page()
    assert len(first.items) == min(count, 3)
    assert first.older_url == older


def test_a_month_without_items_is_no_page_and_the_way_leads_over_it(section):
    filled(section, 1, "2024-01")
    filled(section, 1, "2024-03")
    own = section.archive()
    assert own.month_page(2024, 2, 1) is None
    assert own.month_page(2024, 1, 1).newer_url == "/tin-tuc/luu-tru/2024/3/"
    assert own.month_page(2024, 3, 1).older_url == "/tin-tuc/luu-tru/2024/1/"


def test_the_newest_month_leads_to_the_section_and_the_oldest_nowhere(section):
    filled(section, 1)
    page = section.archive().month_page(2024, 1, 1)
    assert (page.newer_url, page.older_url) == ("/tin-tuc/", "")


@pytest.mark.parametrize(
    ("year", "month", "number", "there"),
    [
        (1900, 1, 1, False),
        (1899, 12, 1, False),
        (2200, 12, 1, False),
        (2201, 1, 1, False),
        (2024, 0, 1, False),
        (2024, 13, 1, False),
        (2024, 1, 0, False),
        (2024, 1, 1, True),
        (2024, 1, 2, False),
        (2024, -1, 1, False),
        (10**30, 1, 1, False),
        (2024, 10**30, 1, False),
        (2024, 1, 10**30, False),
    ],
)
def test_years_months_and_numbers_beyond_their_bounds_are_not_there(section, year, month, number, there):
    filled(section, 1)
    assert (section.archive().month_page(year, month, number) is not None) is there


@pytest.mark.parametrize(
    ("year", "month", "first", "last"),
    [
        (2024, 2, "2024-01-31T17:00:00", "2024-02-29T16:59:59.999999"),
        (2023, 12, "2023-11-30T17:00:00", "2023-12-31T16:59:59.999999"),
    ],
)
def test_a_month_is_that_of_viet_nam_to_the_microsecond(section, year, month, first, last):
    inside = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, last)]
    for moment in inside:
        an_article(section, posted_at=moment)
    start, end = archive.bounds(year, month)
    assert (start, end > inside[1]) == (inside[0], True)
    assert len(section.archive().month_page(year, month, 1).items) == 2
    assert section.archive().pages_of_month(year, month) == 1


def test_every_item_stands_where_its_address_says(section):
    articles = [*filled(section, 7), *filled(section, 4, "2024-02")]
    own = section.archive()
    for article in articles:
        parts = own.address_of((article.posted_at, article.pk)).removeprefix("/tin-tuc/luu-tru/").strip("/").split("/")
        year, month, number = (int(part) for part in [*parts, "1"][:3])
        assert article.title in titles(own.month_page(year, month, number))


def test_the_years_are_those_from_the_newest_to_the_oldest_in_viet_nam(section):
    """New Year's Eve in London is the first of January in Ha Noi."""
    an_article(section, posted_at=datetime(2023, 12, 31, 18, tzinfo=UTC))
    assert [(year.year, [month for month, _url in year.months]) for year in section.archive().years()] == [(2024, [1])]
    an_article(section, posted_at=at("2023-12-31 23:59"))
    assert [year.year for year in section.archive().years()] == [2024, 2023]


def test_an_empty_section_has_no_years(section):
    own = section.archive()
    assert own.years() == []
    assert own.first_page() == archive.ListingPage(items=[])
    an_article(section, live=False)
    assert own.years() == []


def test_an_archive_lists_what_is_below_and_not_what_is_hidden(section):
    below = a_section(a_section(section, "Dưới"), "Dưới nữa")
    filled(below, 2)
    hidden = a_section(section, "Kín")
    filled(hidden, 2)
    made_private(hidden)
    draft = a_section(section, "Chưa đăng", live=False)
    filled(draft, 2)
    assert len(section.archive().month_page(2024, 1, 1).items) == 2


def test_an_archive_has_the_address_that_it_is_asked_below(section):
    filled(section, 4)
    assert section.archive("/khac/").first_page().older_url == "/khac/luu-tru/2024/1/"
    assert section.archive("").years_url == "luu-tru/"


@pytest.fixture
def items(section):
    """Fifteen articles of a section, whose dates each example chooses anew."""
    return section, [an_article(section, str(number)) for number in range(15)]


seconds = st.integers(int(at("2023-11-28 00:00").timestamp()), int(at("2024-02-04 00:00").timestamp()))
moments = seconds.map(lambda second: datetime.fromtimestamp(second, tz=VIET_NAM))


def dated(articles, dates):
    """Give the articles these dates; those behind the last date are off the air."""
    for place, article in enumerate(articles):
        there = place < len(dates)
        Article.objects.filter(pk=article.pk).update(on_air=there, posted_at=dates[place] if there else None)


def all_pages(section):
    """By (year, month, number) the ids of every page of the archive."""
    own, found = section.archive(), {}
    for year in own.years():
        for month, _url in year.months:
            for number in range(1, own.pages_of_month(year.year, month) + 1):
                page = own.month_page(year.year, month, number)
                found[year.year, month, number] = [item.pk for item in page.items]
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dates=st.lists(moments, max_size=15))
def test_the_archive_holds_every_item_once_whatever_the_dates(items, dates):
    section, articles = items
    dated(articles, dates)
    pages = all_pages(section)
    in_order = [pk for _key, page in sorted(pages.items(), reverse=True) for pk in page]
    keys = sorted(((moment, article.pk) for moment, article in zip(dates, articles, strict=False)), reverse=True)
    assert in_order == [pk for _moment, pk in keys]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(dates=st.lists(moments, min_size=1, max_size=14))
def test_no_page_shifts_when_something_newer_than_all_is_published(items, dates):
    section, articles = items
    dated(articles, sorted(dates))
    before = all_pages(section)
    dated(articles, [*sorted(dates), at("2024-02-05 08:00")])
    after = all_pages(section)
    shifted = {key for key, page in before.items() if after[key] != page}
    newest = max(before)
    assert shifted <= {newest}
    if shifted:
        assert after[newest][1:] == before[newest], "the newest page only got longer at its top"


@settings(max_examples=60, deadline=None)
@given(first=moments, second=moments)
def test_the_months_between_two_moments_are_all_of_them_and_none_twice(first, second):
    start, end = sorted((first, second))
    found = list(names.months("t", 1, start, end))
    assert len(found) == len(set(found)) == (end.year - start.year) * 12 + end.month - start.month + 1
    for moment in (start, end):
        local = timezone.localtime(moment)
        assert names.month("t", 1, local.year, local.month) in found


@settings(max_examples=60, deadline=None)
@given(moment=moments)
def test_every_moment_lies_in_its_month(moment):
    start, end = archive.bounds(moment.year, moment.month)
    assert start <= moment < end
    assert archive.bounds(end.astimezone(VIET_NAM).year, end.astimezone(VIET_NAM).month)[0] == end
