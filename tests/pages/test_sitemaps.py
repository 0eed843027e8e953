"""Sitemaps at their edges: files of a thousand numbers, languages, what is hidden, the news of two days."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from wagtail.models import Page, Site

from hoaban.pages import names, sitemaps
from hoaban.pages.models import HomePage, SiteIdentity
from hoaban.publication.recorder import recording
from tests.builders import a_portal, a_section, a_standard_page, an_article, an_event, at, in_english, made_private

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NOW = at("2026-11-25 21:00")
SPACES = {"s": sitemaps.SITEMAP, "n": sitemaps.NEWS}


@pytest.fixture
def home(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return a_portal()


def of_numbers(client, monkeypatch, size):
    """Addresses by file from that of the first page on, where a file has room for so many numbers."""
    for module in (sitemaps, names):
        monkeypatch.setattr(module, "IDS_PER_FILE", size)
    index = ET.fromstring(client.get("/sitemap.xml").content)
    files = [loc.text.rpartition("/")[2] for loc in index.iterfind(".//s:loc", SPACES)]
    assert files[-1] == "sitemap-news.xml"
    first = HomePage.objects.earliest("pk").pk // size
    # Numbers go on from test to test on PostgreSQL, so that before the first page lie thousands of empty files.
    return {name: addresses(client, name) for name in files[first:-1]}


def addresses(client, name):
    answer = client.get(f"/{name}")
    assert answer["Content-Type"].startswith("application/xml")
    return [loc.text for loc in ET.fromstring(answer.content).iterfind(".//s:loc", SPACES)]


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_every_page_stands_in_one_file_whatever_its_size(client, home, monkeypatch, size):
    section = a_section(home)
    shown = [home, section, *(an_article(section) for _number in range(3)), a_standard_page(home)]
    files = of_numbers(client, monkeypatch, size)
    numbers = [page.pk for page in shown]
    assert list(files) == [f"sitemap-{file}.xml" for file in range(min(numbers) // size, max(numbers) // size + 1)]
    for page in shown:
        holding = [name for name, found in files.items() if f"http://localhost{page.url}" in found]
        assert holding == [f"sitemap-{page.pk // size}.xml"]


@pytest.mark.parametrize("number", [1, 2, 10**6, 2**63, 10**30])
def test_a_file_beyond_the_last_is_not_there(client, home, number):
    first = Page.objects.latest("pk").pk // 1000
    assert client.get(f"/sitemap-{first + number}.xml").status_code == 404


def test_a_file_in_the_middle_may_be_empty(client, home, monkeypatch):
    article = an_article(a_section(home))
    Page.objects.filter(pk=article.pk).delete()
    last = an_article(a_section(home, "Khác"))
    files = of_numbers(client, monkeypatch, 1)
    assert files[f"sitemap-{article.pk}.xml"] == []
    assert files[f"sitemap-{last.pk}.xml"]


def all_addresses(client):
    return addresses(client, f"sitemap-{Page.objects.latest('pk').pk // 1000}.xml")


def test_what_readers_may_not_see_is_in_no_sitemap(client, home):
    section = a_section(home)
    hidden = a_section(home, "Kín")
    an_article(hidden, "Dưới kín")
    made_private(hidden)
    an_article(section, "Nháp", live=False)
    assert all_addresses(client) == ["http://localhost/", "http://localhost/tin-tuc/"]


def test_both_languages_stand_there_and_a_portal_that_is_off_the_air_not(client, home):
    english = in_english(home, title="Home", slug="english")
    a_section(english, "News")
    assert "http://localhost/en/news/" in all_addresses(client)
    english.unpublish()
    assert all_addresses(client) == ["http://localhost/"]


def test_pages_of_another_site_stand_in_its_own_sitemap(client, home, settings):
    settings.ALLOWED_HOSTS = ["*"]
    other = Page.objects.get(depth=1).add_child(instance=type(home)(title="Huyện", slug="huyen"))
    Site.objects.create(hostname="huyen.example", root_page=other)
    a_section(other, "Tin huyện")
    name = f"sitemap-{Page.objects.latest('pk').pk // 1000}.xml"
    assert all_addresses(client) == ["http://localhost/"]
    answer = client.get(f"/{name}", headers={"host": "huyen.example"})
    assert "http://huyen.example/tin-huyen/" in answer.content.decode()
    assert "localhost" not in answer.content.decode()


def test_the_time_of_the_last_change_stands_there_where_there_is_one(client, home):
    section = a_section(home)
    assert client.get("/sitemap-0.xml").content.decode().count("<lastmod>") == 0
    section.save_revision().publish()
    Page.objects.filter(pk=section.pk).update(last_published_at=at("2024-01-18 07:34"))
    name = f"/sitemap-{section.pk // 1000}.xml"
    assert "<lastmod>2024-01-18T07:34:00+07:00</lastmod>" in client.get(name).content.decode()
    assert sitemaps.last_change(None) == ""


def news_of(client):
    return ET.fromstring(client.get("/sitemap-news.xml").content)


def texts(root, name):
    return [found.text for found in root.iterfind(f".//n:{name}", SPACES)]


@pytest.mark.parametrize(
    ("age", "is_news"),
    [
        (timedelta(), True),
        (timedelta(hours=48), True),
        (timedelta(hours=48, seconds=1), False),
        (timedelta(days=30), False),
    ],
)
def test_news_is_what_was_posted_in_the_last_two_days(client, home, age, is_news):
    an_article(a_section(home), "Tin", posted_at=NOW - age)
    assert texts(news_of(client), "title") == (["Tin"] if is_news else [])


def test_the_sitemap_of_news_is_right_until_the_oldest_is_two_days_old(client, home):
    section = a_section(home)
    for hours in (1, 40):
        an_article(section, posted_at=NOW - timedelta(hours=hours))
    with recording() as reading:
        client.get("/sitemap-news.xml")
    assert reading.valid_until == NOW + timedelta(hours=8)
    assert names.newest_of_home("news_article", home.pk) in reading.dependencies


def test_an_item_of_news_tells_publication_language_and_time(client, home):
    SiteIdentity.objects.update(name="Cổng <A> & B")
    an_article(a_section(home), "Tin <1> & 2", posted_at=NOW)
    root = news_of(client)
    assert texts(root, "name") == ["Cổng <A> & B"]
    assert texts(root, "language") == ["vi"]
    assert texts(root, "title") == ["Tin <1> & 2"]
    assert [moment[:10] for moment in texts(root, "publication_date")] == ["2026-11-25"]


def test_news_of_both_languages_says_which_is_which(client, home):
    section = a_section(home)
    in_english(home, title="Home", slug="english")
    news = in_english(section, title="News")
    an_article(section, "Tin", posted_at=NOW)
    an_article(news, "News item", posted_at=NOW)
    root = news_of(client)
    assert sorted(zip(texts(root, "title"), texts(root, "language"), strict=True)) == [
        ("News item", "en"),
        ("Tin", "vi"),
    ]


def test_only_news_that_readers_may_see_is_news(client, home):
    section = a_section(home)
    an_event(a_section(home, "Sự kiện", holds="events"), posted_at=NOW)
    an_article(section, "Nháp", live=False, posted_at=NOW)
    made_private(an_article(section, "Kín", posted_at=NOW))
    assert texts(news_of(client), "title") == []


def test_news_has_a_bound(client, home, monkeypatch):
    monkeypatch.setattr(sitemaps, "NEWS_LIMIT", 2)
    section = a_section(home)
    for hours in range(3):
        an_article(section, f"Giờ {hours}", posted_at=NOW - timedelta(hours=hours))
    assert texts(news_of(client), "title") == ["Giờ 0", "Giờ 1"]


def test_an_item_of_news_costs_no_question_of_its_own(client, home, django_assert_max_num_queries):
    section = a_section(home)
    for _number in range(12):
        an_article(section, posted_at=NOW)
    with django_assert_max_num_queries(12):
        assert len(texts(news_of(client), "title")) == 12


def test_one_page_that_fails_is_left_out(client, home, monkeypatch):
    section = a_section(home)
    an_article(section, "Lành", posted_at=NOW)
    an_article(section, "Hỏng", posted_at=NOW)
    original = sitemaps.news_entry

    def news_entry(item, *rest):
        if item.title == "Hỏng":
            raise RuntimeError("planted")
        return original(item, *rest)

    monkeypatch.setattr(sitemaps, "news_entry", news_entry)
    assert texts(news_of(client), "title") == ["Lành"]


def test_a_host_that_has_no_site_has_no_sitemap(client, home):
    Site.objects.update(is_default_site=False, hostname="cong.example")
    for address in ("/sitemap.xml", "/sitemap-0.xml", "/sitemap-news.xml"):
        assert client.get(address).status_code == 404
