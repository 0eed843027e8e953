"""The page of statistics, the block of visits beside pages and the line at their foot."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from hoaban.counting import figures
from hoaban.counting.actions import set_opening_balance
from hoaban.counting.models import OpeningVisits, PageReads, Period, SiteDay
from hoaban.pages import visits
from hoaban.pages.models import HomePage, SideBlocks, SiteIdentity, StatisticsPage
from hoaban.publication.recorder import recording
from tests.builders import a_portal, a_section, an_article, at

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
# A Wednesday.
NOW = at("2026-11-25 21:00")


@pytest.fixture
def site(monkeypatch):
    """A site with a page of statistics, in the evening of a day; at its foot its visits."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    a_portal().add_child(instance=StatisticsPage(title="Thống kê truy cập", slug="thong-ke", lead="Đếm thế nào."))
    return Site.objects.get()


def happened(site, day, number):
    SiteDay.objects.create(site=site, day=day, visits=number, reads=number * 3, visitors=number)


def filled(site):
    """Each day counts in one place more than the day before it."""
    for day, number in {
        date(2026, 11, 25): 1,
        date(2026, 11, 24): 10,
        date(2026, 11, 23): 100,
        date(2026, 11, 22): 1000,
        date(2026, 10, 31): 10_000,
        date(2025, 12, 31): 100_000,
    }.items():
        happened(site, day, number)
    OpeningVisits.objects.create(site=site, count=2_000_000, as_of=date(2024, 1, 18))


def shown(page, name):
    return re.search(rf'<data data-figure="{name}" value="(\d*)">', page)[1]


def test_days_weeks_months_and_years_begin_where_people_expect_them(site):
    filled(site)
    assert figures.figures_of_site(site.pk, NOW.date()) == {
        "visits-today": 1,
        "visits-yesterday": 10,
        "visits-week": 111,
        "visits-month": 1111,
        "visits-year": 11_111,
        "visits-all": 2_111_111,
        "reads-today": 3,
        "reads-all": 333_333,
    }


def test_a_site_without_any_count_has_zeros_and_none_of_another(site):
    other = Site.objects.create(hostname="khac.example", root_page=Page.objects.get(depth=1))
    happened(other, NOW.date(), 7)
    assert set(figures.figures_of_site(site.pk, NOW.date()).values()) == {0}


def test_the_page_shows_the_figures_with_what_was_brought_from_before(site, client):
    filled(site)
    article = an_article(a_section(site.root_page.specific), "Bài")
    set_opening_balance(site_id=site.pk, page_id=article.pk, count=500, as_of=date(2024, 1, 19))
    page = re.sub("</?span[^>]*>", "", client.get("/thong-ke/").content.decode())
    assert shown(page, "visits-all") == "2111111"
    assert shown(page, "reads-all") == "333833"
    assert shown(page, "visitors-now") == ""
    assert "2.000.000 lượt do cổng cũ đếm tính đến ngày 18/01/2024" in page
    assert "500 lượt do cổng cũ đếm tính đến ngày 19/01/2024" in page


def test_the_charts_reach_up_to_yesterday_and_stand_in_a_table_too(site, client):
    filled(site)
    page = client.get("/thong-ke/").content.decode()
    assert page.count('<svg class="chart"') == 2
    assert "<title>24/11/2026: 10</title>" in page
    assert "<title>25/11/2026" not in page
    assert "<title>11/2026: 1.110</title>" in page
    assert '<tr><th scope="row">31/10/2026</th><td>10.000</td><td>10.000</td><td>30.000</td></tr>' in page
    assert '<tr><th scope="row">12/2025</th><td>100.000</td><td>300.000</td></tr>' in page


def test_an_empty_chart_says_so(site, client):
    page = client.get("/thong-ke/").content.decode()
    assert page.count('<p data-counted class="empty">Chưa có số liệu nào trong thời gian này.') == 2
    assert page.count('<div data-counted hidden><svg class="chart"') == 2
    filled(site)
    page = client.get("/thong-ke/").content.decode()
    assert page.count('<p data-counted hidden class="empty">') == 2
    assert page.count('<div data-counted><svg class="chart"') == 2


@pytest.mark.parametrize(("moment", "last"), [("00:04", "23"), ("00:05", "24"), ("23:59", "24")])
def test_a_day_is_told_a_little_after_it_is_over_and_the_page_is_right_until_then(moment, last):
    now = at(f"2026-11-25 {moment}")
    day = figures.last_whole_day(now)
    assert day == date(2026, 11, int(last))
    assert figures.next_whole_day(day) > now
    assert figures.last_whole_day(figures.next_whole_day(day)) == day + timedelta(days=1)
    assert figures.last_whole_day(figures.next_whole_day(day) - timedelta(seconds=1)) == day


def test_the_page_is_right_for_a_day_and_depends_on_no_count(site):
    filled(site)
    with recording() as reading:
        visits.report_of(site)
        visits.visits_of(site, NOW.date())
    assert reading.valid_until == at("2026-11-26 00:05")
    assert set(reading.dependencies) == {figures.brought_name(site.pk)}, "which moves with no count"
    assert reading.unexplained == []


def test_months_are_whole_over_the_turn_of_a_year(site):
    happened(site, date(2026, 1, 1), 5)
    happened(site, date(2025, 12, 31), 7)
    months = figures.months_up_to(site.pk, date(2026, 1, 15), 12)
    assert [month.start for month in months][:2] == [date(2025, 2, 1), date(2025, 3, 1)]
    assert [(month.start, month.visits) for month in months][-2:] == [(date(2025, 12, 1), 7), (date(2026, 1, 1), 5)]


def test_the_block_beside_a_page_leads_to_the_page_of_statistics(site, client):
    filled(site)
    assert "data-figure" not in client.get("/").content.decode().partition("<aside")[2].partition("<footer")[0]
    SideBlocks.objects.create(site=site, blocks=[("visits", {"title": "Thống kê truy cập"})])
    side = client.get("/").content.decode().partition("<aside")[2].partition("</aside>")[0]
    assert re.findall(r'data-figure="([a-z-]+)"', side) == [*visits.NAMES, "as-of"]
    assert "<div data-counted hidden><dt>Đang truy cập</dt>" in side
    assert 'href="/thong-ke/"' in side
    assert "25/11/2026" in side


def test_the_foot_shows_visits_until_an_editor_says_otherwise(site, client):
    filled(site)
    foot = client.get("/").content.decode().partition("<footer")[2]
    assert shown(foot, "visits-all") == "2111111"
    SiteIdentity.objects.update(shows_visits=False)
    foot = client.get("/").content.decode().partition("<footer")[2]
    assert "data-figure" not in foot
    assert 'href="/thong-ke/"' in foot


def test_what_is_no_page_of_the_tree_shows_no_figures(site, client):
    for address in ("/so-do/", "/khong-co/"):
        assert "data-figure" not in client.get(address).content.decode()


def test_the_english_page_speaks_english(site, client):
    filled(site)
    english, _created = Locale.objects.get_or_create(language_code="en")
    root = Page.objects.get(depth=1)
    key = site.root_page.translation_key
    home = root.add_child(instance=HomePage(title="Home", slug="en", locale=english, translation_key=key))
    home.add_child(instance=StatisticsPage(title="Visit statistics", slug="visits", locale=english))
    page = client.get("/en/visits/").content.decode()
    assert "2,111,111</data>" in page
    assert "A person's browser showed a page" in page.replace("&#x27;", "'")
    assert "Lượt" not in page.partition("<main")[2].partition("</main>")[0]


def test_reads_of_a_page_are_its_own_and_those_brought(site, client):
    article = an_article(a_section(site.root_page.specific), "Bài")
    own = {"page_number": article.pk, "site": site, "start": date(2000, 1, 1)}
    PageReads.objects.create(**own, period=Period.EVER, reads=23)
    PageReads.objects.create(**own, period=Period.YEAR, reads=9)
    assert shown(client.get(article.url).content.decode(), "reads") == "23"
    set_opening_balance(site_id=site.pk, page_id=article.pk, count=2900, as_of=None)
    assert (
        '<data data-figure="reads" data-opening="2900" value="2923">2.923</data>'
        in client.get(article.url).content.decode()
    )
