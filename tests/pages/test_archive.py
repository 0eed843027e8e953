"""Listings: newest first, archive pages that never shift, no OFFSET and no count, whatever the section holds."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hoaban.pages import archive
from tests.builders import a_portal, a_section, an_article, at

pytestmark = pytest.mark.django_db


def titles(page: archive.ListingPage | None) -> list[str]:
    """Titles of a listing page, as shown."""
    assert page is not None
    return [item.title for item in page.items]


@pytest.fixture
def section():
    """A section with a sub-section and 45 articles of January, alternating between the two."""
    news = a_section(a_portal())
    below = a_section(news, "Giáo dục")
    for number in range(45):
        an_article(
            news if number % 2 else below, f"Bài {number:02}", posted_at=at(f"2024-01-{number // 2 + 1:02} 08:00")
        )
    return news


def test_the_first_page_shows_the_newest_of_the_section_and_below(section):
    listing = section.archive().first_page()
    assert titles(listing)[:3] == ["Bài 44", "Bài 43", "Bài 42"]
    assert len(listing.items) == archive.PER_PAGE
    assert listing.older_url == "/tin-tuc/luu-tru/2024/1/2/"


def test_publishing_changes_only_the_newest_page_of_the_month(section):
    before = {number: titles(section.archive().month_page(2024, 1, number)) for number in (1, 2, 3)}
    an_article(section, "Mới nhất", posted_at=at("2024-01-31 23:00"))
    after = {number: titles(section.archive().month_page(2024, 1, number)) for number in (1, 2, 3)}
    assert after[1] == before[1]
    assert after[2] == before[2]
    assert after[3] == ["Mới nhất", *before[3]]


def test_walking_the_archive_meets_every_article_once_and_in_order(section):
    for month in (3, 7, 12):
        for day in range(1, 26):
            an_article(section, f"Tháng {month}, ngày {day:02}", posted_at=at(f"2023-{month:02}-{day:02} 10:00"))
    seen: list[str] = []
    page = section.archive().month_page(2024, 1, 3)
    while page is not None:
        seen.extend(titles(page))
        if not page.older_url:
            break
        parts = [int(part) for part in page.older_url.split("/") if part.isdigit()]
        page = section.archive().month_page(*(parts if len(parts) == 3 else [*parts, 1]))
    wanted = [f"Bài {number:02}" for number in range(44, -1, -1)]
    wanted += [f"Tháng {month}, ngày {day:02}" for month in (12, 7, 3) for day in range(25, 0, -1)]
    assert seen == wanted


def test_newer_leads_over_empty_months_to_the_next_that_has_something(section):
    an_article(section, "Mùa hè", posted_at=at("2023-06-10 10:00"))
    assert section.archive().month_page(2023, 6, 1).newer_url == "/tin-tuc/luu-tru/2024/1/"
    assert section.archive().month_page(2024, 1, 1).older_url == "/tin-tuc/luu-tru/2023/6/"


def test_the_month_of_an_article_is_the_month_in_viet_nam(section):
    an_article(section, "Giao thừa", posted_at=at("2024-02-01 00:30"))
    assert titles(section.archive().month_page(2024, 2, 1)) == ["Giao thừa"]


@pytest.mark.parametrize(
    ("year", "month", "number"),
    [(2024, 13, 1), (2024, 0, 1), (2024, 1, 0), (2024, 1, 4), (10**20, 1, 1), (2024, 1, 10**23)],
)
def test_addresses_beyond_the_archive_are_not_found(section, client, year, month, number):
    assert client.get(f"/tin-tuc/luu-tru/{year}/{month}/{number}/").status_code == 404


def test_a_listing_never_offsets_and_counts_within_a_month_only(section):
    with CaptureQueriesContext(connection) as asked:
        section.archive().first_page()
        section.archive().month_page(2024, 1, 2)
    statements = [query["sql"].upper() for query in asked.captured_queries]
    assert not any("OFFSET" in statement for statement in statements)
    counting = [statement for statement in statements if "COUNT(" in statement]
    assert all('"POSTED_AT" >=' in statement for statement in counting)


def test_a_listing_of_a_section_walks_its_index(section):
    with CaptureQueriesContext(connection) as asked:
        section.archive().first_page()
    keys = next(
        query["sql"]
        for query in asked.captured_queries
        if "ORDER BY" in query["sql"] and "news_article" in query["sql"]
    )
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses a plan by the size of the table; the bench shows it at 100,000")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + keys)
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "article_by_section" in plan
    assert "TEMP B-TREE" not in plan


def test_years_name_every_month_that_has_something_from_the_newest_to_the_oldest(section):
    an_article(section, "Cũ", posted_at=at("2022-11-05 10:00"))
    years = section.archive().years()
    assert [(year.year, [month for month, _url in year.months]) for year in years] == [(2024, [1]), (2022, [11])]


def test_an_empty_section_says_so(client):
    a_section(a_portal(), "Thông báo")
    for address in ("/thong-bao/", "/thong-bao/luu-tru/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert 'class="empty"' in answer.content.decode()


@pytest.mark.parametrize(
    ("part", "steps"),
    [
        ("luu-tru/2024/1/", ["Lưu trữ", "Tháng 1/2024"]),
        ("luu-tru/2024/1/2/", ["Lưu trữ", "Tháng 1/2024"]),
        ("luu-tru/", ["Lưu trữ"]),
        ("", []),
    ],
)
def test_each_part_of_an_archive_has_its_own_address_and_step(section, client, part, steps):
    html = client.get(f"/tin-tuc/{part}").content.decode()
    canonical = f"http://localhost/tin-tuc/{part}"
    assert f'<link rel="canonical" href="{canonical}">' in html
    assert f'<meta property="og:url" content="{canonical}">' in html
    crumbs = re.search(r'<nav class="crumbs.*?</nav>', html, re.DOTALL).group()
    assert re.findall(r">([^<>\n]+)</(?:a|span)>", crumbs)[2:] == steps
    graph = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html).group(1))["@graph"]
    assert (graph[0]["url"], graph[1]["itemListElement"][-1]["item"]) == (canonical, canonical)


@pytest.mark.parametrize("part", ["2199/5/", "1901/1/", "2023/12/", "2024/2/", "2200/12/1/", "0/1/"])
def test_a_month_in_which_nothing_was_posted_is_not_found_and_reports_nothing(section, client, part):
    answer = client.get(f"/tin-tuc/luu-tru/{part}")
    assert answer.status_code == 404
    assert "data-page" not in answer.content.decode()
