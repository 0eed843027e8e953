"""Feeds: what stands in them, in which language, and that the same content gives the same bytes."""

from __future__ import annotations

from datetime import datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from wagtail.models import Page

from hoaban.pages import feeds
from tests.builders import a_portal, a_section, an_article, an_event, at, in_english

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def home():
    return a_portal()


def atom(client, address="/atom.xml"):
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ET.fromstring(answer.content)


def entries(client, address="/atom.xml"):
    return [entry.findtext("a:title", None, ATOM) for entry in atom(client, address).iterfind("a:entry", ATOM)]


def rss(client, address="/rss.xml"):
    answer = client.get(address)
    assert answer["Content-Type"].startswith("application/rss+xml")
    return ET.fromstring(answer.content).find("channel")


def test_an_empty_feed_is_dated_by_its_section_and_not_by_the_clock(client, home, monkeypatch):
    section = a_section(home)
    Page.objects.filter(pk=section.pk).update(last_published_at=at("2024-01-18 07:34"))
    first = client.get("/tin-tuc/atom.xml").content
    later = timezone.now() + timedelta(days=3)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/tin-tuc/atom.xml").content == first
    assert atom(client, "/tin-tuc/atom.xml").findtext("a:updated", None, ATOM) == "2024-01-18T07:34:00+07:00"


def test_a_feed_of_what_was_never_published_has_a_date_too(client, home):
    Page.objects.update(last_published_at=None)
    assert datetime.fromisoformat(atom(client).findtext("a:updated", "", ATOM)) == feeds.NEVER


def test_a_feed_is_as_new_as_its_newest_change(client, home):
    section = a_section(home)
    old = an_article(section, "Cũ", posted_at=at("2024-01-01 08:00"))
    an_article(section, "Mới", posted_at=at("2024-01-02 08:00"))
    first, last = at("2024-01-01 08:00"), at("2024-03-01 08:00")
    Page.objects.filter(pk=old.pk).update(first_published_at=first, last_published_at=last)
    assert atom(client).findtext("a:updated", None, ATOM) == "2024-03-01T08:00:00+07:00"
    assert entries(client) == ["Mới", "Cũ"]


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_a_feed_has_the_newest_and_no_more(client, home, monkeypatch, count, shown):
    monkeypatch.setattr(feeds, "ITEMS", 2)
    section = a_section(home)
    for day in range(1, count + 1):
        an_article(section, f"Ngày {day}", posted_at=at(f"2024-01-{day:02} 08:00"))
    expected = [f"Ngày {day}" for day in range(count, count - shown, -1)]
    assert entries(client) == entries(client, "/tin-tuc/atom.xml") == expected


def test_an_entry_tells_address_author_and_the_beginning(client, home):
    an_article(a_section(home), "Bài <1> & 2", slug="bai", lead="Giá < 5 & > 3", byline="Minh Thùy, Lò Văn Inh")
    (entry,) = atom(client).iterfind("a:entry", ATOM)
    assert entry.findtext("a:title", None, ATOM) == "Bài <1> & 2"
    assert entry.find("a:link", ATOM).get("href") == "http://localhost/tin-tuc/bai/"
    assert entry.findtext("a:summary", None, ATOM) == "Giá &lt; 5 &amp; &gt; 3"
    assert entry.findtext("a:author/a:name", None, ATOM) == "Minh Thùy, Lò Văn Inh"
    item = rss(client).find("item")
    assert item.findtext("link") == "http://localhost/tin-tuc/bai/"
    assert item.findtext("description") == "Giá &lt; 5 &amp; &gt; 3"


@pytest.mark.parametrize(
    ("fields", "said"),
    [({}, "Chuyên mục"), ({"summary": "Tóm tắt"}, "Tóm tắt"), ({"search_description": "Mô tả"}, "Mô tả")],
)
def test_a_feed_says_what_it_is_about(client, home, fields, said):
    a_section(home, "Chuyên mục", slug="muc", **fields)
    channel = rss(client, "/muc/rss.xml")
    assert channel.findtext("title") == "Chuyên mục"
    assert channel.findtext("description") == said
    assert channel.findtext("link") == "http://localhost/muc/"
    assert atom(client, "/muc/atom.xml").findtext("a:subtitle", None, ATOM) == said


def test_each_language_has_its_own_feed(client, home):
    section = a_section(home)
    in_english(home, title="Home", slug="english")
    news = in_english(section, title="News")
    an_article(section, "Tiếng Việt")
    an_article(news, "In English")
    assert entries(client) == ["Tiếng Việt"]
    assert entries(client, "/en/atom.xml") == ["In English"]
    assert rss(client, "/en/rss.xml").findtext("language") == "en"
    assert rss(client).findtext("language") == "vi"


def test_the_feed_of_a_portal_holds_news_and_that_of_a_section_what_it_lists(client, home):
    events = a_section(home, "Sự kiện", holds="events")
    an_event(events, "Hội xuân", lead="Ở chợ")
    assert entries(client) == []
    assert entries(client, "/su-kien/atom.xml") == ["Hội xuân"]


def test_an_item_of_which_no_entry_can_be_made_is_left_out(client, home, monkeypatch):
    section = a_section(home)
    for title in ("Lành", "Hỏng"):
        an_article(section, title)
    original = feeds.RssFeed.item_description

    def item_description(self, item):
        if item.title == "Hỏng":
            raise RuntimeError("planted")
        return original(self, item)

    monkeypatch.setattr(feeds.RssFeed, "item_description", item_description)
    assert entries(client) == ["Lành"]
    assert [item.findtext("title") for item in rss(client).iterfind("item")] == ["Lành"]


def test_a_control_character_leaves_a_feed_and_the_news_sitemap_readable(client, home):
    section = a_section(home)
    article = an_article(section, "Tin", posted_at=timezone.now())
    Page.objects.filter(pk__in=[article.pk, section.pk]).update(title="Tin\x0b \x01mới")
    type(article).objects.update(lead="Một\x08 đoạn", byline="Tin: Lò\x02 Thị Xuân")
    for address in ("/atom.xml", "/rss.xml", f"{section.url}atom.xml", f"{section.url}rss.xml", "/sitemap-news.xml"):
        text = client.get(address).content.decode()
        assert ET.fromstring(text) is not None, address
        assert "Tin mới" in text, address


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("address", ["/atom.xml", "/rss.xml"])
def test_a_feed_is_read_and_nothing_else(client, home, method, address):
    assert getattr(client, method)(address).status_code == 405


def test_an_item_keeps_its_number_when_its_address_changes(client, home):
    news, other = a_section(home), a_section(home, "Xã hội")
    article = an_article(news, "Bài")
    other_article = an_article(news, "Bài khác", posted_at=at("2024-01-17 08:00"))

    def known_as():
        return (
            {entry.findtext("a:title", None, ATOM): entry.findtext("a:id", None, ATOM)
             for entry in atom(client).iterfind("a:entry", ATOM)},
            {entry.findtext("title"): entry.findtext("guid") for entry in rss(client).iterfind("item")},
        )  # fmt: skip

    before = known_as()
    assert len({*before[0].values()}) == 2
    article.slug = "ten-khac"
    article.save()
    article.move(Page.objects.get(pk=other.pk), "last-child")
    assert known_as() == before
    assert rss(client).find("item/guid").get("isPermaLink") == "false"
    assert other_article.url != article.url


def test_an_entry_of_nobody_names_no_author(client, home):
    section = a_section(home)
    an_article(section, "Có tên", byline="Tin: Hà An")
    an_article(section, "Không tên", byline="", posted_at=at("2024-01-17 08:00"))
    named = [entry.findtext("a:author/a:name", None, ATOM) for entry in atom(client).iterfind("a:entry", ATOM)]
    assert named == ["Hà An", None]


def test_an_item_and_its_translation_are_two(client, home):
    article = an_article(a_section(home), "Bài")
    english = in_english(home)
    section = a_section(english, "News")
    copy = an_article(section, "Article", translation_key=article.translation_key, locale=english.locale)
    assert copy.translation_key == article.translation_key
    ids = [atom(client, address).findtext("a:entry/a:id", None, ATOM) for address in ("/atom.xml", "/en/atom.xml")]
    assert len(set(ids)) == 2
    assert None not in ids
