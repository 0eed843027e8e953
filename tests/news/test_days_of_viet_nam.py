"""What machines read bears Viet Nam's day and its +07:00, also in the seven hours in which Greenwich has another."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from hoaban.news.models import Event, VideoPage
from hoaban.pages.models import StandardPage
from tests.builders import a_portal, a_section, an_article, at

pytestmark = pytest.mark.django_db
NIGHT = "2024-01-18 02:30"
SAID = "2024-01-18T02:30:00+07:00"


@pytest.fixture
def home():
    return a_portal()


def described(client, address: str) -> dict:
    """What the page at an address says of itself to machines."""
    text = client.get(address).content.decode()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])["@graph"][0] | {"page": text}


def test_an_article_of_the_night_is_of_its_day(home, client):
    article = an_article(a_section(home), posted_at=at(NIGHT))
    said = described(client, article.url)
    assert said["datePublished"] == SAID
    assert '<meta name="DC.date" content="2024-01-18">' in said["page"]


@pytest.mark.parametrize("feed", ["atom.xml", "rss.xml"])
def test_feeds_tell_the_hour_of_viet_nam(home, client, feed):
    an_article(a_section(home), posted_at=at(NIGHT))
    for address in ("/", "/tin-tuc/"):
        text = client.get(f"{address}{feed}").content.decode()
        assert (SAID if feed == "atom.xml" else "Thu, 18 Jan 2024 02:30:00 +0700") in text
        assert "+00:00" not in text
        assert "+0000" not in text


def test_an_empty_feed_too(home, client):
    a_section(home)
    assert "+00:00" not in client.get("/tin-tuc/atom.xml").content.decode()


def test_sitemaps(home, client):
    article = an_article(a_section(home))
    article.save_revision().publish()
    for name in ("sitemap-0.xml", "sitemap-news.xml"):
        assert "+00:00" not in client.get(f"/{name}").content.decode()
    assert "+07:00</lastmod>" in client.get("/sitemap-0.xml").content.decode()


def test_an_event_of_a_whole_day_begins_on_that_day(home, client):
    section = a_section(home, "Sự kiện", holds="events")
    day = at("2026-05-19 00:00")
    event = section.add_child(
        instance=Event(title="Ngày hội", starts_at=day, ends_at=day + timedelta(days=1), all_day=True)
    )
    said = described(client, event.url)
    assert (said["startDate"], said["endDate"]) == ("2026-05-19", "2026-05-20")
    timed = section.add_child(instance=Event(title="Họp", starts_at=at(NIGHT)))
    assert described(client, timed.url)["startDate"] == SAID


def test_a_film_and_a_standard_page(home, client):
    assert VideoPage(title="Phim", posted_at=at(NIGHT)).extra_structured_data(None)["uploadDate"] == SAID
    page = home.add_child(instance=StandardPage(title="Giới thiệu"))
    page.save_revision().publish()
    assert described(client, page.url)["dateModified"].endswith("+07:00")
